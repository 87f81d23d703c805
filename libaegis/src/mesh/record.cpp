#include "mesh/record.hpp"

#include "core/mistake.hpp"
#include "core/printable.hpp"
#include "mesh/hash.hpp"
#include "mesh/limits.hpp"

#include <aegis/defaults.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace aegis::mesh {

namespace {

// -- validity ----------------------------------------------------------------

fault invalid(const node_info& x, const std::string& reason) {
  return {ec::invalid_argument, "record of node " + x.id + ": " + reason};
}

fault too_long(const node_info& x, const std::string& field,
               const std::string& value, std::size_t max) {
  return invalid(x, field + ' ' + core::quoted(value) + " has "
                      + std::to_string(value.size()) + " bytes, at most "
                      + std::to_string(max) + " are allowed");
}

fault too_many(const node_info& x, const std::string& what, std::size_t n,
               std::size_t max) {
  return invalid(x, std::to_string(n) + ' ' + what + ", at most "
                      + std::to_string(max) + " are allowed");
}

outcome<done> check_address(const node_info& x) {
  if (x.address.empty())
    return done{};
  if (x.address.size() > defaults::record_address_max_bytes)
    return too_long(x, "address", x.address,
                    defaults::record_address_max_bytes);
  if (auto parsed = parse_host_port(x.address); !parsed)
    return fault{ec::invalid_address,
                 "record of node " + x.id + ": " + parsed.error().text};
  return done{};
}

outcome<done> check_texts(const node_info& x) {
  std::pair<const char*, const std::string*> texts[]
    = {{"name", &x.name}, {"type", &x.type}, {"region", &x.region}};
  for (auto [field, value] : texts)
    if (value->size() > defaults::record_text_max_bytes)
      return too_long(x, field, *value, defaults::record_text_max_bytes);
  return done{};
}

outcome<done> check_services(const node_info& x) {
  if (x.services.size() > defaults::record_services_max)
    return too_many(x, "services", x.services.size(),
                    defaults::record_services_max);
  for (const auto& service : x.services)
    if (auto result = check(service); !result)
      return invalid(x, result.error().text);
  auto sorted = x.services;
  std::sort(sorted.begin(), sorted.end());
  auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end())
    return invalid(x, "service " + to_string(*twice) + " is named twice");
  return done{};
}

outcome<done> check_labels(const node_info& x) {
  if (x.labels.size() > defaults::record_labels_max)
    return too_many(x, "labels", x.labels.size(), defaults::record_labels_max);
  for (const auto& [key, value] : x.labels) {
    if (key.empty())
      return invalid(x, "a label has an empty key");
    if (key.size() > defaults::record_text_max_bytes)
      return too_long(x, "label key", key, defaults::record_text_max_bytes);
    if (value.size() > defaults::record_label_max_bytes)
      return too_long(x, "label " + core::quoted(key), value,
                      defaults::record_label_max_bytes);
  }
  return done{};
}

// -- order -------------------------------------------------------------------

std::string_view signed_bytes(const record& x) {
  return x.proof ? x.proof->body() : std::string_view{};
}

auto content_key(const record& x) {
  return std::tuple<std::uint64_t, bool, std::uint64_t, std::uint64_t,
                    std::string_view>{
    x.info.incarnation, x.info.status == node_status::left, x.info.revision,
    x.content_hash, signed_bytes(x)};
}

bool same_content(const record& x, const record& y) {
  return x.content_hash == y.content_hash
         && (x.proof == y.proof || signed_bytes(x) == signed_bytes(y));
}

std::uint64_t milliseconds_of(timestamp_ms x) {
  return static_cast<std::uint64_t>(x.time_since_epoch().count());
}

} // namespace

outcome<done> check(const node_info& x) {
  if (auto result = check_node_id(x.id); !result)
    return result;
  for (auto* rule : {check_address, check_texts, check_services, check_labels,
                     check_numbers})
    if (auto result = rule(x); !result)
      return result;
  return done{};
}

outcome<done> check_numbers(const node_info& x) {
  if (x.incarnation > incarnation_max)
    return invalid(x, "incarnation " + std::to_string(x.incarnation)
                        + " is out of range");
  if (x.revision > revision_max)
    return invalid(x, "revision " + std::to_string(x.revision)
                        + " is out of range");
  if (x.status > node_status::left)
    return invalid(x, "status "
                        + std::to_string(static_cast<unsigned>(x.status))
                        + " is unknown");
  return done{};
}

std::uint64_t hash_of_id(std::string_view id) {
  return hasher{}.text(id).result();
}

void normalize(node_info& x) {
  if (!std::is_sorted(x.services.begin(), x.services.end()))
    std::sort(x.services.begin(), x.services.end());
}

std::uint64_t content_hash(const node_info& x) {
  hasher h;
  h.text(x.id).text(x.name).text(x.type).text(x.address).text(x.region);
  h.number(x.services.size());
  for (const auto& service : x.services)
    h.text(service.name).text(service.version);
  h.number(x.labels.size());
  for (const auto& [key, value] : x.labels)
    h.text(key).text(value);
  h.number(milliseconds_of(x.joined_at)).number(milliseconds_of(x.updated_at));
  h.number(x.incarnation).number(x.revision);
  return h.result();
}

record_ptr make_record(node_info x, seal_ptr proof, accusation_list accusations,
                       papers_ptr papers) {
  normalize(x);
  auto hash = proof ? proof->body_hash : content_hash(x);
  x.status = std::max(x.status, verdict(accusations));
  auto id_hash = hash_of_id(x.id);
  return std::make_shared<record>(
    record{std::move(x), hash, std::move(proof), std::move(papers),
           std::move(accusations), false, false, id_hash});
}

bool supersedes(const record& x, const record& y) {
  return content_key(x) > content_key(y);
}

record_ptr join(const record_ptr& x, const record_ptr& y) {
  if (x->local != y->local)
    return x->local ? y : x;
  if (x->info.incarnation != y->info.incarnation)
    return (x->info.incarnation > y->info.incarnation)
               != AEGIS_MISTAKE(merge_prefers_the_older)
             ? x
             : y;
  const auto& newer
    = supersedes(*y, *x) != AEGIS_MISTAKE(merge_prefers_the_older) ? y : x;
  const auto& older = newer == x ? y : x;
  auto accusations = unite(x->accusations, y->accusations);
  auto status
    = std::max({common_status(*x), common_status(*y), verdict(accusations)});
  auto is_result = [&](const record& z) {
    return z.info.status == status && same(z.accusations, accusations);
  };
  if (is_result(*newer))
    return newer;
  if (same_content(*older, *newer) && is_result(*older))
    return older;
  auto result = std::make_shared<record>(*newer);
  result->info.status = status;
  result->accusations = std::move(accusations);
  return result;
}

bool conflicting(const record& x, const record& y) {
  return x.info.incarnation == y.info.incarnation
         && x.info.revision == y.info.revision && !same_content(x, y);
}

node_status common_status(const record& x) {
  if (x.accusations.empty())
    return x.info.status;
  return x.info.status == node_status::left ? node_status::left
                                            : verdict(x.accusations);
}

record_ptr with_status(const record& x, node_status status) {
  auto result = std::make_shared<record>(x);
  result->info.status = status;
  return result;
}

bool same(const record& x, const record& y) {
  return same_content(x, y) && x.local == y.local
         && common_status(x) == common_status(y)
         && same(x.accusations, y.accusations);
}

bool is_member(const node_info& x) {
  return x.status < node_status::down;
}

std::uint64_t digest_share(const record& x) {
  if (x.local)
    return 0;
  auto status = static_cast<std::uint64_t>(common_status(x)) + 1;
  return mix(x.content_hash + mix(status));
}

} // namespace aegis::mesh
