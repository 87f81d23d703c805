#include "aegis/simulation/network.hpp"

namespace aegis::simulation {

using namespace std::chrono_literals;

// Round trips are twice the medians: 60 us on one machine, 400 us within a
// site, 80 ms between sites, where one packet in a thousand is lost.
network_options network_options::preset(network x) {
  path machine;
  machine.delay = {15us, 30us, 200us, 1ms};
  path site;
  site.delay = {100us, 200us, 1ms, 10ms};
  path far;
  far.delay = {35ms, 40ms, 60ms, 150ms};
  far.loss = 0.001;
  far.bytes_per_second = 12'500'000;
  switch (x) {
    case network::local:
      return {machine, machine};
    case network::lan:
      return {site, site};
    case network::wan:
      break;
  }
  return {site, far};
}

} // namespace aegis::simulation
