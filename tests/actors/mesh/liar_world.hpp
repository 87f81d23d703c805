#pragma once

#include "tests/support/mesh_keys.hpp"
#include "world.hpp"

#include "mesh/record.hpp"
#include "wire/signed_record_codec.hpp"

#include <aegis/v1/mesh.pb.h>

#include <string>
#include <vector>

namespace aegis::test {

constexpr auto day = 24h;

inline node_info record_with(const std::string& id, std::uint64_t revision,
                             const std::string& name) {
  auto result = record_of(id);
  result.revision = revision;
  result.name = name;
  return result;
}

/// A topology, and a member, `liar`, that tells it things about `victim`.
struct liar_world : virtual_system {
  topology_under_test here = spawn_topology("here", {}, 11);
  mesh_keys& keys = mesh_keys::shared();

  /// What a message by `liar` with this record and these certificates does.
  reply_ptr<v1::SyncResponse>
  tell(const std::vector<v1::SignedRecord>& records,
       const std::vector<std::string>& certificates_of) {
    v1::SyncRequest x;
    x.set_sender("liar");
    x.set_sender_epoch(1);
    for (const auto& record : records)
      x.add_records(record.SerializeAsString());
    for (const auto& id : certificates_of)
      x.add_certificates(keys.certificate(id));
    return ask<v1::SyncResponse>(here.actor, x);
  }

  /// Lets the topology hear of a node.
  void introduce(const node_info& x) {
    BOOST_REQUIRE(tell({keys.sign(x, now())}, {x.id})->value);
    BOOST_REQUIRE(here.view().find(x.id));
  }

  void move_clock_to(timestamp_ms when) {
    clock_offset += when - now();
  }

  /// The next record of a node, as its owner signs it, but good until then.
  v1::SignedRecord victims(timestamp_ms valid_until) {
    auto x = record_with("victim", 2, "later");
    mesh::normalize(x);
    return keys.sign_bytes("victim", wire::to_body(x, valid_until));
  }

  void check_rejected(const v1::SignedRecord& record, const std::string& why) {
    auto reply = tell({record}, {"victim"});
    BOOST_REQUIRE(reply->value);
    BOOST_TEST(reply->value->accepted() == 0u);
    BOOST_TEST(reply->value->rejection().find(why) != std::string::npos,
               reply->value->rejection());
  }

  std::string name_of(const std::string& id) const {
    auto known = here.view().find(id);
    return known ? known->name : "nobody";
  }

  node_status status_of(const std::string& id) const {
    auto known = here.cell->read()->find_any(id);
    BOOST_REQUIRE(known);
    return known->info.status;
  }

  /// True if `records` change neither the record of `victim` nor the version.
  bool is_ignored(const std::vector<v1::SignedRecord>& records) {
    auto version = here.view().version();
    auto digest = here.view().digest();
    tell(records, {"victim", "liar", "second"});
    return here.view().version() == version && here.view().digest() == digest;
  }

  v1::SignedRecord accused(const node_info& x,
                           const std::vector<std::string>& accusers,
                           accusation_kind kind) {
    auto result = keys.sign(x, now());
    for (const auto& accuser : accusers)
      wire::add(result, keys.accuse(accuser, x, kind, now()));
    return result;
  }
};

} // namespace aegis::test
