// In: the configuration of an actor system. Out: its scheduler.

#include "transport/scheduling.hpp"

#include "transport/quick_sharing.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/policy/profiled.hpp>
#include <caf/policy/work_sharing.hpp>
#include <caf/policy/work_stealing.hpp>
#include <caf/scheduler/coordinator.hpp>
#include <caf/scheduler/profiled_coordinator.hpp>
#include <caf/scheduler/test_coordinator.hpp>

namespace aegis::transport {

caf::actor_system::module* scheduling::make(caf::actor_system& sys,
                                            caf::detail::type_list<>) {
  using namespace caf::scheduler;
  using caf::policy::profiled;
  using caf::policy::work_sharing;
  using caf::policy::work_stealing;
  auto policy
    = caf::get_or(sys.config(), "scheduler.policy", caf::atom("stealing"));
  auto with_profile
    = caf::get_or(sys.config(), "scheduler.enable-profiling", false);
  if (policy == caf::atom("testing"))
    return new test_coordinator(sys);
  if (policy != caf::atom("sharing")) {
    if (with_profile)
      return new profiled_coordinator<profiled<work_stealing>>(sys);
    return new coordinator<work_stealing>(sys);
  }
  if (with_profile)
    return new profiled_coordinator<profiled<work_sharing>>(sys);
  return new coordinator<quick_sharing>(sys);
}

} // namespace aegis::transport
