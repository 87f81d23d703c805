// Many detectors on virtual time, their messages carried by a small network
// that can lose them and stop for some of them.

#include "detector_fixture.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

class detector_mesh {
public:
  detector_mesh(int count, std::uint64_t seed,
                const detector_settings& settings = {})
    : random_(seed) {
    for (int i = 0; i < count; ++i)
      ids_.push_back("n" + std::to_string(i));
    for (const auto& id : ids_) {
      auto& x = nodes_[id];
      x.detector = std::make_unique<failure_detector>(
        id, settings, random_source{random_.next()});
      for (const auto& other : ids_)
        x.table.join(*x.detector, alive(other, 1));
      at(start_ + std::chrono::milliseconds{random_.below(1000)},
         [this, id] { tick(id); });
    }
  }

  void run_for(std::chrono::milliseconds time) {
    auto end = now_ + time;
    while (!events_.empty() && events_.begin()->first.first <= end) {
      now_ = events_.begin()->first.first;
      auto f = std::move(events_.begin()->second);
      events_.erase(events_.begin());
      f();
    }
    now_ = end;
  }

  /// It neither receives nor acts; what is sent to it waits.
  void freeze(const std::string& id) {
    nodes_[id].frozen = true;
  }

  void thaw(const std::string& id) {
    auto& x = nodes_[id];
    x.frozen = false;
    auto waiting = std::move(x.waiting);
    x.waiting.clear();
    for (auto& f : waiting)
      f();
  }

  void kill(const std::string& id) {
    nodes_[id].dead = true;
  }

  /// When somebody first suspected it; the epoch if nobody did.
  instant suspected_at(const std::string& id) const {
    auto i = suspected_.find(id);
    return i == suspected_.end() ? instant{} : i->second;
  }

  /// When the last one gave it up.
  instant last_failed_at() const {
    return last_failed_;
  }

  instant now() const {
    return now_;
  }

  double loss = 0;
  std::chrono::milliseconds spread_max{20}; ///< from one to all, of news
  std::map<std::string, std::chrono::milliseconds> lag; ///< of what comes in
  std::set<std::pair<std::string, std::string>> failed; ///< by whom, who
  std::map<std::string, int> accusations;               ///< by accuser

private:
  struct node {
    /// Who holds whom to be dead.
    std::map<std::string, std::set<std::string>> dead_by;
    std::unique_ptr<failure_detector> detector;
    told_table table;
    std::map<std::string, std::uint64_t> incarnations;
    std::uint64_t own_incarnation = 1;

    std::uint64_t incarnation_of(const std::string& id) const {
      auto i = incarnations.find(id);
      return i == incarnations.end() ? 1 : i->second;
    }

    bool frozen = false;
    bool dead = false;
    std::vector<std::function<void()>> waiting;
  };

  void at(instant when, std::function<void()> f) {
    events_.emplace(std::make_pair(when, ++last_event_), std::move(f));
  }

  /// A probe or its answer may get lost.
  void send(const std::string& to, std::function<void()> f) {
    if (!random_.chance(loss))
      later(to, 20ms, std::move(f));
  }

  /// What a record says spreads until it has arrived.
  void spread(const std::string& to, std::function<void()> f) {
    later(to, spread_max, std::move(f));
  }

  void later(const std::string& to, std::chrono::milliseconds at_most,
             std::function<void()> f) {
    auto time = 1 + random_.below(static_cast<std::uint64_t>(at_most.count()));
    at(now_ + lag[to] + std::chrono::milliseconds{time},
       [this, to, f = std::move(f)] { arrive(to, f); });
  }

  void arrive(const std::string& to, const std::function<void()>& f) {
    auto& x = nodes_[to];
    if (x.dead)
      return;
    if (x.frozen)
      x.waiting.push_back(f);
    else
      f();
  }

  void tick(const std::string& id) {
    auto& x = nodes_[id];
    if (x.dead)
      return;
    if (x.frozen) {
      x.waiting.push_back([this, id] { tick(id); });
      return;
    }
    perform(id, x.detector->on_time(now_));
    at(std::max(x.detector->due(), now_ + 1ms), [this, id] { tick(id); });
  }

  void perform(const std::string& me, const detector_actions& actions) {
    for (const auto& action : actions)
      std::visit([&](const auto& x) { perform_one(me, x); }, action);
  }

  void perform_one(const std::string& me, const probe_wanted& x) {
    ask(me, x.target, x.suspected,
        [this, me, n = x.probe] { nodes_[me].detector->on_answer(n); });
  }

  void perform_one(const std::string& me, const help_wanted& x) {
    for (const auto& helper : x.helpers)
      send(helper, [this, me, helper, x] {
        auto reached = std::make_shared<bool>(false);
        ask(helper, x.target, false, [this, me, helper, n = x.probe, reached] {
          *reached = true;
          send(me, [this, me, helper, n] {
            nodes_[me].detector->on_help(n, helper);
          });
        });
        at(now_ + 300ms, [this, me, helper, n = x.probe, reached] {
          if (!*reached && !nodes_[helper].dead && !nodes_[helper].frozen)
            send(me, [this, me, helper, n] {
              nodes_[me].detector->on_refusal(n, helper);
            });
        });
      });
  }

  void perform_one(const std::string& me, const member_suspected& x) {
    ++accusations[me];
    suspected_.emplace(x.target, now_);
    for (const auto& id : ids_)
      if (id != me)
        spread(id, [=] { hear(id, me, x.target, x.incarnation, false); });
  }

  void perform_one(const std::string& me, const member_failed& x) {
    fail(me, x.target);
    for (const auto& id : ids_)
      if (id != me)
        spread(id, [=] { hear(id, me, x.target, x.incarnation, true); });
  }

  void fail(const std::string& me, const std::string& target) {
    if (!failed.emplace(me, target).second)
      return;
    last_failed_ = now_;
    auto& x = nodes_[me];
    x.table.drop(*x.detector, target);
  }

  void hear(const std::string& me, const std::string& accuser,
            const std::string& target, std::uint64_t incarnation, bool dead) {
    auto& self = nodes_[me];
    if (me == target) {
      if (incarnation < self.own_incarnation)
        return;
      self.detector->on_self_accused();
      return refute(me);
    }
    if (incarnation != self.incarnation_of(target))
      return;
    self.detector->on_accusation(target, incarnation, accuser, now_);
    if (dead && self.dead_by[target].insert(accuser).second
        && self.dead_by[target].size() >= aegis::defaults::accusers_for_removal)
      fail(me, target);
  }

  void refute(const std::string& me) {
    auto incarnation = ++nodes_[me].own_incarnation;
    for (const auto& id : ids_)
      if (id != me)
        spread(id, [this, id, me, incarnation] {
          auto& x = nodes_[id];
          x.incarnations[me] = incarnation;
          x.dead_by.erase(me);
          x.table.join(*x.detector, alive(me, incarnation));
        });
  }

  void ask(const std::string& from, const std::string& to, bool suspected,
           std::function<void()> answered) {
    send(to, [this, from, to, suspected, answered = std::move(answered)] {
      if (suspected)
        refute(to);
      send(from, answered);
    });
  }

  instant start_{};
  instant now_{};
  random_source random_;
  std::vector<std::string> ids_;
  std::map<std::string, node> nodes_;
  std::map<std::pair<instant, std::uint64_t>, std::function<void()>> events_;
  std::uint64_t last_event_ = 0;
  std::map<std::string, instant> suspected_;
  instant last_failed_{};
};

/// Of the mesh in the test below; the figures do not depend on it.
int mesh_size() {
  auto* x = std::getenv("AEGIS_TEST_MESH_SIZE");
  return x != nullptr ? std::atoi(x) : 200;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_of_failure_detectors)

BOOST_AUTO_TEST_CASE(quiet_mesh_never_gives_anybody_up) {
  detector_mesh mesh{20, 1};
  mesh.run_for(600s);
  BOOST_TEST(mesh.failed.empty());
}

BOOST_AUTO_TEST_CASE(dead_node_is_given_up_by_all_and_nobody_else_is) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    detector_mesh mesh{20, seed};
    mesh.run_for(10s);
    mesh.kill("n3");
    mesh.run_for(120s);
    BOOST_TEST(mesh.failed.size() == 19u, "seed " << seed);
    for (const auto& [by, who] : mesh.failed)
      BOOST_TEST(who == "n3",
                 "seed " << seed << ": " << by << " gave up " << who);
  }
}

BOOST_AUTO_TEST_CASE(node_frozen_for_two_seconds_is_not_given_up) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    detector_mesh mesh{20, seed};
    mesh.run_for(10s);
    mesh.freeze("n3");
    mesh.run_for(2s);
    mesh.thaw("n3");
    mesh.run_for(120s);
    BOOST_TEST(mesh.failed.empty(), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(tenth_of_all_probes_lost_costs_nobody_its_place) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    detector_mesh mesh{20, seed};
    mesh.loss = 0.1;
    mesh.run_for(600s);
    BOOST_TEST(mesh.failed.empty(), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(silent_crash_in_a_larger_mesh_is_known_within_seconds) {
  // What the defaults promise, with news that take 0.4 s to reach everybody.
  std::vector<std::chrono::milliseconds> suspected;
  std::vector<std::chrono::milliseconds> down;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    detector_mesh mesh{mesh_size(), seed};
    mesh.spread_max = 400ms;
    mesh.loss = 0.01;
    mesh.run_for(5s);
    auto begin = mesh.now();
    mesh.kill("n3");
    mesh.run_for(30s);
    BOOST_TEST(mesh.failed.size() == static_cast<std::size_t>(mesh_size() - 1));
    auto since = [&](instant x) {
      return std::chrono::duration_cast<std::chrono::milliseconds>(x - begin);
    };
    suspected.push_back(since(mesh.suspected_at("n3")));
    down.push_back(since(mesh.last_failed_at()));
  }
  std::sort(suspected.begin(), suspected.end());
  std::sort(down.begin(), down.end());
  BOOST_TEST_MESSAGE("suspected: median "
                     << suspected[10].count() << " ms, worst "
                     << suspected.back().count() << "; down everywhere: median "
                     << down[10].count() << " ms, worst "
                     << down.back().count());
  BOOST_TEST((suspected[10] <= 3s), suspected[10].count());
  BOOST_TEST((down[10] <= 6s), down[10].count());
  BOOST_TEST((down.back() <= 12s), down.back().count());
}

BOOST_AUTO_TEST_CASE(slow_node_accuses_less_because_it_doubts_itself) {
  // Whatever comes to it takes longer than a healthy node waits for answers.
  auto accusations = [](unsigned awareness_max) {
    detector_settings settings;
    settings.awareness_max = awareness_max;
    detector_mesh mesh{20, 7, settings};
    mesh.lag["n0"] = 1500ms;
    mesh.run_for(200s);
    for (const auto& [by, who] : mesh.failed)
      BOOST_TEST(who == "n0", by << " gave up " << who);
    return mesh.accusations["n0"];
  };
  auto doubting = accusations(8);
  auto certain = accusations(0);
  BOOST_TEST(doubting * 2 < certain, doubting << " against " << certain);
}

BOOST_AUTO_TEST_SUITE_END()
