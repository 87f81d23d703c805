// Many detectors on virtual time, their messages carried by a small network
// that can lose them and stop for some of them.

#include "mesh/failure_detector.hpp"

#include "support.hpp"

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
        x.detector->on_alive(other, 1);
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

  double loss = 0;
  std::map<std::string, std::chrono::milliseconds> lag; ///< of what comes in
  std::set<std::pair<std::string, std::string>> failed; ///< by whom, who
  std::map<std::string, int> accusations;               ///< by accuser

private:
  struct node {
    std::unique_ptr<failure_detector> detector;
    std::map<std::string, std::uint64_t> incarnations;
    std::uint64_t own_incarnation = 1;
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
      spread(to, std::move(f));
  }

  /// What a record says spreads until it has arrived.
  void spread(const std::string& to, std::function<void()> f) {
    at(now_ + lag[to] + std::chrono::milliseconds{1 + random_.below(20)},
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
        ask(helper, x.target, false, [this, me, n = x.probe, reached] {
          *reached = true;
          send(me, [this, me, n] { nodes_[me].detector->on_answer(n); });
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
    for (const auto& id : ids_)
      if (id != me)
        spread(id, [this, id, me, x] { hear(id, me, x); });
  }

  void perform_one(const std::string& me, const member_failed& x) {
    failed.emplace(me, x.target);
    nodes_[me].detector->on_gone(x.target);
  }

  void hear(const std::string& me, const std::string& accuser,
            const member_suspected& x) {
    auto& self = nodes_[me];
    if (me != x.target) {
      perform(me, self.detector->on_accusation(x.target, x.incarnation, accuser,
                                               now_));
      return;
    }
    if (x.incarnation < self.own_incarnation)
      return;
    self.detector->on_self_accused();
    refute(me);
  }

  void refute(const std::string& me) {
    auto incarnation = ++nodes_[me].own_incarnation;
    for (const auto& id : ids_)
      if (id != me)
        spread(id, [this, id, me, incarnation] {
          nodes_[id].detector->on_alive(me, incarnation);
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
};

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
