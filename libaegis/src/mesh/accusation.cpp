#include "mesh/accusation.hpp"

#include <aegis/defaults.hpp>

#include <algorithm>
#include <iterator>

namespace aegis::mesh {

namespace {

bool before(const accusation& x, const accusation& y) {
  return x.accuser < y.accuser;
}

bool weightier(const accusation& x, const accusation& y) {
  return x.kind != y.kind ? x.kind > y.kind : x.accuser < y.accuser;
}

bool is_dead(const accusation& x) {
  return x.kind == accusation_kind::dead;
}

/// Drops the lightest accusations beyond the limit.
void trim(accusation_list& xs) {
  if (xs.size() <= defaults::accusations_max)
    return;
  std::sort(xs.begin(), xs.end(), weightier);
  xs.erase(xs.begin() + defaults::accusations_max, xs.end());
  std::sort(xs.begin(), xs.end(), before);
}

} // namespace

bool same(const accusation_list& x, const accusation_list& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](const accusation& a, const accusation& b) {
                      return a.accuser == b.accuser && a.kind == b.kind;
                    });
}

accusation_list unite(const accusation_list& x, const accusation_list& y) {
  auto result = x;
  for (const auto& a : y) {
    auto i = std::lower_bound(result.begin(), result.end(), a, before);
    if (i == result.end() || i->accuser != a.accuser)
      result.insert(i, a);
    else if (i->kind < a.kind)
      *i = a;
  }
  trim(result);
  return result;
}

bool add(accusation_list& xs, const accusation& x) {
  auto united = unite(xs, {x});
  if (same(united, xs))
    return false;
  xs = std::move(united);
  return true;
}

node_status verdict(const accusation_list& xs) {
  auto dead = std::count_if(xs.begin(), xs.end(), is_dead);
  if (static_cast<std::size_t>(dead) >= defaults::accusers_for_removal)
    return node_status::down;
  return xs.empty() ? node_status::alive : node_status::suspect;
}

bool condemned(const accusation_list& xs, const std::string& judge) {
  return std::any_of(xs.begin(), xs.end(), [&](const accusation& x) {
    return is_dead(x) && x.accuser == judge;
  });
}

bool condemned(const accusation_list& xs, const std::set<std::string>& judges) {
  return std::any_of(xs.begin(), xs.end(), [&](const accusation& x) {
    return is_dead(x) && judges.count(x.accuser) != 0;
  });
}

bool accused_by(const accusation_list& xs, const std::string& id) {
  return std::any_of(xs.begin(), xs.end(),
                     [&](const accusation& x) { return x.accuser == id; });
}

} // namespace aegis::mesh
