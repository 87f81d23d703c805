#include "aegis/defaults.hpp"
#include "core/printable.hpp"
#include "wire/check.hpp"
#include "wire/record_codec.hpp"

#include <set>

namespace aegis::wire {

namespace {

outcome<done> check_address(const std::string& address) {
  if (address.empty())
    return done{};
  if (auto ok
      = check_text("address", address, defaults::record_address_max_bytes);
      !ok)
    return ok;
  auto parsed = parse_host_port(address);
  if (!parsed)
    return std::move(parsed).error();
  return done{};
}

outcome<done> check_services(const std::vector<service_id>& services) {
  if (auto ok
      = check_count("services", services.size(), defaults::record_services_max);
      !ok)
    return ok;
  std::set<service_id> seen;
  for (const auto& service : services) {
    if (auto ok = check(service); !ok)
      return ok;
    if (!seen.insert(service).second)
      return fault{ec::malformed_message,
                   "services: " + to_string(service) + " appears twice"};
  }
  return done{};
}

outcome<done> check_label(const std::string& key, const std::string& value) {
  if (key.empty())
    return fault{ec::malformed_message, "labels: an empty key"};
  return check_all(
    [&] {
      return check_text("label key", key, defaults::record_text_max_bytes);
    },
    [&] {
      return check_text("label " + core::quoted(key), value,
                        defaults::record_label_max_bytes);
    });
}

outcome<done> check_labels(const std::map<std::string, std::string>& labels) {
  if (auto ok
      = check_count("labels", labels.size(), defaults::record_labels_max);
      !ok)
    return ok;
  for (const auto& [key, value] : labels)
    if (auto ok = check_label(key, value); !ok)
      return ok;
  return done{};
}

outcome<done> check_time(const char* field, timestamp_ms x) {
  return wire::check_time(field, x.time_since_epoch().count());
}

/// A fault of the caller, where a peer's would be malformed.
outcome<done> as_argument(outcome<done> x) {
  if (!x && x.error().code == ec::malformed_message)
    return fault{ec::invalid_argument, x.error().text};
  return x;
}

} // namespace

outcome<done> check_record(const node_info& x) {
  constexpr auto text_max = defaults::record_text_max_bytes;
  return as_argument(
    check_all([&] { return check_node_id(x.id); },
              [&] { return check_text("name", x.name, text_max); },
              [&] { return check_text("type", x.type, text_max); },
              [&] { return check_address(x.address); },
              [&] { return check_services(x.services); },
              [&] { return check_text("region", x.region, text_max); },
              [&] { return check_labels(x.labels); },
              [&] { return check_time("joined_at_ms", x.joined_at); },
              [&] { return check_time("updated_at_ms", x.updated_at); }));
}

} // namespace aegis::wire
