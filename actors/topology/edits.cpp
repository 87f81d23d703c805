// In: changes that this node makes, to its own record and by hand to others'.
// Out: the view after the change, once readers see it.

#include "actors/topology/topology.hpp"

#include "wire/record_codec.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

bool provides(const mesh::topology_table& table, const service_id& service) {
  auto own = table.self();
  if (!own)
    return false;
  const auto& services = own->info.services;
  return std::find(services.begin(), services.end(), service) != services.end();
}

} // namespace

topology_state::reply topology_state::on_node_addition(const node_addition& x) {
  if (auto ok = wire::check_record(x.node); !ok)
    return to_error(ok.error());
  return conclude(table.add(x.node, deps.now()));
}

topology_state::reply topology_state::on_node_removal(const node_removal& x) {
  return conclude(table.remove(x.id, deps.now()));
}

topology_state::reply topology_state::on_node_update(const node_update& x) {
  if (auto ok = wire::check_record(x.node); !ok)
    return to_error(ok.error());
  return conclude(table.update(x.node, deps.now()));
}

topology_state::reply
topology_state::on_service_announcement(const service_announcement& x) {
  if (auto ok = check(x.service); !ok)
    return to_error(ok.error());
  if (provides(table, x.service))
    return view();
  auto add = [&](node_info& own) { own.services.push_back(x.service); };
  return conclude(table.update_self(add, deps.now()));
}

topology_state::reply
topology_state::on_service_withdrawal(const service_withdrawal& x) {
  if (!provides(table, x.service))
    return make_error(ec::unknown_service, "service " + to_string(x.service)
                                             + ": not provided by "
                                             + deps.self.id);
  auto remove = [&](node_info& own) {
    auto& all = own.services;
    all.erase(std::remove(all.begin(), all.end(), x.service), all.end());
  };
  return conclude(table.update_self(remove, deps.now()));
}

topology_state::reply
topology_state::on_address_announcement(const address_announcement& x) {
  auto change = [&](node_info& own) { own.address = x.address; };
  return conclude(table.update_self(change, deps.now()));
}

topology_state::reply topology_state::on_departure() {
  return conclude(table.leave(deps.now()));
}

} // namespace aegis::detail
