// How tables forget, and that they do not forget too early.

#include "support.hpp"

#include "mesh/oblivion.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto tt = boost::test_tools::per_element();

using infos = std::vector<node_info>;

table_limits short_lived() {
  table_limits result;
  result.tombstone_ttl = std::chrono::milliseconds{100};
  return result;
}

const auto dead
  = with_status(numbered(node("a", {"x@v1"}), 5, 5), node_status::down);

merge_result hear(topology_table& table, const node_info& x, std::int64_t now) {
  return table.merge(infos{x}, at(now));
}

record_ptr last_of(const std::string& id, std::uint64_t incarnation) {
  return make_record(numbered(node(id), incarnation, 0));
}

// A record that was signed, as nobody else's are remembered that way.
record_ptr signed_at(std::uint64_t incarnation, std::uint64_t revision,
                     std::int64_t moment,
                     node_status status = node_status::alive) {
  auto x = numbered(node("a"), incarnation, revision);
  x.updated_at = at(moment);
  x.status = status;
  return make_record(std::move(x), std::make_shared<seal>());
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_tombstones)

BOOST_AUTO_TEST_CASE(old_copy_does_not_raise_the_dead) {
  auto table = table_of("self");
  hear(table, dead, 2);
  auto alive = with_status(dead, node_status::alive);
  auto result = hear(table, alive, 3);
  BOOST_TEST(result.accepted == 0u);
  BOOST_TEST(result.behind == strings{"a"}, tt);
  hear(table, numbered(alive, 5, 9), 3);
  hear(table, numbered(alive, 4, 99), 3);
  BOOST_CHECK(table.find("a") == nullptr);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(new_incarnation_rises) {
  auto table = table_of("self");
  hear(table, dead, 2);
  auto result
    = hear(table, with_status(numbered(dead, 6, 0), node_status::alive), 3);
  BOOST_TEST(
    words(result.changes) == (strings{"joined a", "service_up a x@v1"}), tt);
  BOOST_TEST(table.tombstone_count() == 0u);
  BOOST_TEST(table.expire(at(1'000'000)) == 0u);
}

BOOST_AUTO_TEST_CASE(tombstone_of_an_unknown_node_is_kept_in_silence) {
  auto table = table_of("self");
  auto result = hear(table, dead, 2);
  BOOST_TEST(words(result.changes).empty());
  BOOST_TEST(result.accepted == 1u);
  BOOST_TEST(table.version() == 2u);
  BOOST_TEST(table.tombstone_count() == 1u);
  BOOST_CHECK(table.find_any("a")->info == dead);
}

BOOST_AUTO_TEST_CASE(tombstone_goes_when_its_time_is_up_and_not_before) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  auto digest = table.digest();
  BOOST_TEST(table.expire(at(109)) == 0u);
  BOOST_TEST(table.digest() == digest);
  auto version = table.version();
  BOOST_TEST(table.expire(at(110)) == 1u);
  BOOST_TEST(table.tombstone_count() == 0u);
  BOOST_CHECK(table.find_any("a") == nullptr);
  BOOST_TEST(table.version() > version);
  BOOST_TEST(table.digest() == table_of("self").digest());
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(worse_status_does_not_lengthen_the_life_of_a_tombstone) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  hear(table, with_status(dead, node_status::left), 100);
  BOOST_TEST(table.expire(at(110)) == 1u);
}

BOOST_AUTO_TEST_CASE(tombstones_go_in_the_order_of_their_burial) {
  auto table = table_of("self", short_lived());
  for (int i = 0; i < 5; ++i)
    hear(table, with_status(node("n" + std::to_string(i)), node_status::left),
         10 * i);
  BOOST_TEST(table.expire(at(125)) == 3u);
  BOOST_TEST(ids_of(table.records()) == (strings{"n3", "n4", "self"}), tt);
}

// Otherwise nodes that forget at different moments would teach each other the
// same tombstone for ever.
BOOST_AUTO_TEST_CASE(forgotten_tombstone_is_not_learned_again) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  table.expire(at(110));
  auto result = hear(table, dead, 111);
  BOOST_TEST(result.accepted == 0u);
  BOOST_TEST(table.tombstone_count() == 0u);
}

BOOST_AUTO_TEST_CASE(forgotten_node_is_not_raised_by_an_old_copy) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  table.expire(at(110));
  auto alive = with_status(dead, node_status::alive);
  hear(table, alive, 150);
  BOOST_CHECK(table.find("a") == nullptr);
  hear(table, numbered(alive, 6, 0), 160);
  BOOST_CHECK(table.find("a") != nullptr);
}

BOOST_AUTO_TEST_CASE(forgotten_node_is_added_by_hand_above_its_last_life) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  table.expire(at(110));
  expect(table.add(node("a"), at(120)));
  BOOST_TEST(table.find("a")->info.incarnation == 6u);
}

BOOST_AUTO_TEST_CASE(memory_of_forgotten_nodes_ends_as_well) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 10);
  table.expire(at(110));
  table.expire(at(210));
  hear(table, dead, 211);
  BOOST_TEST(table.tombstone_count() == 1u);
}

BOOST_AUTO_TEST_CASE(own_record_never_expires) {
  auto table = table_of("self", short_lived());
  expect(table.leave(at(10)));
  BOOST_TEST(table.expire(at(10'000)) == 0u);
  BOOST_CHECK(table.self() != nullptr);
}

BOOST_AUTO_TEST_CASE(wall_clock_that_goes_back_only_lengthens_lives) {
  auto table = table_of("self", short_lived());
  hear(table, dead, 1'000);
  BOOST_TEST(table.expire(at(10)) == 0u);
  BOOST_TEST(table.expire(at(1'100)) == 1u);
}

// -- limits ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(unknown_tombstones_beyond_the_limit_are_rejected) {
  auto limits = short_lived();
  limits.tombstones_max = 2;
  auto table = table_of("self", limits);
  infos many;
  for (int i = 0; i < 5; ++i)
    many.push_back(
      with_status(node("n" + std::to_string(i)), node_status::left));
  auto result = table.merge(many, at(2));
  BOOST_TEST(result.accepted == 2u);
  BOOST_TEST(result.rejected == 3u);
  BOOST_TEST(result.first_rejection->code == ec::overloaded);
}

BOOST_AUTO_TEST_CASE(death_of_a_member_is_recorded_at_the_limit_all_the_same) {
  auto limits = short_lived();
  limits.tombstones_max = 2;
  auto table = table_of("self", limits);
  for (auto* id : {"a", "b", "c"})
    expect(table.add(node(id), at(2)));
  for (auto* id : {"a", "b", "c"})
    expect(table.remove(id, at(3)));
  BOOST_TEST(ids_of(table.records()) == (strings{"b", "c", "self"}), tt);
  BOOST_TEST(hear(table, node("a"), 4).accepted == 0u);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(members_get_the_room_of_the_oldest_tombstones) {
  auto limits = short_lived();
  limits.records_max = 4;
  auto table = table_of("self", limits);
  for (auto* id : {"a", "b", "c"})
    hear(table, with_status(node(id), node_status::left), 2);
  table.merge(infos{node("d"), node("e")}, at(3));
  BOOST_TEST(ids_of(table.records()) == (strings{"c", "d", "e", "self"}), tt);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(oblivion_covers_what_was_known_of_a_record_that_expired) {
  oblivion x{10};
  x.remember(*signed_at(5, 3, 50), at(100), at(1'000'000));
  BOOST_TEST(x.covers(*signed_at(4, 9, 200)));
  BOOST_TEST(x.covers(*signed_at(5, 3, 50)));
  BOOST_TEST(!x.covers(*signed_at(5, 4, 60)));
  BOOST_TEST(!x.covers(*signed_at(6, 0, 60)));
  BOOST_TEST(!x.covers(*last_of("b", 1)));
}

BOOST_AUTO_TEST_CASE(oblivion_gives_way_to_the_dead_that_sign_on) {
  constexpr auto skew
    = std::chrono::milliseconds{defaults::clock_skew_max}.count();
  oblivion x{10};
  x.remember(*signed_at(5, 3, 50, node_status::left), at(100), at(1'000'000));
  BOOST_TEST(x.covers(*signed_at(5, 4, 100 + skew)));
  BOOST_TEST(!x.covers(*signed_at(5, 4, 101 + skew)));
  // Without a signature anybody could say so.
  auto unsigned_one = numbered(node("a"), 5, 4);
  unsigned_one.updated_at = at(200 + skew);
  BOOST_TEST(x.covers(*make_record(unsigned_one)));
}

BOOST_AUTO_TEST_CASE(oblivion_is_bounded_and_loses_the_oldest) {
  oblivion x{3};
  for (int i = 0; i < 5; ++i)
    x.remember(*last_of(std::to_string(i), 7), at(1), at(100));
  BOOST_TEST(x.size() == 3u);
  BOOST_TEST(!x.incarnation_of("1").has_value());
  BOOST_TEST(x.incarnation_of("2").value() == 7u);
}

BOOST_AUTO_TEST_CASE(oblivion_keeps_what_was_renewed_until_the_later_end) {
  oblivion x{10};
  x.remember(*last_of("a", 1), at(1), at(100));
  x.remember(*last_of("a", 2), at(1), at(200));
  x.expire(at(150));
  BOOST_TEST(x.incarnation_of("a").value() == 2u);
  x.expire(at(200));
  BOOST_TEST(x.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
