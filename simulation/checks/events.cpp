// Checks that what subscribers of the topology hear adds up.

#include "simulation/checks/checker.hpp"

#include "aegis/messages.hpp"
#include "mesh/topology_snapshot.hpp"

#include <caf/event_based_actor.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace aegis::simulation {

namespace {

/// What a subscriber believes, from what it was told alone.
struct belief {
  unsigned life = 0;
  bool begun = false;
  std::uint64_t version = 0;
  std::uint64_t compared = 0; ///< version of the table that it was equal to
  std::set<std::string> members;
  std::set<std::pair<std::string, std::string>> services; ///< node, service
  std::string fault; ///< what was wrong with an event
};

using belief_ptr = std::shared_ptr<belief>;

void hear(belief& x, const topology_event& event) {
  const auto& id = event.node.id;
  if (event.version < x.version && x.fault.empty())
    x.fault = "an event of version " + std::to_string(event.version)
              + " came after one of " + std::to_string(x.version);
  x.version = std::max(x.version, event.version);
  auto complain = [&](const char* what) {
    if (x.fault.empty())
      x.fault = "node " + id + ' ' + what;
  };
  switch (event.change) {
    case topology_change::joined:
      if (!x.members.insert(id).second)
        complain("joined, and was a member before");
      break;
    case topology_change::down:
    case topology_change::left:
      if (x.members.erase(id) == 0)
        complain("went, and was no member");
      break;
    case topology_change::updated:
    case topology_change::suspected:
      if (x.members.count(id) == 0)
        complain("changed, and was no member");
      break;
    case topology_change::service_up:
      if (!x.services.emplace(id, to_string(event.service)).second)
        complain("provides a service once more");
      break;
    case topology_change::service_down:
      if (x.services.erase({id, to_string(event.service)}) == 0)
        complain("stopped providing what it did not provide");
      break;
  }
}

void begin(belief& x, const topology_view& view) {
  x.begun = true;
  x.version = view.version();
  std::set<service_id> services;
  for (const auto& node : view.nodes()) {
    x.members.insert(node.id);
    services.insert(node.services.begin(), node.services.end());
  }
  // Not all that are in a record: a suspect may be excluded for now.
  for (const auto& service : services)
    for (const auto& node : view.providers(service))
      x.services.emplace(node.id, to_string(service));
}

class event_checker final : public checker {
public:
  const char* name() const override {
    return "events";
  }

  void look(run_context& x) override {
    auto step = std::max<std::size_t>(x.there.size() / watched_max, 1);
    for (std::size_t i = 0; i < x.there.size(); i += step)
      if (x.there[i].running() && !is_behind(x, i))
        look(x, i);
  }

private:
  static constexpr std::size_t watched_max = 16;

  /// True if events may wait in mailboxes.
  static bool is_behind(run_context& x, std::size_t i) {
    return x.there[i].frozen()
           || scheduler::of(x.there.system())
                  .waiting_of(domain_of(static_cast<node_index>(i)))
                > 0;
  }

  void look(run_context& x, std::size_t i) {
    auto& known = beliefs_[i];
    if (!known || known->life != x.there[i].lives()) {
      known = std::make_shared<belief>();
      known->life = x.there[i].lives();
      subscribe(x.there[i], known);
      return;
    }
    if (!known->begun)
      return;
    if (!known->fault.empty()) {
      x.report(name(),
               "subscriber of node " + x.there[i].id() + ": " + known->fault);
      beliefs_.erase(i);
      return;
    }
    compare(x, i, *known);
  }

  void subscribe(simulated_node& node, belief_ptr known) {
    auto topology = node.details().actors.topology;
    node.spawn([=](caf::actor_system& sys) {
      return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
        auto me = caf::actor_cast<caf::actor>(self);
        self
          ->request(topology, caf::infinite, topology_subscription_request{me})
          .then([=](const topology_view& view) { begin(*known, view); },
                [](const caf::error&) {});
        return {[=](const topology_event& event) { hear(*known, event); }};
      });
    });
  }

  /// All that was published has been heard: nothing runs between two looks.
  void compare(run_context& x, std::size_t i, belief& known) {
    topology_view view = x.there[i].topology();
    if (view.version() == known.compared)
      return;
    std::set<std::string> members;
    for (const auto& node : view.nodes())
      members.insert(node.id);
    if (members == known.members) {
      known.compared = view.version();
      return;
    }
    std::vector<std::string> difference;
    std::set_symmetric_difference(members.begin(), members.end(),
                                  known.members.begin(), known.members.end(),
                                  std::back_inserter(difference));
    x.report(name(), "a subscriber of node " + x.there[i].id() + " has "
                       + std::to_string(known.members.size())
                       + " members, the table has "
                       + std::to_string(members.size())
                       + "; first difference: " + difference.front());
    beliefs_.erase(i);
  }

  std::map<std::size_t, belief_ptr> beliefs_;
};

} // namespace

checker_ptr make_event_checker() {
  return std::make_unique<event_checker>();
}

} // namespace aegis::simulation
