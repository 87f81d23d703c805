#include "actors/node/node_options.hpp"

#include "actors/peers/seed_file.hpp"
#include "core/printable.hpp"
#include "mesh/record.hpp"
#include "pki/identity.hpp"
#include "pki/store.hpp"
#include "wire/record_codec.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace aegis::detail {

namespace {

bool is_wildcard(const std::string& host) {
  return host == "0.0.0.0" || host == "::" || host == "*";
}

outcome<done> check_id(const node_options& x) {
  if (x.id.empty())
    return fault{ec::invalid_id, "id: missing"};
  return check_node_id(x.id);
}

outcome<done> check_name(const node_options& x) {
  if (x.name.empty())
    return fault{ec::invalid_argument, "name: missing"};
  return pki::check_mesh_name(x.mesh);
}

outcome<done> check_address(const node_options& x) {
  if (x.address.empty())
    return fault{ec::invalid_address, "address: missing"};
  auto where = parse_host_port(x.address);
  if (!where)
    return fault{where.error().code, "address: " + where.error().text};
  auto visible = x.advertise.empty() ? where : parse_host_port(x.advertise);
  if (!visible)
    return fault{visible.error().code, "advertise: " + visible.error().text};
  if (is_wildcard(visible->host))
    return fault{ec::invalid_address, "address: nobody can dial "
                                        + to_string(*visible)
                                        + "; name another with `advertise`"};
  return done{};
}

outcome<done> check_provisions(const node_options& x) {
  std::set<service_id> seen;
  for (const auto& provision : x.provisions) {
    if (auto ok = check(provision.service); !ok)
      return ok;
    if (!provision.provider && !provision.factory)
      return fault{ec::invalid_argument,
                   "provide: no actor for " + to_string(provision.service)};
    if (!seen.insert(provision.service).second)
      return fault{ec::already_exists,
                   "provide: " + to_string(provision.service)
                     + " appears twice"};
  }
  return done{};
}

outcome<done> check_checkers(const node_options& x) {
  if (x.checkers.size() > x.settings.health.checkers_max)
    return fault{ec::overloaded,
                 "checker: " + std::to_string(x.checkers.size()) + ", at most "
                   + std::to_string(x.settings.health.checkers_max)};
  for (const auto& checker : x.checkers)
    if (!checker)
      return fault{ec::invalid_argument, "checker: null"};
  return done{};
}

outcome<done> check_seeds(const node_options& x) {
  if (x.seeds.addresses.size() > defaults::seeds_max)
    return fault{ec::overloaded,
                 "seeds: " + std::to_string(x.seeds.addresses.size())
                   + ", at most " + std::to_string(defaults::seeds_max)};
  for (const auto& address : x.seeds.addresses)
    if (auto ok = check_seed(address); !ok)
      return fault{ok.error().code, "seeds: " + ok.error().text};
  if (x.seeds.dns.empty())
    return done{};
  if (auto ok = check_seed(x.seeds.dns); !ok)
    return fault{ok.error().code, "seed_dns: " + ok.error().text};
  return done{};
}

outcome<done> check_positive(const char* field, std::chrono::milliseconds x) {
  if (x.count() > 0)
    return done{};
  return fault{ec::invalid_argument, std::string{"settings: "} + field
                                       + " must be positive, is "
                                       + std::to_string(x.count()) + " ms"};
}

outcome<done> check_counts(const node_settings& x) {
  const std::pair<const char*, std::size_t> counts[] = {
    {"transport.payload_max_bytes", x.transport.payload_max_bytes},
    {"transport.backlog_max_bytes", x.transport.backlog_max_bytes},
    {"transport.handshakes_max", x.transport.handshakes_max},
    {"peers.peers_max", x.peers.peers_max},
    {"peers.open_frames_max", x.peers.open_frames_max},
    {"topology.records_max", x.topology.records_max},
    {"services.provider_in_flight_max", x.services.provider_in_flight_max},
    {"services.ejection_failures", x.services.ejection_failures},
  };
  for (const auto& [field, value] : counts)
    if (value == 0)
      return fault{ec::invalid_argument, std::string{"settings: "} + field
                                           + " must be positive, is 0"};
  return done{};
}

outcome<done> check_shares(const node_settings::service_settings& x) {
  const std::pair<const char*, double> shares[] = {
    {"services.retry_share", x.retry_share},
    {"services.hedge_share", x.hedge_share},
    {"services.ejected_share_max", x.ejected_share_max},
  };
  for (const auto& [field, value] : shares)
    if (!(value >= 0 && value <= 1))
      return fault{ec::invalid_argument, std::string{"settings: "} + field
                                           + " must be from 0 to 1, is "
                                           + std::to_string(value)};
  if (x.ejection_max < x.ejection_min)
    return fault{ec::invalid_argument,
                 "settings: services.ejection_max is below "
                 "services.ejection_min"};
  return done{};
}

outcome<done> check_settings(const node_settings& x) {
  if (auto ok = check_counts(x); !ok)
    return ok;
  const std::pair<const char*, std::chrono::milliseconds> durations[] = {
    {"transport.connect_timeout", x.transport.connect_timeout},
    {"transport.tls_timeout", x.transport.tls_timeout},
    {"transport.basp_timeout", x.transport.basp_timeout},
    {"peers.backoff_min", x.peers.backoff_min},
    {"peers.ping_timeout", x.peers.ping_timeout},
    {"peers.sync_timeout", x.peers.sync_timeout},
    {"topology.sync_interval", x.topology.sync_interval},
    {"topology.tombstone_ttl", x.topology.tombstone_ttl},
    {"topology.expiry_interval", x.topology.expiry_interval},
    {"topology.record_lifetime", x.topology.record_lifetime},
    {"health.interval", x.health.interval},
    {"peers.idle_timeout", x.peers.idle_timeout},
    {"peers.reconnect_interval", x.peers.reconnect_interval},
    {"detector.probe_interval", x.detector.probe_interval},
    {"detector.probe_timeout", x.detector.probe_timeout},
    {"services.call_deadline", x.services.call_deadline},
    {"services.ejection_min", x.services.ejection_min},
    {"services.ejection_return", x.services.ejection_return},
    {"local_timeout", x.local_timeout},
  };
  for (const auto& [field, value] : durations)
    if (auto ok = check_positive(field, value); !ok)
      return ok;
  if (x.topology.record_lifetime > defaults::record_lifetime_max)
    return fault{ec::invalid_argument,
                 "settings: topology.record_lifetime is "
                   + std::to_string(x.topology.record_lifetime.count())
                   + " ms, others accept at most "
                   + std::to_string(defaults::record_lifetime_max.count())};
  for (const auto& [field, value] :
       {std::pair{"topology.refutation_pause", x.topology.refutation_pause},
        std::pair{"topology.push_delay", x.topology.push_delay}})
    if (value.count() < 0)
      return fault{ec::invalid_argument,
                   std::string{"settings: "} + field + " is negative: "
                     + std::to_string(value.count()) + " ms"};
  if (auto ok = check_shares(x.services); !ok)
    return ok;
  if (x.peers.backoff_max < x.peers.backoff_min)
    return fault{ec::invalid_argument,
                 "settings: peers.backoff_max is below peers.backoff_min"};
  if (x.peers.connections_max < x.peers.connections_min)
    return fault{ec::invalid_argument,
                 "settings: peers.connections_max is below "
                 "peers.connections_min"};
  if (x.detector.probe_timeout >= x.detector.probe_interval)
    return fault{ec::invalid_argument,
                 "settings: detector.probe_timeout is not below "
                 "detector.probe_interval"};
  return done{};
}

outcome<done> check_first_record(const node_options& x) {
  auto record = first_record(x, timestamp_ms{});
  if (auto ok = wire::check_record(record); !ok)
    return ok;
  return mesh::check(record);
}

} // namespace

outcome<done> validate(const node_options& x) {
  using check_function = outcome<done> (*)(const node_options&);
  constexpr check_function checks[]
    = {check_id,       check_name,  check_address,     check_provisions,
       check_checkers, check_seeds, check_first_record};
  for (auto f : checks)
    if (auto ok = f(x); !ok)
      return ok;
  return check_settings(x.settings);
}

outcome<done> check_files(const node_options& x) {
  if (x.seeds.file.empty())
    return done{};
  auto seeds = read_seed_file(x.seeds.file);
  if (!seeds)
    return std::move(seeds).error();
  return done{};
}

std::string public_address(const node_options& x, std::uint16_t port) {
  auto where = parse_host_port(x.advertise.empty() ? x.address : x.advertise);
  if (!where)
    return x.address;
  if (where->port == 0)
    where->port = port;
  return to_string(*where);
}

node_info first_record(const node_options& x, timestamp_ms now) {
  node_info result;
  result.id = x.id;
  result.name = x.name;
  result.type = x.type;
  result.address = x.advertise.empty() ? x.address : x.advertise;
  result.services = x.declared;
  result.region = x.region;
  result.labels = x.labels;
  result.joined_at = now;
  result.updated_at = now;
  result.incarnation
    = static_cast<std::uint64_t>(now.time_since_epoch().count());
  return result;
}

outcome<pki::credentials_ptr> load_credentials(const node_options& x) {
  if (x.tls)
    return pki::load(*x.tls, x.id, x.mesh);
  pki::store_options store;
  store.dir = x.cert_dir;
  store.node_id = x.id;
  store.mesh = x.mesh;
  store.kind = x.key;
  if (auto where = parse_host_port(public_address(x, 0)))
    store.address = *where;
  return pki::load_or_generate(store);
}

} // namespace aegis::detail
