#include "detector_fixture.hpp"

using namespace aegis::mesh;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(mesh_failure_detector, detector_fixture)

BOOST_AUTO_TEST_CASE(alone_it_has_nothing_to_do) {
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

BOOST_AUTO_TEST_CASE(
  target_that_cannot_be_dialed_is_probed_by_helpers_at_once) {
  members(5);
  auto probe = next_probe();
  now += 100ms;
  BOOST_TEST(uut.on_unreachable(probe.probe + 1, now).empty());
  auto asked = only<help_wanted>(uut.on_unreachable(probe.probe, now));
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST(asked[0].patience.count() == 900);
  BOOST_TEST(uut.on_unreachable(probe.probe, now).empty());
  BOOST_TEST(only<help_wanted>(after(400ms)).empty());
  BOOST_TEST(only<member_suspected>(after(500ms)).size() == 1u);
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
  BOOST_TEST(uut.on_connection_lost("n0", now).size() == 1u);
  BOOST_TEST(uut.suspects("n0"));
  table.join(uut, alive("n0", 1));
  BOOST_TEST(uut.suspects("n0"));
  table.join(uut, alive("n0", 2));
  BOOST_TEST(!uut.suspects("n0"));
}

BOOST_AUTO_TEST_CASE(accusation_of_another_incarnation_counts_for_nothing) {
  table.join(uut, alive("n0", 5));
  uut.on_accusation("n0", 4, "n1", now);
  uut.on_accusation("n0", std::uint64_t{1} << 63, "n1", now);
  uut.on_accusation("unknown", 1, "n1", now);
  uut.on_accusation("n0", 5, "n0", now);
  uut.on_accusation("n0", 5, "me", now);
  BOOST_TEST(uut.suspects().empty());
}

BOOST_AUTO_TEST_CASE(hearsay_alone_accuses_nobody) {
  members(10);
  for (int i = 0; i < 600; ++i) {
    for (auto accuser : {"liar", "another", "third", "fourth"})
      uut.on_accusation("n0", 1, accuser, now);
    for (const auto& x : after(100ms)) {
      if (auto probe = std::get_if<probe_wanted>(&x))
        uut.on_answer(probe->probe);
      BOOST_TEST(!std::holds_alternative<member_suspected>(x));
      BOOST_TEST(!std::holds_alternative<member_failed>(x));
    }
  }
  BOOST_TEST(!uut.suspects("n0")); // it ran out
}

BOOST_AUTO_TEST_CASE(hearsay_shortens_the_trial_that_own_evidence_decides) {
  members(10);
  uut.on_connection_lost("n0", now);
  for (auto accuser : {"n1", "n2", "n3"})
    uut.on_accusation("n0", 1, accuser, now);
  auto start = now;
  std::vector<member_failed> failed;
  while (failed.empty() && now < start + 60s) {
    auto actions = after(100ms);
    for (const auto& x : only<probe_wanted>(actions))
      if (x.target != "n0")
        uut.on_answer(x.probe);
    failed = only<member_failed>(actions);
  }
  BOOST_REQUIRE(failed.size() == 1u);
  BOOST_TEST((now - start == 5s));
}

BOOST_AUTO_TEST_CASE(own_evidence_after_a_trial_ran_out_begins_a_new_one) {
  members(10);
  for (auto accuser : {"n1", "n2", "n3", "n4"})
    uut.on_accusation("n0", 1, accuser, now);
  while (uut.suspects("n0"))
    for (const auto& x : only<probe_wanted>(after(100ms)))
      uut.on_answer(x.probe);
  BOOST_TEST((now - instant{} == 5s));
  BOOST_TEST(uut.on_connection_lost("n0", now).size() == 1u);
  BOOST_TEST(uut.suspects("n0"));
  auto start = now;
  std::vector<member_failed> failed;
  while (failed.empty() && now < start + 60s)
    failed = only<member_failed>(after(100ms));
  BOOST_TEST((now - start == 5s)); // the accusers of the first are known
}

BOOST_AUTO_TEST_CASE(one_liar_cannot_shorten_a_trial) {
  members(10);
  uut.on_connection_lost("n0", now);
  auto start = now;
  std::vector<member_failed> failed;
  while (failed.empty() && now < start + 60s) {
    uut.on_accusation("n0", 1, "liar", now);
    auto actions = after(100ms);
    for (const auto& x : only<probe_wanted>(actions))
      if (x.target != "n0")
        uut.on_answer(x.probe);
    failed = only<member_failed>(actions);
  }
  // one confirmation: half of the way from 30 s to 5 s
  BOOST_TEST((now - start >= 17s));
}

BOOST_AUTO_TEST_CASE(answer_or_connection_takes_the_evidence_back) {
  members(2);
  auto lives = [&](auto prove) {
    table.join(uut, alive("n0", ++incarnation));
    uut.on_connection_lost("n0", now);
    for (int i = 0; i < 100; ++i)
      for (const auto& x : after(100ms)) {
        if (auto probe = std::get_if<probe_wanted>(&x))
          prove(*probe);
        BOOST_TEST(!std::holds_alternative<member_failed>(x));
      }
  };
  lives([&](const probe_wanted& x) { uut.on_answer(x.probe); });
  lives([&](const probe_wanted& x) {
    uut.on_help(x.probe, "n1"); // says nothing about the lost connection
    uut.on_reached("n0");
  });
}

BOOST_AUTO_TEST_CASE(word_of_a_helper_takes_no_evidence_back) {
  members(2);
  uut.on_connection_lost("n0", now);
  std::vector<member_failed> failed;
  for (int i = 0; i < 100 && failed.empty(); ++i) {
    auto actions = after(100ms);
    for (const auto& x : only<probe_wanted>(actions))
      uut.on_help(x.probe, "n1");
    failed = only<member_failed>(actions);
  }
  BOOST_REQUIRE(failed.size() == 1u);
  BOOST_TEST(failed[0].target == "n0");
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
  members(100);
  uut.on_connection_lost("n7", now);
  auto probe = next_probe(); // out of turn
  BOOST_TEST(probe.target == "n7");
  BOOST_TEST(probe.suspected);
  uut.on_answer(probe.probe);
  after(1s);
  BOOST_TEST(next_probe().target != "n7");
}

BOOST_AUTO_TEST_CASE(suspects_and_others_are_probed_in_turns) {
  members(20);
  for (int i = 0; i < 10; ++i)
    uut.on_connection_lost("n" + std::to_string(i), now);
  auto suspected = 0;
  for (int i = 0; i < 10; ++i) {
    auto probe = next_probe();
    suspected += probe.suspected ? 1 : 0;
    uut.on_answer(probe.probe);
  }
  BOOST_TEST(suspected >= 5);
  BOOST_TEST(suspected < 10);
}

BOOST_AUTO_TEST_CASE(some_of_those_who_hear_of_a_suspicion_probe_the_suspect) {
  auto probing = [](int members) {
    auto result = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      failure_detector x{"me", detector_rules(), random_source{seed}};
      told_table told;
      told.join(x, alive("me", 1));
      for (int i = 0; i < members; ++i)
        told.join(x, alive("n" + std::to_string(i), 1));
      x.on_accusation("n0", 1, "n1", instant{});
      auto first = only<probe_wanted>(x.on_time(instant{}));
      result += first.at(0).suspected ? 1 : 0;
    }
    return result;
  };
  BOOST_TEST(probing(7) == 400);
  // 8 of 200 members: 16 of 400, and 2 by turn
  BOOST_TEST((probing(199) > 5 && probing(199) < 40), probing(199));
}

BOOST_AUTO_TEST_CASE(node_that_stood_still_blames_nobody) {
  members(5);
  auto probe = next_probe();
  uut.on_connection_lost("n4", now);
  auto actions = after(40s); // longer than any trial
  BOOST_TEST(only<member_suspected>(actions).empty());
  BOOST_TEST(only<member_failed>(actions).empty());
  BOOST_TEST(only<probe_wanted>(actions).size() == 1u);
  BOOST_TEST(uut.health().score() == 1u);
  BOOST_TEST(uut.suspects("n4"));
  uut.on_answer(probe.probe);
  BOOST_TEST(uut.health().score() == 1u); // it counts for nothing
}

BOOST_AUTO_TEST_CASE(member_that_left_is_not_spoken_of_any_more) {
  members(3);
  auto probe = next_probe();
  uut.on_connection_lost(probe.target, now);
  table.drop(uut, probe.target);
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
