#pragma once

#include "actors/health/health_ledger.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <string>
#include <vector>

namespace aegis::detail {

/// Runs these checkers, one after the other.
struct check_run {
  std::vector<health_checker_ptr> checkers;
};

/// What they found, in the same order.
struct check_report {
  std::vector<check_finding> findings;
};

/// Runs checkers, which may block, apart from all other actors. Owns nothing;
/// linked to the health actor, which spawns it detached.
using check_runner_actor
  = caf::typed_actor<caf::replies_to<check_run>::with<check_report>>;

check_runner_actor::behavior_type check_runner(check_runner_actor::pointer);

/// The name of a checker of the application's, or what stands for it if that
/// throws.
std::string name_of(const health_checker& x);

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::check_run)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::check_report)
