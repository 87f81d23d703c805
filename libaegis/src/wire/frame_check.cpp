#include "aegis/node_info.hpp"
#include "aegis/service_id.hpp"
#include "mesh/part_digests.hpp"
#include "wire/check.hpp"
#include "wire/frame_codec.hpp"

namespace aegis::wire {

namespace {

constexpr auto text_max = defaults::frame_text_max_bytes;

/// An id of a peer; empty where the connection says it anyway.
outcome<done> check_id(const char* field, const std::string& id) {
  if (id.empty())
    return done{};
  if (auto ok = check_node_id(id); !ok)
    return malformed(field, ok.error());
  return done{};
}

outcome<done> check_service(const std::string& name,
                            const std::string& version) {
  if (auto ok = check(service_id{name, version}); !ok)
    return malformed("service", ok.error());
  return done{};
}

template <class List>
outcome<done> check_size(const char* field, const List& xs, std::size_t max) {
  return check_count(field, static_cast<std::size_t>(xs.size()), max);
}

/// What requests and responses have in common.
template <class Sync>
outcome<done> check_sync(const Sync& x) {
  return check_all(
    [&] { return check_size("records", x.records(), defaults::records_max); },
    [&] {
      return check_size("certificates", x.certificates(),
                        defaults::records_max);
    },
    [&] {
      return check_size("wanted_certificates", x.wanted_certificates(),
                        defaults::wanted_certificates_max);
    },
    [&] { return check_size("parts", x.parts(), mesh::part_count_max); });
}

} // namespace

outcome<done> check(const v1::Ping& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::Pong& x) {
  return check_id("node_id", x.node_id());
}

outcome<done> check(const v1::HealthRequest& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::Health& x) {
  return check_all(
    [&] { return check_text("message", x.message(), text_max); },
    [&] { return check_text("error", x.error(), text_max); },
    [&] { return check_time("last_checked_ms", x.last_checked_ms()); });
}

outcome<done> check(const v1::NodeInfoRequest& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::NodeRecord&) {
  return done{};
}

outcome<done> check(const v1::SyncRequest& x) {
  return check_all([&] { return check_id("sender", x.sender()); },
                   [&] { return check_sync(x); });
}

outcome<done> check(const v1::SyncResponse& x) {
  return check_sync(x);
}

outcome<done> check(const v1::TopologyRequest& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::TopologySnapshot& x) {
  return check_size("records", x.records(), defaults::records_max);
}

outcome<done> check(const v1::ServicesRequest& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::ServiceList& x) {
  if (auto ok
      = check_size("services", x.services(), defaults::record_services_max);
      !ok)
    return ok;
  for (const auto& service : x.services())
    if (auto ok = check_service(service.name(), service.version()); !ok)
      return ok;
  return done{};
}

outcome<done> check(const v1::ServiceRequest& x) {
  return check_service(x.name(), x.version());
}

outcome<done> check(const v1::Probe& x) {
  return check_id("sender", x.sender());
}

outcome<done> check(const v1::ProbeAnswer& x) {
  return check_id("node_id", x.node_id());
}

outcome<done> check(const v1::ProbeHelpRequest& x) {
  return check_all([&] { return check_id("sender", x.sender()); },
                   [&]() -> outcome<done> {
                     if (auto ok = check_node_id(x.target()); !ok)
                       return malformed("target", ok.error());
                     if (x.timeout_ms() >= 1 && x.timeout_ms() <= 60'000)
                       return done{};
                     return fault{ec::malformed_message,
                                  "timeout_ms: "
                                    + std::to_string(x.timeout_ms())
                                    + " is not within 1 to 60000"};
                   });
}

outcome<done> check(const v1::ProbeHelp&) {
  return done{};
}

outcome<done> check(const v1::ServiceReference& x) {
  if (x.actor() == 0)
    return fault{ec::malformed_message, "actor: 0"};
  if (auto ok = check_size("interface", x.interface(),
                           defaults::interface_signatures_max);
      !ok)
    return ok;
  for (const auto& signature : x.interface())
    if (auto ok = check_text("interface", signature,
                             defaults::interface_signature_max_bytes);
        !ok)
      return ok;
  return done{};
}

} // namespace aegis::wire
