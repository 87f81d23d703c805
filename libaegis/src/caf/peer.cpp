#include "aegis/peer.hpp"

namespace aegis {

std::string to_string(peer_state x) {
  switch (x) {
    case peer_state::idle:
      return "idle";
    case peer_state::dialing:
      return "dialing";
    case peer_state::up:
      return "up";
    case peer_state::backing_off:
      return "backing_off";
  }
  return "unknown";
}

} // namespace aegis
