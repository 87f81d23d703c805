// In: records of a peer's sync, records of the topology table for one. Out: the
// other form.

#include "wire/record_codec.hpp"

#include "aegis/defaults.hpp"
#include "core/printable.hpp"
#include "wire/check.hpp"

#include <google/protobuf/util/json_util.h>

#include <utility>

namespace aegis::wire {

namespace {

std::int64_t to_ms(timestamp_ms x) {
  return x.time_since_epoch().count();
}

timestamp_ms from_ms(std::int64_t x) {
  return timestamp_ms{std::chrono::milliseconds{x}};
}

/// What costs memory before it is copied; the rest is checked afterwards.
outcome<done> check_sizes(const v1::NodeRecord& x) {
  return check_all(
    [&] {
      return check_count("services",
                         static_cast<std::size_t>(x.services_size()),
                         defaults::record_services_max);
    },
    [&] {
      return check_count("labels", x.labels().size(),
                         defaults::record_labels_max);
    },
    [&]() -> outcome<done> {
      if (v1::NodeStatus_IsValid(x.status()))
        return done{};
      return fault{ec::malformed_message,
                   "status: " + std::to_string(x.status()) + " is unknown"};
    });
}

node_info copy(const v1::NodeRecord& x) {
  node_info result;
  result.id = x.id();
  result.name = x.name();
  result.type = x.type();
  result.address = x.address();
  for (const auto& service : x.services())
    result.services.push_back({service.name(), service.version()});
  result.region = x.region();
  result.labels.insert(x.labels().begin(), x.labels().end());
  result.joined_at = from_ms(x.joined_at_ms());
  result.updated_at = from_ms(x.updated_at_ms());
  result.incarnation = x.incarnation();
  result.revision = x.revision();
  result.status = static_cast<node_status>(x.status());
  return result;
}

fault of_record(const std::string& id, const fault& why) {
  return malformed("record " + core::quoted(id), why);
}

} // namespace

v1::NodeRecord to_wire(const node_info& x) {
  v1::NodeRecord result;
  result.set_id(x.id);
  result.set_name(x.name);
  result.set_type(x.type);
  result.set_address(x.address);
  for (const auto& service : x.services) {
    auto& out = *result.add_services();
    out.set_name(service.name);
    out.set_version(service.version);
  }
  result.set_region(x.region);
  result.mutable_labels()->insert(x.labels.begin(), x.labels.end());
  result.set_joined_at_ms(to_ms(x.joined_at));
  result.set_updated_at_ms(to_ms(x.updated_at));
  result.set_incarnation(x.incarnation);
  result.set_revision(x.revision);
  result.set_status(static_cast<v1::NodeStatus>(x.status));
  return result;
}

outcome<node_info> from_wire(const v1::NodeRecord& x) {
  if (auto ok = check_sizes(x); !ok)
    return of_record(x.id(), ok.error());
  auto result = copy(x);
  if (auto ok = check_record(result); !ok)
    return of_record(x.id(), ok.error());
  return result;
}

void to_wire(const std::vector<node_info>& xs, record_list& out) {
  out.Reserve(out.size() + static_cast<int>(xs.size()));
  for (const auto& x : xs)
    *out.Add() = to_wire(x);
}

outcome<std::vector<node_info>> from_wire(const record_list& xs,
                                          std::size_t max) {
  auto count = static_cast<std::size_t>(xs.size());
  if (auto ok = check_count("records", count, max); !ok)
    return std::move(ok).error();
  std::vector<node_info> result;
  result.reserve(count);
  for (const auto& x : xs) {
    auto record = from_wire(x);
    if (!record)
      return std::move(record).error();
    result.push_back(std::move(*record));
  }
  return result;
}

std::string to_json(const node_info& x) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  // Readers find every field, `status` of a living node included.
  options.always_print_primitive_fields = true;
  std::string result;
  auto status
    = google::protobuf::util::MessageToJsonString(to_wire(x), &result, options);
  return status.ok() ? result : "{}";
}

} // namespace aegis::wire
