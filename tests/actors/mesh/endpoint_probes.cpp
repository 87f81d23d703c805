// Probes of peers, and their requests for help.

#include "mesh/topology_snapshot.hpp"
#include "tests/support/mesh_keys.hpp"
#include "wire/frame_codec.hpp"
#include "wire/signed_record_codec.hpp"
#include "world.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

/// The stand-in of the peer manager: holds questions to members.
struct held_questions {
  std::vector<detail::member_question> asked;
  std::function<caf::result<frame>(const detail::member_question&)> answer;
  std::vector<caf::response_promise> promises;
};

/// Answers what is held; a promise is delivered by the actor that owns it.
struct release {};

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(release)

namespace {

struct fixture : virtual_system {
  topology_under_test topology = spawn_topology("here");
  std::shared_ptr<held_questions> members = std::make_shared<held_questions>();
  caf::actor peers;
  mesh_endpoint_actor endpoint;
  std::string who = "peer";

  fixture() {
    peers = keep(sys.spawn([x = members](caf::event_based_actor* self) {
      return caf::behavior{
        [x, self](const detail::member_question& q) -> caf::result<frame> {
          x->asked.push_back(q);
          if (x->answer)
            return x->answer(q);
          x->promises.push_back(self->make_response_promise());
          return caf::delegated<frame>{};
        },
        [x](const release&) {
          for (auto& promise : std::exchange(x->promises, {}))
            promise.deliver(wire::pack(v1::ProbeAnswer{}));
        }};
    }));
    detail::mesh_endpoint_deps deps;
    deps.node_id = "here";
    deps.snapshots = topology.cell;
    deps.topology = topology.actor;
    deps.caller_of = [this](const caf::scheduled_actor*) {
      return caf::expected<caller>{caller{who, nullptr, false}};
    };
    deps.now = [this] { return now(); };
    deps.local_timeout = 1s;
    deps.peers = caf::actor_cast<detail::peer_manager_internal_actor>(peers);
    endpoint = keep(sys.spawn(detail::mesh_endpoint, std::move(deps)));
    run();
  }

  ~fixture() {
    let_go();
    peers = nullptr;
  }

  void let_go() {
    caf::anon_send(peers, release{});
    run();
  }

  reply_ptr<frame> send(frame x) {
    return ask<frame>(endpoint, std::move(x));
  }

  static v1::ProbeHelpRequest help_request(const std::string& target) {
    v1::ProbeHelpRequest result;
    result.set_target(target);
    result.set_timeout_ms(300);
    return result;
  }

  bool helped(const std::string& target) {
    auto got = send(wire::pack(help_request(target)));
    BOOST_REQUIRE_MESSAGE(got->value, to_string(got->error));
    auto help = wire::unpack<v1::ProbeHelp>(*got->value);
    BOOST_REQUIRE(help);
    return help->reached();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(endpoint_probes, fixture)

BOOST_AUTO_TEST_CASE(probe_is_answered_at_once) {
  v1::Probe probe;
  probe.set_sender("peer");
  auto got = send(wire::pack(probe));
  BOOST_REQUIRE(got->value);
  auto answer = wire::unpack<v1::ProbeAnswer>(*got->value);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->node_id() == "here");
  BOOST_TEST(answer->incarnation() == 1u);
}

BOOST_AUTO_TEST_CASE(probe_in_anothers_name_is_refused) {
  v1::Probe probe;
  probe.set_sender("another");
  BOOST_TEST((send(wire::pack(probe))->error.code == ec::not_authorized));
}

BOOST_AUTO_TEST_CASE(notice_of_a_suspicion_is_refuted) {
  auto& keys = mesh_keys::shared();
  auto own = topology.cell->read()->find("here");
  BOOST_REQUIRE(own);
  // The accuser is known, as all members are.
  v1::SyncRequest sync;
  sync.set_sender("peer");
  sync.set_sender_epoch(1);
  sync.add_records(keys.sign(record_of("peer"), now()).SerializeAsString());
  sync.add_certificates(keys.certificate("peer"));
  ask<v1::SyncResponse>(topology.actor, sync);
  v1::Probe probe;
  probe.set_sender("peer");
  *probe.mutable_notice() = wire::to_wire(*own);
  wire::add(*probe.mutable_notice(),
            keys.accuse("peer", own->info, accusation_kind::suspect, now()));
  BOOST_TEST(send(wire::pack(probe))->value.has_value());
  BOOST_TEST(topology.cell->read()->find("here")->info.incarnation == 2u);
}

BOOST_AUTO_TEST_CASE(helper_probes_the_target_in_its_own_name) {
  members->answer = [](const detail::member_question& x) -> caf::result<frame> {
    if (x.node_id == "alive")
      return wire::pack(v1::ProbeAnswer{});
    return make_error(ec::timed_out, "nothing came back");
  };
  BOOST_TEST(helped("alive"));
  BOOST_TEST(!helped("dead"));
  BOOST_REQUIRE(members->asked.size() == 2u);
  BOOST_TEST(members->asked[0].node_id == "alive");
  BOOST_TEST((members->asked[0].timeout == 300ms));
  auto probe = wire::unpack<v1::Probe>(members->asked[0].question);
  BOOST_REQUIRE(probe);
  BOOST_TEST(probe->sender() == "here");
}

BOOST_AUTO_TEST_CASE(one_peer_gets_only_so_much_help_at_a_time) {
  std::vector<reply_ptr<frame>> open;
  for (std::size_t i = 0; i < defaults::probe_help_max; ++i)
    open.push_back(send(wire::pack(help_request("x"))));
  auto refused = send(wire::pack(help_request("x")));
  BOOST_TEST((refused->error.code == ec::overloaded));
  who = "another";
  open.push_back(send(wire::pack(help_request("x"))));
  BOOST_TEST(open.back()->answers == 0);
  // What has ended makes room.
  let_go();
  for (const auto& x : open)
    BOOST_TEST(x->answers == 1);
  who = "peer";
  BOOST_TEST(send(wire::pack(help_request("x")))->answers == 0);
}

BOOST_AUTO_TEST_CASE(all_peers_together_get_only_so_much_help_at_a_time) {
  detail::help_desk desk{2, 3};
  BOOST_TEST(static_cast<bool>(desk.open("a")));
  BOOST_TEST(static_cast<bool>(desk.open("b")));
  BOOST_TEST(static_cast<bool>(desk.open("c")));
  BOOST_TEST(!desk.open("d"));
  desk.close("a");
  BOOST_TEST(static_cast<bool>(desk.open("d")));
  desk.close("stranger");
  BOOST_TEST(!desk.open("e"));
}

BOOST_AUTO_TEST_SUITE_END()
