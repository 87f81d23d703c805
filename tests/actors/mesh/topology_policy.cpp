// The founding rule, highest version wins, between topology actors.

#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

node_settings::topology_settings truth_from(std::set<std::string> sources) {
  node_settings::topology_settings result;
  result.policy = merge_policy::highest_version;
  result.topology_source = std::move(sources);
  return result;
}

struct fixture : virtual_system {
  topology_under_test source
    = spawn_topology("source", truth_from({"source"}), 11);
  topology_under_test member
    = spawn_topology("member", truth_from({"source"}), 22);
  topology_under_test other
    = spawn_topology("other", truth_from({"source"}), 33);

  void sync(const topology_under_test& from, const std::string& from_id,
            const topology_under_test& to, const std::string& to_id) {
    for (int i = 0; i < 4; ++i) {
      auto request = ask<v1::SyncRequest>(from.actor, sync_start{to_id});
      request->value.value();
      auto x = *request->value;
      x.set_sender(from_id);
      auto response = ask<v1::SyncResponse>(to.actor, x);
      BOOST_REQUIRE_MESSAGE(response->value, to_string(response->error));
      auto done
        = ask<sync_summary>(from.actor, sync_answer{to_id, *response->value});
      BOOST_REQUIRE(done->value);
      if (!done->value->again)
        return;
    }
  }

  static bool knows(const topology_under_test& x, const char* id) {
    return x.view().find(id) != nullptr;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_policy, fixture)

BOOST_AUTO_TEST_CASE(a_map_is_taken_from_the_source_alone) {
  ask<topology_view>(other.actor, node_addition{record_of("rumour")});
  for (int i = 0; i < 5; ++i)
    ask<topology_view>(other.actor, node_update{record_of("rumour")});
  sync(member, "member", other, "other");
  BOOST_TEST(!knows(member, "rumour"));
  ask<topology_view>(source.actor, node_addition{record_of("fact")});
  sync(member, "member", source, "source");
  BOOST_TEST(knows(member, "fact"));
}

BOOST_AUTO_TEST_CASE(a_node_never_drops_itself) {
  for (int i = 0; i < 5; ++i)
    ask<topology_view>(source.actor,
                       node_addition{record_of("n" + std::to_string(i))});
  sync(member, "member", source, "source");
  BOOST_TEST(knows(member, "member"));
  BOOST_TEST(knows(member, "n4"));
}

BOOST_AUTO_TEST_CASE(members_get_into_the_map_through_the_source) {
  sync(member, "member", source, "source");
  BOOST_TEST(knows(source, "member"));
  sync(other, "other", source, "source");
  BOOST_TEST(knows(other, "member"));
  sync(member, "member", source, "source");
  BOOST_TEST(knows(member, "other"));
  BOOST_TEST(member.view().digest() == source.view().digest());
}

BOOST_AUTO_TEST_CASE(a_change_that_the_source_pushes_is_taken_at_once) {
  sync(member, "member", source, "source");
  sync(source, "source", member, "member");
  ask<topology_view>(source.actor, node_addition{record_of("fact")});
  sync(source, "source", member, "member");
  BOOST_TEST(knows(member, "fact"));
}

BOOST_AUTO_TEST_CASE(what_the_source_removed_is_gone) {
  ask<topology_view>(source.actor, node_addition{record_of("fact")});
  sync(member, "member", source, "source");
  ask<topology_view>(source.actor, node_removal{"fact"});
  sync(member, "member", source, "source");
  BOOST_TEST(!knows(member, "fact"));
}

BOOST_AUTO_TEST_SUITE_END()
