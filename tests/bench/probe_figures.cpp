#include "tests/bench/probe_figures.hpp"

#include <aegis/settings.hpp>

namespace bench {

namespace {

constexpr double mesh_size = 1000;
constexpr double minute_ms = 60'000;

} // namespace

void add_probe_figures(report& x) {
  auto rate = x.find("connections_per_second");
  if (rate == x.end() || rate->second <= 0)
    return;
  aegis::node_settings settings;
  auto period = static_cast<double>(settings.detector.probe_interval.count());
  auto connected = static_cast<double>(settings.peers.connections_max);
  auto dialed = minute_ms / period * (1 - connected / (mesh_size - 1));
  auto handshakes = 2 * dialed;
  auto side_ms = 1000 / rate->second / 2;
  x["probe_handshakes_per_minute_1000"] = handshakes;
  x["probe_handshakes_cpu_percent_1000"]
    = 100 * handshakes * side_ms / minute_ms;
}

} // namespace bench
