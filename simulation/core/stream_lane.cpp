#include "simulation/core/stream_lane.hpp"

#include "aegis/defaults.hpp"
#include "core/mistake.hpp"
#include "simulation/core/latency.hpp"

#include <algorithm>

namespace aegis::simulation {

namespace {

/// What fits into a packet on a usual path (1,500 bytes without headers of IP,
/// TCP and TLS), and what those headers take.
constexpr std::size_t packet_bytes = 1'400;
constexpr std::size_t header_bytes = 74;

/// A header of BASP and the ids of sender and receiver.
constexpr std::size_t message_overhead_bytes = 90;

/// Times that a packet is sent again before the connection would end.
constexpr int retransmissions_max = 15;

duration time_for(std::uint64_t bytes, std::uint64_t bytes_per_second) {
  constexpr std::uint64_t nanoseconds = 1'000'000'000;
  return duration{static_cast<duration::rep>(
    bytes / bytes_per_second * nanoseconds
    + bytes % bytes_per_second * nanoseconds / bytes_per_second)};
}

struct misfortune {
  duration delay{};
  std::uint64_t packets = 0; ///< that were sent once more
};

misfortune draw_misfortune(std::uint64_t packets, const path& way,
                           mesh::random_source& random) {
  misfortune result;
  // A long message loses packets all the time, but others follow them, so
  // that their loss is seen after a round trip.
  auto round_trip = 2 * way.delay.median;
  auto wait = packets > 3 ? std::min(round_trip, way.retransmit_min)
                          : way.retransmit_min;
  for (std::uint64_t i = 0; i < packets; ++i) {
    if (way.duplication > 0 && random.chance(way.duplication))
      ++result.packets;
    if (way.reordering > 0 && random.chance(way.reordering))
      result.delay = std::max(result.delay, way.delay.p99);
    if (way.loss <= 0)
      continue;
    duration delay{};
    auto next = wait;
    for (int n = 0; n < retransmissions_max && random.chance(way.loss); ++n) {
      ++result.packets;
      delay += next;
      next *= 2;
    }
    result.delay = std::max(result.delay, delay);
  }
  return result;
}

} // namespace

stream_lane::transfer stream_lane::send(instant now, std::size_t bytes,
                                        const path& way,
                                        mesh::random_source& random) {
  auto is_large
    = bytes >= large_min_bytes && !AEGIS_MISTAKE(probes_behind_bulk_data);
  auto& line = is_large ? large_ : small_;
  auto total = bytes + message_overhead_bytes;
  auto packets = (total + packet_bytes - 1) / packet_bytes;
  auto bad_luck = draw_misfortune(packets, way, random);
  transfer result;
  result.sent_bytes = total + packets * header_bytes
                      + bad_luck.packets * (packet_bytes + header_bytes);
  auto begin = std::max(now, line.free);
  if (!is_large && large_.free > now)
    begin += std::min(large_.free - now,
                      instant::duration{time_for(defaults::bulk_window_bytes,
                                                 way.bytes_per_second)});
  line.free = begin + time_for(result.sent_bytes, way.bytes_per_second);
  result.arrival
    = std::max(line.free + draw(way.delay, random) + bad_luck.delay,
               line.arrived + duration{1});
  line.arrived = result.arrival;
  return result;
}

} // namespace aegis::simulation
