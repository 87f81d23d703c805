// Questions to members without a connection, and links that may be dead.

#include "mesh/topology_snapshot.hpp"
#include "tests/support/mesh_keys.hpp"
#include "wire/frame_codec.hpp"
#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : peers_fixture {
  fixture() {
    start();
  }

  reply_ptr<frame> question(const std::string& id,
                            std::chrono::milliseconds timeout = 800ms) {
    return ask<frame>(
      peers, detail::member_question{id, wire::pack(v1::Probe{}), timeout});
  }

  /// A member's own record comes in by a sync.
  void introduce(const std::string& id, std::uint64_t incarnation = 1,
                 timestamp_ms joined_at = timestamp_ms{1s}) {
    auto info = record_of(id);
    info.incarnation = incarnation;
    info.joined_at = joined_at;
    info.updated_at = std::max(info.updated_at, joined_at);
    auto& keys = mesh_keys::shared();
    v1::SyncRequest x;
    x.set_sender("messenger");
    x.set_sender_epoch(1);
    x.add_records(keys.sign(info, now()).SerializeAsString());
    x.add_certificates(keys.certificate(id));
    auto done = ask<v1::SyncResponse>(topology.actor, x);
    BOOST_REQUIRE(done->value);
    BOOST_REQUIRE(done->value->accepted() == 1u);
  }

  /// Answers probes and syncs at once.
  void answer_probes(const std::string& id) {
    nodes[id].log->answer = [](const frame& x) -> caf::result<frame> {
      if (x.kind == frame_kind::probe)
        return wire::pack(v1::ProbeAnswer{});
      return make_error(ec::unsupported, "no syncs here");
    };
  }

  /// Gathers what watchers of links are told.
  std::shared_ptr<std::vector<detail::link_news>> watch() {
    auto result = std::make_shared<std::vector<detail::link_news>>();
    auto watcher = keep(sys.spawn([result]() -> caf::behavior {
      return {[result](const detail::link_news& x) { result->push_back(x); }};
    }));
    caf::anon_send(peers, detail::link_watch{watcher});
    run();
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_members, fixture)

BOOST_AUTO_TEST_CASE(connected_member_is_asked_through_its_connection) {
  node("a");
  answer_probes("a");
  link_up("a");
  auto got = question("a");
  BOOST_REQUIRE(got->value);
  BOOST_TEST((got->value->kind == frame_kind::probe_answer));
  BOOST_TEST(network.all.empty());
}

BOOST_AUTO_TEST_CASE(member_without_connection_is_dialed_first) {
  introduce("a");
  node("a");
  answer_probes("a");
  auto got = question("a");
  BOOST_TEST(got->answers == 0);
  BOOST_REQUIRE(network.all.size() == 1u);
  BOOST_TEST(network.all[0] == "127.0.0.1:8443 a");
  dial_succeeds("a");
  BOOST_REQUIRE(got->value);
  BOOST_TEST((got->value->kind == frame_kind::probe_answer));
}

BOOST_AUTO_TEST_CASE(time_counts_for_the_dial_as_well) {
  introduce("a");
  auto got = question("a");
  pass(790ms);
  BOOST_TEST(got->answers == 0);
  pass(20ms);
  BOOST_TEST(got->answers == 1);
  BOOST_TEST((got->error.code == ec::timed_out), to_string(got->error));
}

BOOST_AUTO_TEST_CASE(time_goes_on_after_the_dial) {
  introduce("a");
  node("a"); // never answers
  auto got = question("a");
  pass(500ms);
  dial_succeeds("a");
  pass(290ms);
  BOOST_TEST(got->answers == 0);
  pass(20ms);
  BOOST_TEST((got->error.code == ec::deadline), to_string(got->error));
}

BOOST_AUTO_TEST_CASE(refused_dial_is_told_at_once) {
  introduce("a");
  auto got = question("a");
  dial_fails();
  BOOST_TEST(got->answers == 1);
  BOOST_TEST((got->error.code == ec::unreachable));
}

BOOST_AUTO_TEST_CASE(pause_after_a_failure_does_not_delay_the_next_question) {
  introduce("a");
  question("a");
  dial_fails();
  auto again = question("a");
  BOOST_TEST(network.all.size() == 2u);
  dial_fails();
  BOOST_TEST((again->error.code == ec::unreachable));
}

BOOST_AUTO_TEST_CASE(unknown_member_is_an_error_at_once) {
  auto got = question("stranger");
  BOOST_TEST((got->error.code == ec::unknown_node), to_string(got->error));
  BOOST_TEST(network.all.empty());
}

BOOST_AUTO_TEST_CASE(watchers_hear_of_links_and_of_why_they_ended) {
  auto news = watch();
  node("a");
  link_up("a");
  link_down("a", {ec::peer_lost, "reset"});
  BOOST_REQUIRE(news->size() == 2u);
  BOOST_TEST(news->at(0).node_id == "a");
  BOOST_TEST(!news->at(0).lost);
  BOOST_REQUIRE(news->at(1).lost);
  BOOST_TEST(news->at(1).lost->text == "reset");
}

// -- links that may be dead ---------------------------------------------------

BOOST_AUTO_TEST_CASE(silent_link_of_a_node_with_a_new_life_ends) {
  introduce("a", 1, timestamp_ms{1s});
  node("a"); // does not answer
  link_up("a");
  auto call = ask<ping_result>(peers, ping_request{"a"});
  introduce("a", 2, timestamp_ms{2s});
  BOOST_TEST(network.disconnected.empty());
  pass(defaults::probe_interval + 10ms);
  BOOST_REQUIRE(network.disconnected.size() == 1u);
  BOOST_TEST(call->answers == 1);
  BOOST_TEST((call->error.code == ec::peer_lost));
}

BOOST_AUTO_TEST_CASE(link_of_the_new_life_stays) {
  introduce("a", 1, timestamp_ms{1s});
  node("a");
  answer_probes("a");
  link_up("a");
  introduce("a", 2, timestamp_ms{2s});
  pass(10s);
  BOOST_TEST(network.disconnected.empty());
  BOOST_TEST(nodes["a"].count(frame_kind::probe) == 1u);
}

BOOST_AUTO_TEST_CASE(refutation_is_no_new_life) {
  introduce("a", 1, timestamp_ms{1s});
  node("a");
  link_up("a");
  introduce("a", 2, timestamp_ms{1s});
  pass(10s);
  BOOST_TEST(nodes["a"].count(frame_kind::probe) == 0u);
  BOOST_TEST(network.disconnected.empty());
}

BOOST_AUTO_TEST_CASE(rival_of_a_silent_link_ends_it) {
  node("a");
  link_up("a");
  caf::anon_send(peers, detail::rival_seen{"a"});
  caf::anon_send(peers, detail::rival_seen{"a"});
  caf::anon_send(peers, detail::rival_seen{"stranger"});
  pass(defaults::probe_interval + 10ms);
  BOOST_TEST(network.disconnected.size() == 1u);
  BOOST_TEST(nodes["a"].count(frame_kind::probe) == 1u);
}

BOOST_AUTO_TEST_CASE(silent_link_of_a_member_that_is_down_ends) {
  introduce("a");
  node("a");
  link_up("a");
  ask<topology_view>(topology.actor,
                     member_accusation{"a", 1, accusation_kind::dead});
  pass(defaults::probe_interval + 10ms);
  BOOST_TEST(network.disconnected.size() == 1u);
}

BOOST_AUTO_TEST_CASE(member_that_is_down_but_answers_is_synced_with) {
  introduce("a");
  node("a");
  answer_probes("a");
  link_up("a");
  auto before = nodes["a"].count(frame_kind::sync_request);
  ask<topology_view>(topology.actor,
                     member_accusation{"a", 1, accusation_kind::dead});
  BOOST_TEST(network.disconnected.empty());
  BOOST_TEST(nodes["a"].count(frame_kind::sync_request) > before);
}

BOOST_AUTO_TEST_CASE(end_answers_questions_that_are_open) {
  introduce("a");
  auto got = question("a");
  end(peers);
  BOOST_TEST(got->answers == 1);
}

BOOST_AUTO_TEST_SUITE_END()
