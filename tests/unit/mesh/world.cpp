#include "world.hpp"

#include <algorithm>
#include <iterator>

namespace aegis::mesh {

world::world(std::uint64_t seed, std::size_t nodes) : random_(seed) {
  for (std::size_t i = 0; i < nodes; ++i) {
    auto id = "n" + std::to_string(i);
    machines_.push_back({id, topology_table{id}, {}, "new", true, 0, 0, {}});
    auto& x = machines_.back();
    apply(x, expect(x.table.set_self(first_record(x, 1'000), at(now_))));
  }
}

void world::step() {
  now_ += static_cast<std::int64_t>(random_.below(10));
  auto& x = any_running();
  switch (random_.below(12)) {
    case 0:
    case 1:
      edit(x);
      break;
    case 2:
      meddle(x);
      break;
    case 3:
      accuse(x);
      break;
    case 4:
      replay(x);
      break;
    case 5:
      restart(x);
      break;
    case 6:
      if (all_running().size() > 2 && random_.chance(0.3))
        random_.chance(0.5) ? depart(x) : crash(x);
      break;
    default:
      send(x, any_running());
  }
  note_incarnations();
  for (auto& each : machines_)
    if (each.running)
      check(each);
}

void world::settle() {
  auto running = all_running();
  for (int round = 0; round < 5; ++round) {
    std::vector<std::uint64_t> versions;
    for (auto* x : running)
      versions.push_back(x->table.version());
    for (auto* x : running)
      for (auto* y : running)
        deliver(*y, x->table.records());
    auto quiet = true;
    for (std::size_t i = 0; i < running.size(); ++i) {
      quiet = quiet && running[i]->table.version() == versions[i];
      check(*running[i]);
    }
    if (quiet)
      return;
  }
  BOOST_ERROR("tables still change after five full exchanges");
}

void world::check_settled() const {
  const machine* first = nullptr;
  for (const auto& x : machines_) {
    if (!x.running)
      continue;
    first = first != nullptr ? first : &x;
    BOOST_TEST(x.table.digest() == first->table.digest());
    check_consistent(x.table);
    for (const auto& y : machines_) {
      auto known = x.table.find(y.id);
      if (y.running) {
        BOOST_REQUIRE_MESSAGE(known, x.id << " does not know " << y.id);
        BOOST_TEST(known->info.name == y.last_edit);
      } else if (gone_.count(y.id) != 0) {
        BOOST_CHECK_MESSAGE(!known, y.id << " is dead, but not to " << x.id);
      }
    }
  }
}

// -- parts -------------------------------------------------------------------

std::vector<world::machine*> world::all_running() {
  std::vector<machine*> result;
  for (auto& x : machines_)
    if (x.running)
      result.push_back(&x);
  return result;
}

world::machine& world::any_running() {
  auto all = all_running();
  return *all[random_.below(all.size())];
}

void world::apply(machine& x, const record_changes& changes) {
  x.observer.follow(changes);
}

void world::deliver(machine& to, const std::vector<record_ptr>& message) {
  auto result = to.table.merge(message, at(now_));
  BOOST_TEST(result.rejected == 0u);
  apply(to, result.changes);
}

node_info world::first_record(const machine& x, std::uint64_t incarnation) {
  auto result = numbered(node(x.id, {"common@v1"}), incarnation, 0);
  result.name = x.last_edit;
  return result;
}

void world::check(machine& x) {
  auto changed = x.table.digest() != x.digest;
  BOOST_TEST(
    (changed ? x.table.version() > x.version : x.table.version() >= x.version));
  x.version = x.table.version();
  x.digest = x.table.digest();
  x.observer.check_agrees_with(x.table);
  BOOST_TEST(x.table.self()->info.name == x.last_edit);
  for (const auto& [id, incarnation] : gone_) {
    auto known = x.table.find_any(id);
    if (!known)
      continue;
    if (!is_member(known->info) && known->info.incarnation == incarnation)
      x.graves[id] = incarnation;
    BOOST_CHECK_MESSAGE(x.graves.count(id) == 0 || !is_member(known->info),
                        id << " rose at " << x.id);
  }
}

// -- events ------------------------------------------------------------------

void world::edit(machine& x) {
  x.last_edit = "edit " + std::to_string(++edits_);
  auto service = "s" + std::to_string(random_.below(4));
  auto change = [&](node_info& own) {
    own.name = x.last_edit;
    own.services = {{service, "v1"}};
  };
  apply(x, expect(x.table.update_self(change, at(now_))));
}

// A part of what the receiver may not have seen, in any order, perhaps twice,
// perhaps lost.
void world::send(machine& from, machine& to) {
  auto message
    = random_.chance(0.5)
        ? from.table.records()
        : from.table.changes_since(random_.below(from.table.version() + 1));
  random_.shuffle(message);
  if (random_.chance(0.3))
    message.resize(random_.below(message.size() + 1));
  old_messages_.push_back(message);
  if (random_.chance(0.3))
    return;
  deliver(to, message);
  if (random_.chance(0.2))
    deliver(to, message);
}

void world::replay(machine& to) {
  if (!old_messages_.empty())
    deliver(to, old_messages_[random_.below(old_messages_.size())]);
}

// Edits another node's record, so that its numbers meet the owner's next edit.
void world::meddle(machine& x) {
  auto known
    = x.table.find("n" + std::to_string(random_.below(machines_.size())));
  if (!known || known->info.id == x.id)
    return;
  auto forged = known->info;
  forged.name = "forged " + std::to_string(++edits_);
  apply(x, expect(x.table.update(forged, at(now_))));
}

void world::accuse(machine& x) {
  auto known
    = x.table.find("n" + std::to_string(random_.below(machines_.size())));
  if (!known || known->info.id == x.id)
    return;
  auto kind
    = random_.chance(0.5) ? accusation_kind::suspect : accusation_kind::dead;
  apply(x, expect(x.table.accuse(known->info.id, kind, at(now_))));
}

void world::restart(machine& x) {
  auto incarnation = static_cast<std::uint64_t>(now_);
  if (random_.chance(0.3)) // the clock went back
    incarnation -= random_.below(1'000);
  else if (random_.chance(0.3)) // the same numbers once more
    incarnation = x.table.self()->info.incarnation;
  if (random_.chance(0.5)) { // without memory
    x.table = topology_table{x.id};
    x.observer = {};
    x.version = x.digest = 0;
    x.graves.clear();
    forget_unknown_graves();
  }
  x.last_edit = "life " + std::to_string(++edits_);
  auto record = first_record(x, incarnation);
  apply(x, expect(x.table.set_self(record, at(now_))));
}

void world::depart(machine& x) {
  auto& witness = any_running();
  if (&witness == &x)
    return;
  apply(x, expect(x.table.leave(at(now_))));
  for (int i = 0; i < 2; ++i) { // once more for what had to be refuted
    deliver(witness, x.table.records());
    deliver(x, witness.table.records());
  }
  x.running = false;
  note_incarnations();
  bury(x, witness.table);
}

void world::crash(machine& x) {
  auto& witness = any_running();
  if (&witness == &x)
    return;
  deliver(witness, x.table.records());
  x.running = false;
  // Two accusers make it known to all.
  auto& second = any_running();
  deliver(second, x.table.records());
  for (auto* each : {&witness, &second})
    if (each->table.find(x.id))
      apply(*each,
            expect(each->table.accuse(x.id, accusation_kind::dead, at(now_))));
  deliver(witness, second.table.records());
  bury(x, witness.table);
}

// Takes note that `x` is dead for good, if the witness has its last life as a
// tombstone. An earlier life that only others know would be for a failure
// detector to end.
bool world::bury(const machine& x, const topology_table& witness) {
  auto known = witness.find_any(x.id);
  if (common_status(*known) < node_status::down
      || known->info.incarnation < highest_[x.id])
    return false;
  gone_[x.id] = known->info.incarnation;
  return true;
}

// A death that nobody remembers was never known.
void world::forget_unknown_graves() {
  for (auto i = gone_.begin(); i != gone_.end();) {
    auto known = false;
    for (const auto& x : machines_)
      if (auto record = x.running ? x.table.find_any(i->first) : nullptr)
        known = known || common_status(*record) >= node_status::down;
    i = known ? std::next(i) : gone_.erase(i);
  }
}

void world::note_incarnations() {
  for (const auto& x : machines_) {
    if (!x.running)
      continue;
    for (const auto& y : x.table.records()) {
      auto& highest = highest_[y->info.id];
      highest = std::max(highest, y->info.incarnation);
    }
  }
}

} // namespace aegis::mesh
