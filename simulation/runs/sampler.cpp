#include "simulation/runs/sampler.hpp"

#include "mesh/topology_snapshot.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace aegis::simulation {

namespace {

/// Rows and columns of the traffic matrix that one can still tell apart.
constexpr std::size_t groups_max = 40;

} // namespace

sampler::sampler(run_context& context, workload& calls)
  : context_(context), calls_(calls) {
  auto groups = std::min(groups_max, context_.there.size());
  context_.result.matrix.assign(groups, std::vector<std::uint64_t>(groups));
  context_.there.watch_deliveries([this](const delivery& x) {
    auto& type = context_.result.by_type[std::string{x.type}];
    ++type.messages;
    type.bytes += x.bytes;
    context_.result.matrix[group_of(x.from)][group_of(x.to)] += x.bytes;
  });
}

void sampler::take() {
  auto& w = context_.there;
  sample x;
  x.when = w.now();
  std::map<std::uint64_t, std::size_t> digests;
  std::set<std::string> suspected;
  std::size_t known = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  x.version_min = ~std::uint64_t{0};
  auto everybody = w.everybody();
  x.running = static_cast<std::size_t>(
    std::count_if(everybody.begin(), everybody.end(),
                  [&](std::size_t i) { return w[i].running(); }));
  for (auto i : everybody) {
    auto traffic = w[i].traffic();
    messages += traffic.sent_messages;
    bytes += traffic.sent_bytes;
    if (!w[i].running())
      continue;
    auto table = w[i].details().snapshots->read();
    ++digests[table->digest()];
    known += std::min(table->size(), x.running);
    x.version_min = std::min(x.version_min, table->version());
    x.version_max = std::max(x.version_max, table->version());
    if (is_followed(i))
      for (const auto& record : table->members())
        if (record->info.status == node_status::suspect)
          suspected.insert(record->info.id);
  }
  std::size_t agreeing = 0;
  for (const auto& [digest, count] : digests)
    agreeing = std::max(agreeing, count);
  if (x.running > 0) {
    auto all = static_cast<double>(x.running);
    x.known_share = static_cast<double>(known) / all / all;
    x.agreeing_share = static_cast<double>(agreeing) / all;
  } else {
    x.version_min = 0;
  }
  x.suspicions = suspected.size();
  auto seconds = std::chrono::duration<double>(x.when - last_).count();
  auto nodes = static_cast<double>(std::max<std::size_t>(x.running, 1));
  if (seconds > 0) {
    x.messages_per_node_second
      = static_cast<double>(messages - messages_) / seconds / nodes;
    x.bytes_per_node_second
      = static_cast<double>(bytes - bytes_) / seconds / nodes;
  }
  last_ = x.when;
  messages_ = messages;
  bytes_ = bytes;
  x.calls_answered = std::exchange(calls_.answered_since_sample, 0);
  x.calls_failed = std::exchange(calls_.failed_since_sample, 0);
  context_.result.samples.push_back(x);
}

} // namespace aegis::simulation
