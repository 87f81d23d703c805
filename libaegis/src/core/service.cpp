#include <aegis/service.hpp>

namespace aegis {

std::string to_string(pick_policy x) {
  switch (x) {
    case pick_policy::round_robin:
      return "round_robin";
    case pick_policy::random:
      return "random";
    case pick_policy::least_outstanding:
      return "least_outstanding";
    case pick_policy::peak_ewma:
      return "peak_ewma";
    case pick_policy::weighted:
      return "weighted";
    case pick_policy::consistent_hash:
      return "consistent_hash";
  }
  return "unknown";
}

} // namespace aegis
