#include "actors/health/check_runner.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <exception>

namespace aegis::detail {

namespace {

outcome<done> run_one(health_checker& x) {
  try {
    return x.check();
  } catch (const std::exception& e) {
    return fault{ec::internal, std::string{"the checker threw: "} + e.what()};
  } catch (...) {
    return fault{ec::internal, "the checker threw"};
  }
}

check_report run_all(const check_run& run) {
  check_report result;
  result.findings.reserve(run.checkers.size());
  for (const auto& checker : run.checkers)
    result.findings.push_back({name_of(*checker), run_one(*checker)});
  return result;
}

} // namespace

std::string name_of(const health_checker& x) {
  try {
    return x.name();
  } catch (...) {
    return "(its name threw)";
  }
}

check_runner_actor::behavior_type check_runner(check_runner_actor::pointer) {
  return {
    [](const check_run& run) { return run_all(run); },
  };
}

} // namespace aegis::detail
