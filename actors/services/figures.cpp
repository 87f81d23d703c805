#include "actors/services/figures.hpp"

namespace aegis::detail {

call_figures to_figures(const call_counters& x) {
  call_figures result;
  result.calls = x.calls;
  result.in_flight = x.in_flight;
  for (std::size_t i = 0; i < x.errors.size(); ++i)
    if (auto count = x.errors[i].load(); count > 0)
      result.errors[static_cast<ec>(i)] = count;
  auto buckets = x.latency.snapshot();
  for (std::size_t i = 0; i < buckets.size(); ++i)
    if (buckets[i] > 0)
      result.latency.push_back(
        {mesh::latency_histogram::upper_bound(i), buckets[i]});
  return result;
}

consumer_metrics to_metrics(const service_id& service,
                            const service_counters& x) {
  consumer_metrics result;
  result.service = service;
  result.calls = to_figures(x.figures);
  result.attempts = x.attempts;
  result.retries = x.retries;
  result.hedges = x.hedges;
  result.hedges_won = x.hedges_won;
  result.ejections = x.ejections;
  result.dropped = x.dropped;
  return result;
}

} // namespace aegis::detail
