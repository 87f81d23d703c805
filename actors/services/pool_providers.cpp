// In: topology events; ends of providers; results of the resolver.
// Out: look-ups to the resolver, and a new list to the service's handles.

#include "actors/services/service_pool.hpp"

#include "actors/services/call_error.hpp"
#include "aegis/error.hpp"
#include "core/mistake.hpp"
#include "log/log.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace aegis::detail {

namespace {

/// Which of a node's services a wish is for: the highest version of the name
/// that its rule admits.
std::optional<service_id> match(const node_info& node, const std::string& name,
                                const mesh::version_rule& rule,
                                const service_id* gone = nullptr) {
  if (node.status > node_status::suspect)
    return std::nullopt;
  std::vector<std::string> versions;
  for (auto& x : node.services)
    if (x.name == name && (gone == nullptr || x != *gone))
      versions.push_back(x.version);
  auto best = rule.best_of(versions);
  return best ? std::optional{service_id{name, *best}} : std::nullopt;
}

} // namespace

/// Returns the entry of a service; a new one begins with the current view.
wanted_service& service_pool_state::want(const service_id& service) {
  auto i = wanted.find(service);
  if (i != wanted.end())
    return i->second;
  auto& peers = deps.settings.peers;
  provider_set::timing pace{peers.backoff_min, peers.backoff_max,
                            peers.stable_after};
  auto seed = deps.seed ^ std::hash<service_id>{}(service);
  // The desk has checked it; what it refused has no providers.
  auto rule = mesh::version_rule::parse(service.version);
  wanted_service fresh{rule ? std::move(*rule) : mesh::version_rule{},
                       provider_set{pace, seed},
                       {},
                       deps.desk->counters(service),
                       {},
                       false,
                       {},
                       std::make_shared<shared_ejection_cap>(
                         deps.settings.services.ejected_share_max)};
  auto& entry = wanted.emplace(service, std::move(fresh)).first->second;
  topology_view view{deps.snapshots->read()};
  for (auto& node : entry.rule.is_exact() ? view.providers(service)
                                          : view.by_service(service.name))
    if (auto found = match(node, service.name, entry.rule))
      list(service, entry, *found, node);
  return entry;
}

// -- the topology ------------------------------------------------------------

void service_pool_state::on_table_news(const table_news& x) {
  if (wanted.empty())
    return;
  for (const auto& change : mesh::events_of(x.changes))
    on_change(change);
}

void service_pool_state::on_change(const mesh::change& x) {
  const auto& node = x.record->info;
  // The record of an end may be the one before it.
  auto down = x.kind == topology_change::service_down;
  auto gone = down || x.kind == topology_change::down
              || x.kind == topology_change::left;
  for (auto& [service, entry] : wanted) {
    if (down && service.name != x.service.name)
      continue;
    auto known = entry.providers.nodes().find(node.id);
    auto is_known = known != entry.providers.nodes().end();
    // Of a range, another version may be there still.
    auto found = gone && !down ? std::nullopt
                               : match(node, service.name, entry.rule,
                                       down ? &x.service : nullptr);
    if (is_known && (!found || known->second.service != *found))
      unlist(service, entry, node.id);
    if (found)
      list(service, entry, *found, node);
  }
}

void service_pool_state::list(const service_id& wish, wanted_service& entry,
                              const service_id& service,
                              const node_info& node) {
  if (node.id == deps.node_id)
    return;
  entry.providers.list(node, service, alarm->now());
  attempt_due(wish, entry);
}

void service_pool_state::unlist(const service_id& service,
                                wanted_service& entry,
                                const std::string& node) {
  if (AEGIS_MISTAKE(pool_keeps_dead_providers))
    return;
  if (auto target = entry.providers.unlist(node))
    unwatch(service, target);
  publish_soon(service);
}

// -- attempts ----------------------------------------------------------------

void service_pool_state::attempt_due(const service_id& service,
                                     wanted_service& entry) {
  for (auto& node : entry.providers.due(alarm->now()))
    attempt(service, entry, node);
  if (auto next = entry.providers.next_due())
    alarm->need(*next);
}

void service_pool_state::attempt(const service_id& service,
                                 wanted_service& entry,
                                 const std::string& node) {
  auto which = entry.providers.begin(node, alarm->now());
  publish_soon(service);
  auto& provider = entry.providers.nodes().at(node);
  lookups->resolve(provider.service, node, provider.address,
                   [=](caf::expected<resolved_provider> result) {
                     attempt_ended(service, node, which, std::move(result));
                   });
}

void service_pool_state::attempt_ended(
  const service_id& service, const std::string& node, std::uint64_t attempt,
  caf::expected<resolved_provider> result) {
  auto i = wanted.find(service);
  if (i == wanted.end())
    return;
  auto& providers = i->second.providers;
  auto now = alarm->now();
  if (result) {
    if (providers.succeed(node, attempt, *result, now))
      watch(service, node, result->target);
  } else if (providers.fail(node, attempt, to_fault(result.error()), now)) {
    log().info("{}: {}", name_of(service, node), describe(result.error()));
    alarm->need(*providers.next_due());
  }
  publish_soon(service);
}

// -- the end of a provider ---------------------------------------------------

void service_pool_state::watch(const service_id& service,
                               const std::string& node,
                               const caf::strong_actor_ptr& target) {
  auto address = target->address();
  if (targets.count(address) == 0)
    self->monitor(target);
  targets.emplace(address, target_use{service, node});
}

void service_pool_state::unwatch(const service_id& service,
                                 const caf::strong_actor_ptr& target) {
  auto address = target->address();
  auto [first, last] = targets.equal_range(address);
  auto i = std::find_if(
    first, last, [&](auto& kvp) { return kvp.second.service == service; });
  if (i != last)
    targets.erase(i);
  if (targets.count(address) == 0)
    self->demonitor(address);
}

void service_pool_state::on_down(const caf::down_msg& x) {
  lookups->on_down(x.source);
  if (auto service = locals->on_down(x.source))
    withdraw_record(*service);
  std::vector<target_use> uses;
  for (auto [i, last] = targets.equal_range(x.source); i != last; ++i)
    uses.push_back(i->second);
  targets.erase(x.source);
  fault why{ec::peer_lost, to_fault(x.reason).text};
  if (AEGIS_MISTAKE(pool_keeps_dead_providers))
    return;
  for (auto& use : uses)
    if (auto i = wanted.find(use.service); i != wanted.end()) {
      log().info("{}: lost: {}", name_of(use.service, use.node), why.text);
      i->second.providers.lose(use.node, x.source, why, alarm->now());
      publish_soon(use.service);
      attempt_due(use.service, i->second);
    }
}

// -- questions ---------------------------------------------------------------

provider_count
service_pool_state::on_provider_count_query(const provider_count_query& x) {
  auto& entry = want(x.service);
  // Whoever waited for the answer calls next: what is counted can be called.
  publish_if_due(x.service, entry);
  entry.keep_until = alarm->now() + defaults::unused_service_ttl;
  if (entry.handles.empty())
    alarm->need(entry.keep_until);
  auto here
    = locals->find_ready(x.service.name, entry.rule) != nullptr ? 1u : 0u;
  return {here + entry.providers.ready(), here + entry.providers.size()};
}

/// Lets go of services without handles. Their providers stay known to the
/// topology.
void service_pool_state::forget_unused() {
  auto now = alarm->now();
  for (auto i = wanted.begin(); i != wanted.end();) {
    auto& [service, entry] = *i;
    if (!entry.handles.empty() || now < entry.keep_until) {
      if (entry.handles.empty())
        alarm->need(entry.keep_until);
      ++i;
      continue;
    }
    for (auto& kvp : entry.providers.nodes())
      if (kvp.second.found.target)
        unwatch(service, kvp.second.found.target);
    i = wanted.erase(i);
  }
}

} // namespace aegis::detail
