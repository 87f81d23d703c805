#include "aegis/settings.hpp"

namespace aegis {

node_settings node_settings::preset(network x) {
  node_settings result;
  auto& detector = result.detector;
  switch (x) {
    case network::local:
      detector.probe_interval = defaults::local_probe_interval;
      detector.probe_timeout = defaults::local_probe_timeout;
      detector.suspicion_step = defaults::local_suspicion_step;
      result.topology.sync_interval = defaults::local_sync_interval;
      break;
    case network::lan:
      break;
    case network::wan:
      detector.probe_interval = defaults::wan_probe_interval;
      detector.probe_timeout = defaults::wan_probe_timeout;
      detector.suspicion_alpha = defaults::wan_suspicion_alpha;
      detector.suspicion_step = defaults::wan_suspicion_step;
      result.topology.push_delay = defaults::wan_push_delay;
      result.topology.sync_interval = defaults::wan_sync_interval;
      break;
  }
  return result;
}

} // namespace aegis
