#include "samples.hpp"

#include "wire/record_codec.hpp"
#include "wire/signed_record_codec.hpp"

namespace aegis::test {

namespace {

template <class Message>
Message from(const std::string& sender) {
  Message result;
  result.set_sender(sender);
  return result;
}

} // namespace

node_info sample_record(const std::string& id) {
  node_info result;
  result.id = id;
  result.name = "Node \xc3\xa9";
  result.type = "gateway";
  result.address = "[::1]:8443";
  result.services = {{"identity", "v1"}, {"identity", "v2"}};
  result.region = "eu";
  result.labels = {{"rack", "7"}, {"zone", ""}};
  result.joined_at = timestamp_ms{std::chrono::milliseconds{1'700'000'000'000}};
  result.updated_at
    = timestamp_ms{std::chrono::milliseconds{1'700'000'000'001}};
  result.incarnation = 1'700'000'000'000;
  result.revision = 3;
  result.status = node_status::suspect;
  return result;
}

v1::Ping sample_ping() {
  auto result = from<v1::Ping>("node-1");
  result.set_timestamp_ms(1'700'000'000'000);
  return result;
}

v1::Pong sample_pong() {
  v1::Pong result;
  result.set_node_id("node-2");
  result.set_timestamp_ms(1'700'000'000'001);
  result.set_echo_ms(1'700'000'000'000);
  result.set_incarnation(7);
  return result;
}

v1::HealthRequest sample_health_request() {
  return from<v1::HealthRequest>("node-1");
}

v1::Health sample_health() {
  v1::Health result;
  result.set_status(v1::HEALTH_STATUS_UNHEALTHY);
  result.set_message("tired");
  result.set_error("disk: full");
  result.set_last_checked_ms(1'700'000'000'000);
  return result;
}

v1::NodeInfoRequest sample_node_info_request() {
  return from<v1::NodeInfoRequest>("node-1");
}

v1::NodeRecord sample_node_record() {
  return wire::to_wire(sample_record());
}

v1::SyncRequest sample_sync_request() {
  auto result = from<v1::SyncRequest>("node-1");
  result.set_epoch(11);
  result.set_version(12);
  result.set_digest(13);
  result.add_records(sample_signed_record("node-1").SerializeAsString());
  result.add_records(sample_signed_record("node-2").SerializeAsString());
  result.add_certificates("not a certificate");
  result.add_wanted_certificates(std::string(32, 'f'));
  result.set_sender_epoch(14);
  result.set_sender_version(15);
  result.set_sender_since(10);
  return result;
}

v1::SyncResponse sample_sync_response() {
  v1::SyncResponse result;
  result.set_epoch(14);
  result.set_version(15);
  result.set_digest(16);
  result.add_records(sample_signed_record("node-3").SerializeAsString());
  result.set_since(12);
  result.set_seen(15);
  result.set_accepted(1);
  result.add_certificates("not a certificate");
  result.add_wanted_certificates(std::string(32, 'f'));
  return result;
}

v1::SignedRecord sample_signed_record(const std::string& id) {
  auto x = sample_record(id);
  x.status = node_status::alive;
  v1::SignedRecord result;
  result.set_body(wire::to_body(x, x.updated_at + defaults::record_lifetime));
  result.set_signature(std::string(64, 's'));
  result.set_certificate_fingerprint(std::string(32, 'f'));
  for (const char* accuser : {"node-8", "node-9"}) {
    auto& accusation = *result.add_accusations();
    accusation.set_accuser(accuser);
    accusation.set_kind(v1::ACCUSATION_KIND_SUSPECT);
    accusation.set_made_at_ms(1'700'000'000'002);
    accusation.set_signature(std::string(64, 'a'));
    accusation.set_certificate_fingerprint(std::string(32, 'g'));
  }
  return result;
}

v1::Probe sample_probe() {
  auto result = from<v1::Probe>("node-1");
  *result.mutable_notice() = sample_signed_record("node-2");
  return result;
}

v1::ProbeAnswer sample_probe_answer() {
  v1::ProbeAnswer result;
  result.set_node_id("node-2");
  result.set_incarnation(7);
  return result;
}

v1::ProbeHelpRequest sample_probe_help_request() {
  auto result = from<v1::ProbeHelpRequest>("node-1");
  result.set_target("node-2");
  result.set_timeout_ms(500);
  *result.mutable_notice() = sample_signed_record("node-2");
  return result;
}

v1::ProbeHelp sample_probe_help() {
  v1::ProbeHelp result;
  result.set_reached(true);
  return result;
}

v1::TopologyRequest sample_topology_request() {
  return from<v1::TopologyRequest>("node-1");
}

v1::TopologySnapshot sample_topology() {
  v1::TopologySnapshot result;
  result.set_epoch(14);
  result.set_version(15);
  wire::to_wire({sample_record("node-1"), sample_record("node-2")},
                *result.mutable_records());
  return result;
}

v1::ServicesRequest sample_services_request() {
  return from<v1::ServicesRequest>("node-1");
}

v1::ServiceList sample_services() {
  v1::ServiceList result;
  for (const char* version : {"v1", "v2"}) {
    auto& service = *result.add_services();
    service.set_name("identity");
    service.set_version(version);
  }
  return result;
}

v1::ServiceRequest sample_service_request() {
  v1::ServiceRequest result;
  result.set_name("identity");
  result.set_version("v1");
  return result;
}

v1::ServiceReference sample_service() {
  v1::ServiceReference result;
  result.set_actor(42);
  result.add_interface("caf::replies_to<@str>::with<@str>");
  return result;
}

} // namespace aegis::test
