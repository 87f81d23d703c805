// In: the caller and the kind of each message, from service_guard; the file
// with the rules. Out: whether it may pass, and a line in the log if not.

#include "actors/services/call_gate.hpp"

#include "actors/services/call_error.hpp"
#include "log/log.hpp"
#include "mesh/hash.hpp"
#include "mesh/topology_snapshot.hpp"

#include <caf/atom.hpp>
#include <caf/type_nr.hpp>
#include <caf/uniform_type_info_map.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace aegis::detail {

namespace {

/// Kinds of messages that are remembered of one caller; one that sends more
/// has them decided again.
constexpr std::size_t kinds_max = 256;

outcome<std::string> read_file(const std::string& name) {
  errno = 0;
  std::ifstream in{name, std::ios::binary};
  std::string result;
  // One byte more than fits tells that it does not.
  constexpr auto most = mesh::call_rules::text_max_bytes + 1;
  result.resize(most);
  if (in)
    in.read(result.data(), static_cast<std::streamsize>(most));
  if (!in.is_open() || in.bad())
    return fault{ec::file_error, name + ": " + std::strerror(errno)};
  result.resize(static_cast<std::size_t>(in.gcount()));
  return result;
}

/// A number for what rules may ask of a message.
std::uint64_t kind_of(const service_id& service,
                      const caf::type_erased_tuple& content, std::size_t size) {
  mesh::hasher h;
  h.text(service.name).text(service.version);
  for (std::size_t i = 0; i < size; ++i) {
    auto type = content.type(i);
    h.number(type.first != 0 ? type.first : type.second->hash_code());
  }
  if (size > 0 && content.type_nr(0) == caf::type_nr<caf::atom_value>::value)
    h.number(static_cast<std::uint64_t>(content.get_as<caf::atom_value>(0)));
  return h.result();
}

} // namespace

call_gate::call_gate(caf::actor_system& sys, std::string node_id,
                     snapshot_cell_ptr snapshots, std::string file,
                     bool allow_by_default)
  : sys_(sys),
    node_id_(std::move(node_id)),
    snapshots_(std::move(snapshots)),
    file_(std::move(file)),
    allow_by_default_(allow_by_default),
    open_(allow_by_default && file_.empty()),
    rules_(
      std::make_shared<mesh::call_rules>(allow_by_default && file_.empty())) {
  // nop
}

outcome<done> call_gate::load() {
  if (file_.empty())
    return done{};
  auto text = read_file(file_);
  if (!text)
    return std::move(text).error();
  auto rules = mesh::call_rules::parse(*text, allow_by_default_);
  if (!rules)
    return fault{rules.error().code, file_ + ": " + rules.error().text};
  auto fresh = std::make_shared<mesh::call_rules>(std::move(*rules));
  log().info("{}: {} rules for calls, default {}", file_, fresh->size(),
             fresh->allows_by_default() ? "allow" : "deny");
  std::unique_lock guard{mtx_};
  rules_ = fresh;
  ++generation_;
  open_ = fresh->trivial() && fresh->allows_by_default();
  return done{};
}

bool call_gate::admits(const std::optional<caller>& who,
                       const service_id& service,
                       const caf::type_erased_tuple& content, std::size_t size,
                       known_verdicts& known, call_alarm::time_point now) {
  if (open())
    return true;
  std::unique_lock guard{mtx_};
  auto rules = rules_;
  auto generation = generation_.load();
  guard.unlock();
  auto topology = snapshots_->read()->version();
  if (known.rules != generation || known.topology != topology
      || known.allowed.size() >= kinds_max)
    known = {generation, topology, {}};
  auto kind = kind_of(service, content, size);
  // Only what passes is remembered: each refusal goes to the log.
  if (known.allowed.count(kind) > 0)
    return true;
  if (!decide(who, service, content, size, *rules, now))
    return false;
  known.allowed.emplace(kind, true);
  return true;
}

bool call_gate::decide(const std::optional<caller>& who,
                       const service_id& service,
                       const caf::type_erased_tuple& content, std::size_t size,
                       const mesh::call_rules& rules,
                       call_alarm::time_point now) {
  if (!who) {
    report("unknown", service, "nobody of this mesh", now);
    return false;
  }
  auto verdict
    = rules.decide(origin_of(*who), target_of(service, content, size));
  if (!verdict.allowed)
    report(who->node_id, service, verdict.rule, now);
  return verdict.allowed;
}

mesh::call_origin call_gate::origin_of(const caller& who) const {
  mesh::call_origin result;
  result.node_id = who.node_id;
  if (auto record = snapshots_->read()->find(who.node_id)) {
    result.region = record->info.region;
    result.labels = record->info.labels;
  }
  if (who.certificate) {
    for (auto& x : who.certificate->dns_names)
      result.sans.push_back("DNS:" + x);
    for (auto& x : who.certificate->ip_addresses)
      result.sans.push_back("IP:" + x);
    for (auto& x : who.certificate->uris)
      result.sans.push_back("URI:" + x);
  }
  return result;
}

mesh::call_target call_gate::target_of(const service_id& service,
                                       const caf::type_erased_tuple& content,
                                       std::size_t size) const {
  mesh::call_target result;
  result.service = service;
  for (std::size_t i = 0; i < size; ++i) {
    auto type = content.type(i);
    auto& name = sys_.types().portable_name(type.first, type.second);
    result.type += (i > 0 ? "+" : "") + name;
  }
  if (size > 0 && content.type_nr(0) == caf::type_nr<caf::atom_value>::value)
    result.method = caf::to_string(content.get_as<caf::atom_value>(0));
  return result;
}

void call_gate::report(const std::string& who, const service_id& service,
                       const std::string& rule, call_alarm::time_point now) {
  std::unique_lock guard{mtx_};
  auto denied = budget_.take(now);
  guard.unlock();
  if (denied)
    log().warn("{}: not_authorized: caller '{}' by {}; {} more before",
               name_of(service, node_id_), who, rule, *denied);
}

} // namespace aegis::detail
