#include "mesh/record.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

// Any record about one node out of a small set, so that equal numbers, equal
// contents and all combinations of statuses meet.
record_ptr random_record(random_source& random) {
  auto x = numbered(node("a"), random.below(3), random.below(3));
  x.name = "name " + std::to_string(random.below(3));
  x.status = static_cast<node_status>(random.below(4));
  return make_record(std::move(x));
}

void check_same(const record_ptr& x, const record_ptr& y) {
  BOOST_REQUIRE_MESSAGE(x->info == y->info,
                        to_string(x->info) << " is not " << to_string(y->info));
}

record_ptr made(const node_info& x) {
  return make_record(x);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_record)

BOOST_AUTO_TEST_CASE(join_is_commutative_associative_and_idempotent) {
  random_source random{1};
  for (int i = 0; i < 20'000; ++i) {
    auto x = random_record(random);
    auto y = random_record(random);
    auto z = random_record(random);
    check_same(join(x, y), join(y, x));
    check_same(join(join(x, y), z), join(x, join(y, z)));
    check_same(join(x, x), x);
    check_same(join(join(x, y), x), join(x, y));
  }
}

BOOST_AUTO_TEST_CASE(joined_record_carries_the_hash_of_its_content) {
  random_source random{2};
  for (int i = 0; i < 2'000; ++i) {
    auto x = join(random_record(random), random_record(random));
    BOOST_REQUIRE_EQUAL(x->content_hash, content_hash(x->info));
  }
}

BOOST_AUTO_TEST_CASE(higher_incarnation_wins_with_its_status) {
  auto old_one
    = made(with_status(numbered(node("a"), 1, 9), node_status::left));
  auto new_one = made(numbered(node("a"), 2, 0));
  BOOST_CHECK(join(old_one, new_one) == new_one);
  BOOST_CHECK(supersedes(*new_one, *old_one));
}

BOOST_AUTO_TEST_CASE(higher_revision_wins_within_an_incarnation) {
  auto old_one = made(numbered(node("a"), 1, 1));
  auto new_one = made(numbered(node("a"), 1, 2));
  BOOST_CHECK(join(old_one, new_one) == new_one);
  BOOST_CHECK(!supersedes(*old_one, *new_one));
}

BOOST_AUTO_TEST_CASE(late_edit_of_a_downed_node_does_not_raise_it) {
  auto tombstone
    = made(with_status(numbered(node("a"), 1, 1), node_status::down));
  auto x = numbered(node("a"), 1, 2);
  x.name = "edited";
  auto joined = join(tombstone, made(x));
  BOOST_TEST(joined->info.name == "edited");
  BOOST_TEST(joined->info.status == node_status::down);
}

BOOST_AUTO_TEST_CASE(statuses_of_one_content_form_a_lattice) {
  auto alive = made(node("a"));
  auto suspect = made(with_status(node("a"), node_status::suspect));
  auto down = made(with_status(node("a"), node_status::down));
  auto left = made(with_status(node("a"), node_status::left));
  BOOST_CHECK(join(alive, suspect) == suspect);
  BOOST_CHECK(join(down, suspect) == down);
  BOOST_CHECK(join(down, left) == left);
  BOOST_TEST(alive->content_hash == left->content_hash);
  BOOST_CHECK(!conflicting(*alive, *left));
}

BOOST_AUTO_TEST_CASE(equal_numbers_with_other_content_are_a_conflict) {
  auto x = node("a");
  x.name = "clone";
  auto clone = made(x);
  auto original = made(node("a"));
  BOOST_CHECK(conflicting(*original, *clone));
  const auto& winner
    = original->content_hash > clone->content_hash ? original : clone;
  BOOST_CHECK(join(original, clone) == winner);
  BOOST_CHECK(join(clone, original) == winner);
}

BOOST_AUTO_TEST_CASE(order_of_services_makes_no_difference) {
  auto x = made(node("a", {"x@v1", "y@v1", "x@v2"}));
  auto y = made(node("a", {"y@v1", "x@v2", "x@v1"}));
  check_same(x, y);
  BOOST_TEST(x->content_hash == y->content_hash);
}

BOOST_AUTO_TEST_CASE(every_field_but_the_status_changes_the_hash) {
  std::vector<node_info> variants(13, node("a", {"x@v1"}));
  variants[1].id = "b";
  variants[2].name = "other";
  variants[3].type = "other";
  variants[4].address = "other:1";
  variants[5].services = {service("x@v2")};
  variants[6].services.clear();
  variants[7].region = "other";
  variants[8].labels["key"] = "value";
  variants[9].joined_at = at(2);
  variants[10].updated_at = at(2);
  variants[11].incarnation = 7;
  variants[12].revision = 7;
  std::set<std::uint64_t> hashes;
  for (const auto& x : variants)
    BOOST_TEST(hashes.insert(content_hash(x)).second, to_string(x));
}

BOOST_AUTO_TEST_CASE(text_that_moves_to_the_next_field_changes_the_hash) {
  auto x = node("a");
  auto y = x;
  x.name = "ab";
  x.type = "c";
  y.name = "a";
  y.type = "bc";
  BOOST_TEST(content_hash(x) != content_hash(y));
}

// Nodes of different versions must settle conflicts the same way.
BOOST_AUTO_TEST_CASE(hash_and_digest_of_a_known_record_are_frozen) {
  auto x = numbered(node("identity-1", {"identity@v1", "audit@v2"}), 1234, 5);
  x.region = "eu-west";
  x.labels = {{"rack", "7"}, {"zone", "b"}};
  auto frozen = made(x);
  BOOST_TEST(frozen->content_hash == 9157913307707063269u);
  BOOST_TEST(digest_share(*frozen) == 6312861057736921437u);
}

BOOST_AUTO_TEST_SUITE_END()
