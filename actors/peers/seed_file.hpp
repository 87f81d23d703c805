#pragma once

#include "actors/peers/peer_messages.hpp"

#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace aegis::detail {

/// Checks a `host:port` that can be dialed.
/// @returns `ec::invalid_address` with the text.
outcome<done> check_seed(const std::string& address);

/// Reads one `host:port` a line; empty lines and what follows a `#` do not
/// count. May block.
/// @returns `ec::file_error`, or `ec::invalid_address` with the number of the
///          line and its text; more than `defaults::seed_file_max_bytes` or
///          `defaults::seeds_max` addresses are `ec::file_error`.
outcome<std::vector<std::string>> read_seed_file(const std::string& path);

/// Time to look at the file.
struct seed_file_due {};

/// Reads a file again and again, apart from all other actors, as that may
/// block; tells the peer manager what it finds when that is something else than
/// before. Owns nothing; linked to the peer manager, which spawns it detached.
using seed_file_actor = caf::typed_actor<caf::reacts_to<seed_file_due>>;

seed_file_actor::behavior_type
seed_file_reader(seed_file_actor::pointer self,
                 peer_manager_internal_actor peers, std::string path);

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::seed_file_due)
