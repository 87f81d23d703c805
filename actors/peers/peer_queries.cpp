// In: questions about peers. Out: what the table of peers and the topology say.

#include "actors/peers/peer_manager.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

caf::result<peer_info> peer_manager_state::on_peer_query(const peer_query& x) {
  auto entry = table.find(table.find(x.id));
  if (entry == nullptr)
    return unknown_peer(x.id);
  return describe_peer(*entry);
}

peer_list peer_manager_state::on_peers_query(const peers_query& x) {
  peer_list result;
  for (const auto& [key, entry] : table.entries()) {
    auto info = describe_peer(entry);
    if (x.type.empty() || info.type == x.type)
      result.peers.push_back(std::move(info));
  }
  std::sort(result.peers.begin(), result.peers.end(),
            [](const peer_info& lhs, const peer_info& rhs) {
              return std::tie(lhs.id, lhs.address)
                     < std::tie(rhs.id, rhs.address);
            });
  return result;
}

peer_info peer_manager_state::describe_peer(const peer_entry& entry) const {
  auto result = entry.info();
  auto record = topology_view{deps.snapshots->read()}.find(result.id);
  if (record) {
    result.type = record->type;
    if (result.address.empty())
      result.address = record->address;
  }
  return result;
}

caf::error peer_manager_state::unknown_peer(const std::string& id) const {
  return make_error(ec::unknown_node, "peer " + id + ": is not known");
}

} // namespace aegis::detail
