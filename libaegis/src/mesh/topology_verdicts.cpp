// What accusations lead to at this node, and whose are heeded.

#include "mesh/topology_table.hpp"

#include <aegis/defaults.hpp>

#include <algorithm>
#include <utility>

namespace aegis::mesh {

/// Returns the record with this node's own view: down on its own word or that
/// of a judge, excluded if it suspects the member itself. As many accusers as
/// are kept count as own evidence: there is no room for this node among them.
record_ptr topology_table::judged(record_ptr x) const {
  auto status = common_status(*x);
  const auto& all = x->accusations;
  auto own
    = all.size() >= defaults::accusations_max || accused_by(all, self_id_);
  if (status < node_status::down
      && (condemned(all, self_id_) || condemned(all, rules_.judges)))
    status = node_status::down;
  auto excluded = own && rules_.exclusion == provider_exclusion::suspected
                  && status < node_status::down;
  if (x->info.status == status && x->excluded == excluded)
    return x;
  auto result = std::make_shared<record>(*x);
  result->info.status = status;
  result->excluded = excluded;
  return result;
}

/// Returns the record without new accusations by members that accuse too many,
/// unless there is agreement: that must not depend on who hears what first.
record_ptr topology_table::heeded(const record_ptr& known, const record_ptr& x,
                                  merge_result& out) const {
  auto is_excessive = [&](const accusation& a) {
    return a.accuser != self_id_
           && accusers_.count(a.accuser)
                >= defaults::accusations_per_accuser_max
           && !(known && accused_by(known->accusations, a.accuser));
  };
  const auto& all = x->accusations;
  auto count = std::count_if(all.begin(), all.end(), is_excessive);
  if (count == 0
      || verdict(known && known->info.incarnation == x->info.incarnation
                   ? unite(known->accusations, all)
                   : all)
           == node_status::down)
    return x;
  out.unheeded += static_cast<std::size_t>(count);
  auto result = std::make_shared<record>(*x);
  auto& rest = result->accusations;
  rest.erase(std::remove_if(rest.begin(), rest.end(), is_excessive),
             rest.end());
  result->info.status
    = x->info.status == node_status::left ? node_status::left : verdict(rest);
  return result;
}

} // namespace aegis::mesh
