#include "mesh/failure_detector.hpp"

#include "support.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

namespace {

/// A detector at node "me", a probe each second, half a second for an answer.
struct fixture {
  failure_detector uut{"me", {}, random_source{1}};
  instant now{};

  void members(int count) {
    for (int i = 0; i < count; ++i)
      uut.on_alive("n" + std::to_string(i), 1);
  }

  detector_actions after(std::chrono::milliseconds time) {
    now += time;
    return uut.on_time(now);
  }

  template <class Action>
  static std::vector<Action> only(const detector_actions& xs) {
    std::vector<Action> result;
    for (const auto& x : xs)
      if (auto action = std::get_if<Action>(&x))
        result.push_back(*action);
    return result;
  }

  /// Starts the next period and returns its probe.
  probe_wanted next_probe() {
    now = std::max(now, uut.due());
    for (int i = 0; i < 10; ++i) {
      auto probes = only<probe_wanted>(uut.on_time(now));
      if (!probes.empty())
        return probes.front();
      now = uut.due();
    }
    BOOST_FAIL("no probe");
    return {};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_failure_detector, fixture)

BOOST_AUTO_TEST_CASE(alone_it_has_nothing_to_do) {
  uut.on_alive("me", 1);
  BOOST_TEST(uut.on_time(now).empty());
  BOOST_TEST(after(1s).empty());
}

BOOST_AUTO_TEST_CASE(answered_probe_has_no_consequence) {
  members(5);
  for (int i = 0; i < 20; ++i) {
    auto probe = next_probe();
    BOOST_TEST(!probe.suspected);
    uut.on_answer(probe.probe);
    BOOST_TEST(after(600ms).empty());
  }
  BOOST_TEST(uut.health().score() == 0u);
}

BOOST_AUTO_TEST_CASE(silent_target_is_probed_through_helpers_then_suspected) {
  members(5);
  auto probe = next_probe();
  auto asked = only<help_wanted>(after(500ms));
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST(asked[0].probe == probe.probe);
  BOOST_TEST(asked[0].helpers.size() == 3u);
  BOOST_TEST(after(100ms).empty());
  auto suspected = only<member_suspected>(after(400ms));
  BOOST_REQUIRE(suspected.size() == 1u);
  BOOST_TEST(suspected[0].target == probe.target);
  BOOST_TEST(suspected[0].incarnation == 1u);
}

BOOST_AUTO_TEST_CASE(helper_that_reaches_the_target_clears_it) {
  members(5);
  auto probe = next_probe();
  after(500ms);
  uut.on_answer(probe.probe);
  BOOST_TEST(only<member_suspected>(after(500ms)).empty());
}

BOOST_AUTO_TEST_CASE(suspect_that_stays_silent_fails_after_its_trial) {
  members(2); // too few for confirmations: five seconds
  next_probe();
  std::vector<member_failed> failed;
  auto suspected_at = instant{};
  for (int i = 0; i < 200 && failed.empty(); ++i) {
    auto actions = after(100ms);
    if (!only<member_suspected>(actions).empty() && suspected_at == instant{})
      suspected_at = now;
    failed = only<member_failed>(actions);
  }
  BOOST_REQUIRE(failed.size() == 1u);
  BOOST_TEST((now - suspected_at >= 5s && now - suspected_at <= 5100ms));
}

BOOST_AUTO_TEST_CASE(refutation_ends_the_trial) {
  members(2);
  auto suspected = uut.on_accusation("n0", 1, "n1", now);
  BOOST_TEST(suspected.size() == 1u);
  BOOST_TEST(uut.suspects("n0"));
  uut.on_alive("n0", 1);
  BOOST_TEST(uut.suspects("n0"));
  uut.on_alive("n0", 2);
  BOOST_TEST(!uut.suspects("n0"));
}

BOOST_AUTO_TEST_CASE(accusation_of_another_incarnation_counts_for_nothing) {
  uut.on_alive("n0", 5);
  BOOST_TEST(uut.on_accusation("n0", 4, "n1", now).empty());
  BOOST_TEST(
    uut.on_accusation("n0", std::uint64_t{1} << 63, "n1", now).empty());
  BOOST_TEST(uut.on_accusation("unknown", 1, "n1", now).empty());
  BOOST_TEST(uut.on_accusation("n0", 5, "n0", now).empty());
  BOOST_TEST(!uut.suspects("n0"));
}

BOOST_AUTO_TEST_CASE(one_liar_cannot_shorten_a_trial) {
  members(10);
  uut.on_accusation("n0", 1, "liar", now);
  auto start = now;
  std::vector<member_failed> failed;
  while (failed.empty() && now < start + 60s) {
    uut.on_accusation("n0", 1, "liar", now);
    for (const auto& x : only<probe_wanted>(after(100ms)))
      uut.on_answer(x.probe);
    failed = only<member_failed>(uut.on_time(now + 1ms));
  }
  // alone: six times the shortest time of 5 * log10(11) seconds
  BOOST_TEST((now - start >= 31s));
}

BOOST_AUTO_TEST_CASE(lost_connection_is_an_own_reason_to_suspect) {
  members(2);
  auto suspected = only<member_suspected>(uut.on_connection_lost("n1", now));
  BOOST_REQUIRE(suspected.size() == 1u);
  BOOST_TEST(suspected[0].target == "n1");
  BOOST_TEST(uut.on_connection_lost("n1", now).empty());
  BOOST_TEST(uut.on_connection_lost("stranger", now).empty());
}

BOOST_AUTO_TEST_CASE(suspect_hears_of_it_with_the_next_probe) {
  members(1);
  uut.on_connection_lost("n0", now);
  BOOST_TEST(next_probe().suspected);
}

BOOST_AUTO_TEST_CASE(member_that_left_is_not_spoken_of_any_more) {
  members(3);
  auto probe = next_probe();
  uut.on_connection_lost(probe.target, now);
  uut.on_gone(probe.target);
  for (int i = 0; i < 100; ++i)
    for (const auto& x : after(100ms)) {
      if (auto p = std::get_if<probe_wanted>(&x)) {
        BOOST_TEST(p->target != probe.target);
        uut.on_answer(p->probe);
      }
      BOOST_TEST(!std::holds_alternative<member_failed>(x));
    }
}

BOOST_AUTO_TEST_CASE(refusals_of_all_helpers_leave_own_health_alone) {
  members(5);
  auto probe = next_probe();
  for (const auto& x : only<help_wanted>(after(500ms)))
    for (const auto& helper : x.helpers)
      uut.on_refusal(probe.probe, helper);
  after(500ms);
  BOOST_TEST(uut.health().score() == 0u);
}

BOOST_AUTO_TEST_CASE(silence_of_helpers_makes_a_node_doubt_itself) {
  members(5);
  next_probe();
  after(500ms);
  after(500ms);
  BOOST_TEST(uut.health().score() == 3u);
  // the next period is four times as long
  BOOST_TEST((uut.due() - now == 2s)); // help is asked for after 4 * 500 ms
}

BOOST_AUTO_TEST_CASE(late_and_made_up_answers_change_nothing) {
  members(5);
  auto probe = next_probe();
  uut.on_answer(probe.probe + 1);
  uut.on_refusal(probe.probe + 1, "n0");
  after(500ms);
  after(500ms);
  BOOST_TEST(uut.suspects(probe.target));
  uut.on_answer(probe.probe);
  BOOST_TEST(uut.suspects(probe.target)); // only a refutation ends a trial
}

BOOST_AUTO_TEST_SUITE_END()
