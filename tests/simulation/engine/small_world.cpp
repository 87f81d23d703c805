#include "small_world.hpp"

namespace aegis::simulation {

small_world::small_world(std::size_t nodes, world_options options)
  : world(std::move(options)) {
  for (std::size_t i = 0; i < nodes; ++i)
    add();
  for (std::size_t i = 0; i < nodes; ++i)
    (*this)[i].start();
  settle();
}

bool small_world::agree() {
  std::set<std::string> running;
  for (std::size_t i = 0; i < size(); ++i)
    if ((*this)[i].running())
      running.insert((*this)[i].id());
  for (const auto& id : running) {
    std::set<std::string> seen;
    for (const auto& x : find(id)->topology().nodes())
      seen.insert(x.id);
    if (seen != running)
      return false;
  }
  return true;
}

std::optional<node_status> small_world::status(std::size_t seer,
                                               std::size_t seen) {
  auto x = (*this)[seer].topology().find((*this)[seen].id());
  return x ? std::optional{x->status} : std::nullopt;
}

void small_world::settle(duration limit) {
  BOOST_REQUIRE(run_until([this] { return agree(); }, limit));
}

} // namespace aegis::simulation
