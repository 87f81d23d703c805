#include "mesh/oblivion.hpp"

#include <aegis/defaults.hpp>

namespace aegis::mesh {

void oblivion::remember(const record& x, timestamp_ms now, timestamp_ms until) {
  auto ticket = ++tickets_;
  ids_[x.info.id]
    = {x.info.incarnation, x.info.revision, !is_member(x.info), now, ticket};
  ends_.push_back({x.info.id, ticket, until});
  while (ids_.size() > ids_max_ || ends_.size() > 2 * ids_max_)
    drop_oldest();
}

std::optional<std::uint64_t>
oblivion::incarnation_of(const std::string& id) const {
  auto i = ids_.find(id);
  return i != ids_.end() ? std::optional<std::uint64_t>{i->second.incarnation}
                         : std::nullopt;
}

bool oblivion::covers(const record& x) const {
  auto i = ids_.find(x.info.id);
  if (i == ids_.end())
    return false;
  const auto& known = i->second;
  if (x.info.incarnation != known.incarnation)
    return x.info.incarnation < known.incarnation;
  if (x.info.revision <= known.revision)
    return true;
  return known.was_dead
         && (!x.proof
             || x.info.updated_at <= known.at + defaults::clock_skew_max);
}

void oblivion::drop(const std::string& id) {
  ids_.erase(id);
}

void oblivion::expire(timestamp_ms now) {
  while (!ends_.empty() && ends_.front().at <= now)
    drop_oldest();
}

void oblivion::drop_oldest() {
  const auto& first = ends_.front();
  auto i = ids_.find(first.id);
  if (i != ids_.end() && i->second.ticket == first.ticket)
    ids_.erase(i);
  ends_.pop_front();
}

} // namespace aegis::mesh
