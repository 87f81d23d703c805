// What other nodes know us by: names and numbers that travel. A change here
// is a change of the protocol, which older nodes do not understand.

#include "aegis/config.hpp"
#include "aegis/error.hpp"
#include "aegis/health.hpp"
#include "transport/basp_frame.hpp"
#include "transport/hub.hpp"
#include "wire/frame_codec.hpp"

#include "samples.hpp"

#include <aegis/v1/link.pb.h>

#include <caf/actor_system_config.hpp>

#include <google/protobuf/descriptor.h>

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace aegis;

namespace {

using names = std::vector<std::string>;

/// Keys of `xs` that `ys` lacks, in order.
template <class Map>
std::set<std::string> added(const Map& xs, const Map& ys) {
  std::set<std::string> result;
  for (const auto& [name, ignored] : xs)
    if (ys.count(name) == 0)
      result.insert(name);
  return result;
}

/// What CAF registers for a message type of this name.
std::set<std::string> registered(const std::vector<std::string>& types) {
  std::set<std::string> result;
  for (const auto& x : types)
    result.insert({x, "std::vector<" + x + ">", "stream<" + x + ">"});
  return result;
}

/// `message.field = number type` of each field, enumerators as `name = number`.
names fields_of(const google::protobuf::FileDescriptor& file) {
  names result;
  for (int i = 0; i < file.message_type_count(); ++i) {
    const auto& message = *file.message_type(i);
    for (int j = 0; j < message.field_count(); ++j) {
      const auto& field = *message.field(j);
      result.push_back(message.name() + '.' + field.name() + " = "
                       + std::to_string(field.number()) + ' '
                       + (field.is_repeated() ? "repeated " : "")
                       + field.type_name());
    }
  }
  for (int i = 0; i < file.enum_type_count(); ++i)
    for (int j = 0; j < file.enum_type(i)->value_count(); ++j) {
      const auto& value = *file.enum_type(i)->value(j);
      result.push_back(value.name() + " = " + std::to_string(value.number()));
    }
  return result;
}

void check_equal(const names& xs, const names& ys) {
  BOOST_CHECK_EQUAL_COLLECTIONS(xs.begin(), xs.end(), ys.begin(), ys.end());
}

} // namespace

BOOST_AUTO_TEST_SUITE(frozen)

BOOST_AUTO_TEST_CASE(configure_adds_one_message_type) {
  caf::actor_system_config plain;
  caf::actor_system_config prepared;
  configure(prepared);
  auto types
    = added(prepared.value_factories_by_name, plain.value_factories_by_name);
  BOOST_TEST(types == registered({"aegis.frame"}));
  auto actors = added(prepared.actor_factories, plain.actor_factories);
  BOOST_TEST(actors.empty());
}

BOOST_AUTO_TEST_CASE(configure_adds_one_error_category) {
  caf::actor_system_config plain;
  caf::actor_system_config prepared;
  configure(prepared);
  std::set<std::string> categories;
  for (const auto& [category, ignored] : prepared.error_renderers)
    if (plain.error_renderers.count(category) == 0)
      categories.insert(to_string(category));
  BOOST_TEST(categories == std::set<std::string>{"aegis"});
  BOOST_TEST(to_string(error_category) == "aegis");
}

BOOST_AUTO_TEST_CASE(protobuf_types_go_by_their_full_names) {
  caf::actor_system_config plain;
  caf::actor_system_config prepared;
  add_messages<v1::Ping, v1::Pong>(prepared);
  auto types
    = added(prepared.value_factories_by_name, plain.value_factories_by_name);
  BOOST_TEST(types == registered({"aegis.v1.Ping", "aegis.v1.Pong"}));
}

BOOST_AUTO_TEST_CASE(kinds_of_frames) {
  const std::map<int, std::string> kinds{
    {1, "ping"},
    {2, "pong"},
    {3, "health_request"},
    {4, "health"},
    {5, "node_info_request"},
    {6, "node_info"},
    {7, "sync_request"},
    {8, "sync_response"},
    {9, "topology_request"},
    {10, "topology"},
    {11, "services_request"},
    {12, "services"},
    {13, "service_request"},
    {14, "service"},
    {15, "probe"},
    {16, "probe_answer"},
    {17, "probe_help_request"},
    {18, "probe_help"},
  };
  for (int kind = 0; kind <= 0xffff; ++kind) {
    auto i = kinds.find(kind);
    auto name = i == kinds.end() ? "kind " + std::to_string(kind) : i->second;
    BOOST_REQUIRE(to_string(static_cast<frame_kind>(kind)) == name);
  }
}

BOOST_AUTO_TEST_CASE(which_message_a_kind_of_frame_carries) {
  std::map<int, std::string> types;
  test::for_each_sample([&](const auto& x) {
    types[static_cast<int>(wire::pack(x).kind)]
      = x.GetDescriptor()->full_name();
  });
  const std::map<int, std::string> frozen{
    {1, "aegis.v1.Ping"},
    {2, "aegis.v1.Pong"},
    {3, "aegis.v1.HealthRequest"},
    {4, "aegis.v1.Health"},
    {5, "aegis.v1.NodeInfoRequest"},
    {6, "aegis.v1.NodeRecord"},
    {7, "aegis.v1.SyncRequest"},
    {8, "aegis.v1.SyncResponse"},
    {9, "aegis.v1.TopologyRequest"},
    {10, "aegis.v1.TopologySnapshot"},
    {11, "aegis.v1.ServicesRequest"},
    {12, "aegis.v1.ServiceList"},
    {13, "aegis.v1.ServiceRequest"},
    {14, "aegis.v1.ServiceReference"},
    {15, "aegis.v1.Probe"},
    {16, "aegis.v1.ProbeAnswer"},
    {17, "aegis.v1.ProbeHelpRequest"},
    {18, "aegis.v1.ProbeHelp"},
  };
  BOOST_TEST((types == frozen));
}

BOOST_AUTO_TEST_CASE(version_of_the_protocol) {
  BOOST_TEST(transport::protocol_min == 1u);
  BOOST_TEST(transport::protocol_max == 2u);
}

BOOST_AUTO_TEST_CASE(frames_that_caf_never_sees) {
  BOOST_TEST(static_cast<int>(transport::frame_op::link_hello) == 0xa0);
  BOOST_TEST(static_cast<int>(transport::frame_op::link_refusal) == 0xa1);
  BOOST_TEST(transport::frame_header::size_bytes == 32u);
}

BOOST_AUTO_TEST_CASE(numbers_of_states_are_those_of_the_contract) {
  BOOST_TEST(static_cast<int>(health_status::unknown) == 0);
  BOOST_TEST(static_cast<int>(health_status::healthy) == 1);
  BOOST_TEST(static_cast<int>(health_status::unhealthy) == 2);
  BOOST_TEST(static_cast<int>(node_status::alive) == 0);
  BOOST_TEST(static_cast<int>(node_status::suspect) == 1);
  BOOST_TEST(static_cast<int>(node_status::down) == 2);
  BOOST_TEST(static_cast<int>(node_status::left) == 3);
}

BOOST_AUTO_TEST_CASE(fields_of_the_hello) {
  check_equal(fields_of(*v1::LinkHello::descriptor()->file()),
              {
                "LinkHello.mesh = 1 string",
                "LinkHello.node_id = 2 string",
                "LinkHello.protocol_min = 3 uint32",
                "LinkHello.protocol_max = 4 uint32",
                "LinkHello.endpoint_actor = 5 uint64",
                "LinkRefusal.code = 1 uint32",
                "LinkRefusal.text = 2 string",
              });
}

BOOST_AUTO_TEST_CASE(fields_of_the_mesh) {
  check_equal(fields_of(*v1::Ping::descriptor()->file()),
              {
                "Ping.sender = 1 string",
                "Ping.timestamp_ms = 2 int64",
                "Pong.node_id = 1 string",
                "Pong.timestamp_ms = 2 int64",
                "Pong.echo_ms = 3 int64",
                "Pong.incarnation = 4 uint64",
                "HealthRequest.sender = 1 string",
                "Health.status = 1 enum",
                "Health.message = 2 string",
                "Health.error = 3 string",
                "Health.last_checked_ms = 4 int64",
                "Service.name = 1 string",
                "Service.version = 2 string",
                "NodeInfoRequest.sender = 1 string",
                "NodeRecord.id = 1 string",
                "NodeRecord.name = 2 string",
                "NodeRecord.type = 3 string",
                "NodeRecord.address = 4 string",
                "NodeRecord.services = 5 repeated message",
                "NodeRecord.region = 6 string",
                "NodeRecord.labels = 7 repeated message",
                "NodeRecord.joined_at_ms = 8 int64",
                "NodeRecord.updated_at_ms = 9 int64",
                "NodeRecord.incarnation = 10 uint64",
                "NodeRecord.revision = 11 uint64",
                "NodeRecord.status = 12 enum",
                "NodeRecord.valid_until_ms = 16 int64",
                "SignedRecord.body = 1 bytes",
                "SignedRecord.signature = 2 bytes",
                "SignedRecord.certificate_fingerprint = 3 bytes",
                "SignedRecord.accusations = 4 repeated message",
                "Accusation.accuser = 1 string",
                "Accusation.kind = 2 enum",
                "Accusation.made_at_ms = 3 int64",
                "Accusation.signature = 4 bytes",
                "Accusation.certificate_fingerprint = 5 bytes",
                "SyncRequest.sender = 1 string",
                "SyncRequest.epoch = 2 uint64",
                "SyncRequest.version = 3 uint64",
                "SyncRequest.digest = 4 fixed64",
                "SyncRequest.records = 5 repeated bytes",
                "SyncRequest.sender_epoch = 8 uint64",
                "SyncRequest.sender_version = 9 uint64",
                "SyncRequest.sender_since = 14 uint64",
                "SyncRequest.certificates = 11 repeated bytes",
                "SyncRequest.wanted_certificates = 12 repeated bytes",
                "SyncRequest.more = 13 bool",
                "SyncRequest.parts = 15 repeated fixed64",
                "SyncRequest.held = 16 uint32",
                "SyncRequest.table_version = 17 uint64",
                "SyncResponse.epoch = 1 uint64",
                "SyncResponse.version = 2 uint64",
                "SyncResponse.digest = 3 fixed64",
                "SyncResponse.records = 4 repeated bytes",
                "SyncResponse.accepted = 6 uint32",
                "SyncResponse.certificates = 7 repeated bytes",
                "SyncResponse.wanted_certificates = 8 repeated bytes",
                "SyncResponse.more = 9 bool",
                "SyncResponse.want_full = 10 bool",
                "SyncResponse.since = 11 uint64",
                "SyncResponse.seen = 12 uint64",
                "SyncResponse.rejected = 13 uint32",
                "SyncResponse.rejection = 14 string",
                "SyncResponse.parts = 15 repeated fixed64",
                "SyncResponse.busy = 16 bool",
                "TopologyRequest.sender = 1 string",
                "TopologySnapshot.epoch = 1 uint64",
                "TopologySnapshot.version = 2 uint64",
                "TopologySnapshot.digest = 3 fixed64",
                "TopologySnapshot.records = 4 repeated message",
                "Probe.sender = 1 string",
                "Probe.notice = 2 message",
                "ProbeAnswer.node_id = 1 string",
                "ProbeAnswer.incarnation = 2 uint64",
                "ProbeHelpRequest.sender = 1 string",
                "ProbeHelpRequest.target = 2 string",
                "ProbeHelpRequest.timeout_ms = 3 uint32",
                "ProbeHelpRequest.notice = 4 message",
                "ProbeHelp.reached = 1 bool",
                "ServicesRequest.sender = 1 string",
                "ServiceList.services = 1 repeated message",
                "ServiceRequest.name = 1 string",
                "ServiceRequest.version = 2 string",
                "ServiceReference.actor = 1 uint64",
                "ServiceReference.interface = 2 repeated string",
                "ErrorDetail.code = 1 uint32",
                "ErrorDetail.text = 2 string",
                "HEALTH_STATUS_UNKNOWN = 0",
                "HEALTH_STATUS_HEALTHY = 1",
                "HEALTH_STATUS_UNHEALTHY = 2",
                "NODE_STATUS_ALIVE = 0",
                "NODE_STATUS_SUSPECT = 1",
                "NODE_STATUS_DOWN = 2",
                "NODE_STATUS_LEFT = 3",
                "ACCUSATION_KIND_NONE = 0",
                "ACCUSATION_KIND_SUSPECT = 1",
                "ACCUSATION_KIND_DEAD = 2",
              });
}

BOOST_AUTO_TEST_SUITE_END()
