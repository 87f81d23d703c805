// Two nodes meet. Each gets a certificate of the CA in their directory, one
// dials the other over mutual TLS, and then each knows both.

#include "support.hpp"

#include <atomic>
#include <string>

namespace {

bool knows(const aegis::node& x, const std::string& other) {
  auto record = x.topology().find(other);
  return record && record->status == aegis::node_status::alive;
}

void two_nodes(example::account& out, const std::string& certs) {
  auto north = example::started(example::local_node("north", certs));
  auto south = example::started(example::local_node("south", certs));
  out.tell(to_string(north));
  out.tell("its certificate: " + north.own_certificate().subject + ", by "
           + north.own_certificate().issuer);
  out.saw("both certificates come from one CA",
          north.own_certificate().issuer == south.own_certificate().issuer);

  // Called for each change of the topology, from a thread of its own.
  std::atomic<bool> joined{false};
  std::atomic<bool> left{false};
  auto subscription = south.subscribe([&](const aegis::topology_event& x) {
    joined
      = joined
        || (x.change == aegis::topology_change::joined && x.node.id == "north");
    left
      = left
        || (x.change == aegis::topology_change::left && x.node.id == "north");
  });

  // [connect]
  example::require(south.add_peer({"north", north.address()}));
  example::require(south.await_peer("north", example::patience));
  // [connect]
  out.saw("south is connected to north", south.is_connected("north"));
  out.saw("north answers a ping", static_cast<bool>(south.ping("north")));
  out.saw("south knows north",
          example::eventually([&] { return knows(south, "north"); }));
  out.saw("north knows south",
          example::eventually([&] { return knows(north, "south"); }));
  for (const auto& x : south.mesh_nodes())
    out.tell("in the mesh: " + to_string(x));
  out.saw("the subscription told of it",
          example::eventually([&] { return joined.load(); }));

  north.shutdown();
  out.saw("a node that shuts down says that it leaves",
          example::eventually([&] { return left.load(); }));
}

} // namespace

int main() {
  return example::run("Two nodes", two_nodes);
}
