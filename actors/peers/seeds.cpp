// In: what the sources of seeds say, and what became of dials. Out: dials of
// seeds to the transport; connections come in by `link_up` like all others.

#include "actors/peers/peer_manager.hpp"
#include "actors/peers/seed_file.hpp"
#include "log/log.hpp"
#include "mesh/topology_snapshot.hpp"
#include "transport/tcp.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <utility>

namespace aegis::detail {

namespace {

const char* const dns_source = "name ";

} // namespace

void peer_manager_state::watch_seed_sources() {
  const auto& x = deps.seeds;
  on_seed_list({"seeds", x.addresses});
  if (!x.dns.empty()) {
    seed_lookups = std::make_unique<transport::resolver>();
    look_seeds_up();
  }
  if (!x.file.empty()) {
    auto me = caf::actor_cast<peer_manager_internal_actor>(self);
    self->link_to(
      self->system().spawn<caf::detached>(seed_file_reader, me, x.file));
  }
}

/// Asks for all addresses behind the name; the answer is a `seed_list`.
void peer_manager_state::look_seeds_up() {
  seed_lookup_at = steady_time::max(); // until it is answered
  const auto& dns = deps.seeds.dns;
  caf::weak_actor_ptr weak{self->ctrl()};
  auto report = [weak, dns](transport::addresses found) {
    seed_list result{dns_source + dns, std::vector<std::string>{}};
    if (found)
      for (const auto& address : *found)
        result.addresses->push_back(transport::name_of(address));
    else
      result.addresses = std::move(found.error());
    if (auto ptr = weak.lock())
      caf::anon_send(caf::actor_cast<peer_manager_internal_actor>(ptr),
                     std::move(result));
  };
  if (auto where = parse_host_port(dns))
    seed_lookups->look_up(*where, std::move(report));
}

void peer_manager_state::on_seed_list(const seed_list& x) {
  if (x.addresses)
    seeds.replace(x.source, *x.addresses);
  else
    log().warn("{}: the seeds of {} stay as they were: {}", deps.node_id,
               x.source, to_string(x.addresses.error()));
  if (x.source == dns_source + deps.seeds.dns)
    seed_lookup_at = self->clock().now() + defaults::seed_dns_interval;
}

void peer_manager_state::dial_seeds(std::size_t count) {
  auto serves = [this](const std::string& id) {
    return !links.empty() && deps.snapshots->read()->find(id) != nullptr;
  };
  auto own = address_in_topology(deps.node_id);
  for (const auto& address : seeds.take(count, serves, random)) {
    auto where = parse_host_port(address);
    if (!where || address == own) {
      seeds.is_own(address);
      continue;
    }
    caf::weak_actor_ptr weak{self->ctrl()};
    deps.hub->dial(*where, "", [weak, address](auto result) {
      if (auto ptr = weak.lock())
        caf::anon_send(caf::actor_cast<peer_manager_internal_actor>(ptr),
                       seed_result{address, std::move(result)});
    });
  }
}

void peer_manager_state::on_seed_result(const seed_result& x) {
  if (x.result) {
    seeds.ended(x.address, x.result->node_id);
    seeds.connected();
    return on_link_up({*x.result});
  }
  const auto& why = x.result.error();
  seeds.ended(x.address, {});
  if (transport::is_own_end(why))
    seeds.is_own(x.address);
  else
    log().info("{}: seed {}: {}", deps.node_id, x.address, to_string(why));
}

} // namespace aegis::detail
