#pragma once

#include "tests/support/mesh_keys.hpp"
#include "world.hpp"

namespace aegis::test {

/// Two topology actors and the messages of their syncs, one by one.
struct sync_world : virtual_system {
  topology_under_test here = spawn_topology("here", {}, 11);
  topology_under_test there = spawn_topology("there", {}, 22);

  v1::SyncRequest request(const topology_under_test& from,
                          const std::string& to) {
    auto made = ask<v1::SyncRequest>(from.actor, sync_start{to});
    BOOST_REQUIRE(made->value);
    return *made->value;
  }

  v1::SyncResponse response(const topology_under_test& by,
                            const v1::SyncRequest& x) {
    auto made = ask<v1::SyncResponse>(by.actor, x);
    BOOST_REQUIRE_MESSAGE(made->value, to_string(made->error));
    return *made->value;
  }

  sync_summary accept(const topology_under_test& by, const std::string& from,
                      const v1::SyncResponse& x) {
    auto done = ask<sync_summary>(by.actor, sync_answer{from, x});
    BOOST_REQUIRE_MESSAGE(done->value, to_string(done->error));
    return *done->value;
  }

  /// `here` syncs with `there`.
  sync_summary sync() {
    return accept(here, "there", response(there, request(here, "there")));
  }

  /// The same until there is nothing more to tell.
  void meet() {
    for (int i = 0; i < 8 && sync().again; ++i) {}
  }

  bool equal() const {
    return here.view().digest() == there.view().digest();
  }

  v1::SignedRecord sign(const node_info& x) {
    return mesh_keys::shared().sign(x, now());
  }

  /// Lets a topology hear of nodes as if they had told it themselves.
  void introduce(const std::vector<node_info>& nodes,
                 const topology_under_test& to, const std::string& to_id) {
    v1::SyncRequest x;
    x.set_sender("messenger");
    x.set_sender_epoch(1);
    for (const auto& node : nodes) {
      x.add_records(sign(node).SerializeAsString());
      x.add_certificates(mesh_keys::shared().certificate(node.id));
    }
    BOOST_REQUIRE_MESSAGE(response(to, x).accepted() == nodes.size(),
                          "not all records got to " + to_id);
  }

  void provide(const topology_under_test& at, const std::string& name) {
    ask<topology_view>(at.actor, service_announcement{{name, "v1"}});
  }
};

} // namespace aegis::test
