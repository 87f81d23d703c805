#include "mesh/oblivion.hpp"

namespace aegis::mesh {

void oblivion::remember(const std::string& id, std::uint64_t incarnation,
                        timestamp_ms until) {
  auto ticket = ++tickets_;
  ids_[id] = {incarnation, ticket};
  ends_.push_back({id, ticket, until});
  while (ids_.size() > ids_max_ || ends_.size() > 2 * ids_max_)
    drop_oldest();
}

std::optional<std::uint64_t>
oblivion::incarnation_of(const std::string& id) const {
  auto i = ids_.find(id);
  return i != ids_.end() ? std::optional<std::uint64_t>{i->second.incarnation}
                         : std::nullopt;
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
