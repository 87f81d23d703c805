// The detector between a real topology and a stand-in of the peer manager.

#include "actors/detector/detector.hpp"
#include "mesh/topology_snapshot.hpp"
#include "tests/support/mesh_keys.hpp"
#include "wire/frame_codec.hpp"
#include "wire/signed_record_codec.hpp"
#include "world.hpp"

#include <caf/actor_cast.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

/// What the detector asks members, and how they answer.
struct questions {
  std::vector<detail::member_question> asked;
  std::function<caf::result<frame>(const detail::member_question&)> answer;
};

struct fixture : virtual_system {
  topology_under_test topology = spawn_topology("here");
  std::shared_ptr<questions> members = std::make_shared<questions>();
  caf::actor peers;
  detail::detector_internal_actor detector;

  fixture() {
    members->answer = [](const detail::member_question& x) {
      return caf::result<frame>{lives(x.node_id)};
    };
    peers = keep(sys.spawn([x = members]() -> caf::behavior {
      return {
        [x](const detail::member_question& q) {
          x->asked.push_back(q);
          return x->answer(q);
        },
        [](const detail::link_watch&) {},
      };
    }));
    detail::detector_deps deps;
    deps.node_id = "here";
    deps.peers = caf::actor_cast<detail::peer_manager_internal_actor>(peers);
    deps.topology = topology.actor;
    deps.snapshots = topology.cell;
    deps.seed = 7;
    detector = keep(sys.spawn(detail::detector, std::move(deps)));
    run();
  }

  ~fixture() {
    detector = nullptr;
    peers = nullptr;
  }

  void start() {
    caf::anon_send(detector, detail::detection_start{});
    run();
  }

  static frame lives(const std::string& id) {
    v1::ProbeAnswer answer;
    answer.set_node_id(id);
    answer.set_incarnation(1);
    return wire::pack(answer);
  }

  static caf::error refused(const std::string& id) {
    return make_error(ec::unreachable, "peer " + id + ": refused");
  }

  /// The members of these ids neither answer nor can be dialed; helpers say so.
  void die(std::set<std::string> ids) {
    members->answer
      = [ids](const detail::member_question& x) -> caf::result<frame> {
      if (ids.count(x.node_id) != 0)
        return refused(x.node_id);
      if (x.question.kind == frame_kind::probe_help_request)
        return wire::pack(v1::ProbeHelp{});
      return lives(x.node_id);
    };
  }

  /// A record comes in from its owner, with what others hold against it.
  void introduce(const std::string& id, std::uint64_t incarnation = 1,
                 const std::vector<std::string>& accusers = {}) {
    auto info = record_of(id);
    info.incarnation = incarnation;
    auto& keys = mesh_keys::shared();
    v1::SyncRequest x;
    x.set_sender("messenger");
    x.set_sender_epoch(1);
    auto record = keys.sign(info, now());
    x.add_certificates(keys.certificate(id));
    for (const auto& accuser : accusers) {
      wire::add(record,
                keys.accuse(accuser, info, accusation_kind::suspect, now()));
      x.add_certificates(keys.certificate(accuser));
    }
    x.add_records(record.SerializeAsString());
    ask<v1::SyncResponse>(topology.actor, x);
  }

  void lose(const std::string& id,
            fault why = {ec::peer_lost, "reset by peer"}) {
    caf::anon_send(detector, detail::link_news{id, std::move(why)});
    run();
  }

  node_status status(const std::string& id) const {
    auto record = topology.cell->read()->find_any(id);
    return record ? record->info.status : node_status::left;
  }

  detector_view view() {
    auto result = ask<detector_view>(detector, detector_query{});
    BOOST_REQUIRE(result->value);
    return *result->value;
  }

  std::size_t asked(const std::string& id, frame_kind kind) const {
    std::size_t result = 0;
    for (const auto& x : members->asked)
      if (x.node_id == id && x.question.kind == kind)
        ++result;
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(detector_of_a_node, fixture)

BOOST_AUTO_TEST_CASE(members_are_probed_in_turn_once_it_started) {
  introduce("a");
  introduce("b");
  pass(5s);
  BOOST_TEST(members->asked.empty());
  start();
  pass(10 * defaults::probe_interval);
  BOOST_TEST(asked("a", frame_kind::probe) >= 4u);
  BOOST_TEST(asked("b", frame_kind::probe) >= 4u);
  BOOST_TEST(asked("here", frame_kind::probe) == 0u);
  BOOST_TEST(view().suspects.empty());
  BOOST_TEST(view().probes == members->asked.size());
}

BOOST_AUTO_TEST_CASE(timers_do_not_multiply) {
  introduce("a");
  start();
  for (int i = 0; i < 20; ++i)
    lose("a", {ec::shutting_down, "bye"});
  members->asked.clear();
  pass(10 * defaults::probe_interval);
  BOOST_TEST(members->asked.size() <= 11u);
}

BOOST_AUTO_TEST_CASE(silent_member_is_suspected_then_down) {
  introduce("a");
  introduce("b");
  die({"a"});
  start();
  pass(3 * defaults::probe_interval);
  BOOST_TEST(asked("b", frame_kind::probe_help_request) > 0u);
  BOOST_TEST((status("a") == node_status::suspect));
  BOOST_TEST(view().suspects.size() == 1u);
  pass(5s);
  BOOST_TEST((status("a") == node_status::down));
  BOOST_TEST((status("b") == node_status::alive));
  BOOST_TEST(view().failures == 1u);
  BOOST_TEST(view().suspects.empty());
  members->asked.clear();
  pass(10s);
  BOOST_TEST(asked("a", frame_kind::probe) == 0u);
}

BOOST_AUTO_TEST_CASE(member_that_a_helper_reaches_is_not_suspected) {
  introduce("a");
  introduce("b");
  die({"a"});
  auto cut_off = members->answer;
  members->answer = [=](const detail::member_question& x) {
    if (x.question.kind != frame_kind::probe_help_request)
      return cut_off(x);
    v1::ProbeHelp help;
    help.set_reached(true);
    return caf::result<frame>{wire::pack(help)};
  };
  start();
  pass(20s);
  BOOST_TEST((status("a") == node_status::alive));
}

BOOST_AUTO_TEST_CASE(lost_connection_raises_suspicion_at_once) {
  introduce("a");
  start();
  die({"a"});
  lose("a");
  BOOST_TEST((status("a") == node_status::suspect));
}

BOOST_AUTO_TEST_CASE(connection_that_is_back_clears_what_was_held_against_it) {
  introduce("a");
  start();
  lose("a");
  caf::anon_send(detector, detail::link_news{"a", std::nullopt});
  pass(10s);
  BOOST_TEST((status("a") == node_status::suspect)); // until it refutes
  BOOST_TEST(view().failures == 0u);
  introduce("a", 2);
  BOOST_TEST((status("a") == node_status::alive));
}

BOOST_AUTO_TEST_CASE(goodbye_is_no_reason_to_suspect) {
  introduce("a");
  start();
  for (auto code : {ec::shutting_down, ec::not_connected, ec::refused_by_peer})
    lose("a", {code, "bye"});
  BOOST_TEST((status("a") == node_status::alive));
}

BOOST_AUTO_TEST_CASE(hearsay_alone_takes_nobody_for_dead) {
  for (const auto* id : {"a", "b", "c", "d", "e"})
    introduce(id);
  start();
  introduce("a", 1, {"b", "c", "d", "e"});
  BOOST_TEST(view().suspects.size() == 1u);
  pass(60s);
  BOOST_TEST(view().failures == 0u);
  BOOST_TEST(view().suspects.empty());
  BOOST_TEST((status("a") == node_status::suspect));
}

BOOST_AUTO_TEST_CASE(suspect_hears_what_is_held_against_it) {
  introduce("a");
  introduce("b");
  introduce("a", 1, {"b"});
  start();
  pass(5 * defaults::probe_interval);
  std::optional<v1::Probe> told;
  for (const auto& x : members->asked)
    if (x.node_id == "a" && x.question.kind == frame_kind::probe)
      if (auto probe = wire::unpack<v1::Probe>(x.question);
          probe && probe->has_notice())
        told = *probe;
  BOOST_REQUIRE(told);
  BOOST_TEST(told->sender() == "here");
  BOOST_REQUIRE(told->notice().accusations_size() == 1);
  BOOST_TEST(told->notice().accusations(0).accuser() == "b");
}

BOOST_AUTO_TEST_CASE(refutation_ends_the_trial) {
  introduce("a");
  start();
  die({"a"});
  lose("a");
  introduce("a", 2);
  BOOST_TEST(view().suspects.empty());
  BOOST_TEST((status("a") == node_status::alive));
}

BOOST_AUTO_TEST_CASE(node_that_leaves_suspects_nobody_any_more) {
  introduce("a");
  start();
  caf::anon_send(detector, detail::detection_stop{});
  die({"a"});
  lose("a");
  pass(20s);
  BOOST_TEST((status("a") == node_status::alive));
}

BOOST_AUTO_TEST_SUITE_END()
