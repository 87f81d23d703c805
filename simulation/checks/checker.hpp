#pragma once

#include "simulation/runs/truth.hpp"
#include "simulation/runs/workload.hpp"

#include <memory>
#include <vector>

namespace aegis::simulation {

/// Looks at a mesh from outside and knows one thing that must hold, whatever
/// the workload does.
class checker {
public:
  virtual ~checker() = default;

  virtual const char* name() const = 0;

  /// Called all the time.
  virtual void look(run_context&) {}

  /// Called once, after the quiet time.
  virtual void conclude(run_context&) {}
};

using checker_ptr = std::unique_ptr<checker>;

/// All tables are equal after the quiet time, and show who runs.
checker_ptr make_convergence_checker();

/// The version of a table never goes back in a life.
checker_ptr make_version_checker();

/// No record goes back to an older one, and the last word of each node is what
/// all others have in the end.
checker_ptr make_record_checker();

/// What subscribers hear adds up to what the snapshots show.
checker_ptr make_event_checker();

/// Each call is answered once, and names its caller.
checker_ptr make_call_checker(workload& x);

/// Providers are called in turn while nothing disturbs that.
checker_ptr make_fairness_checker(workload& x);

/// Those that ended are down in time, those that live are not.
checker_ptr make_detection_checker();

/// Nothing that waits grows without end.
checker_ptr make_bounds_checker();

} // namespace aegis::simulation
