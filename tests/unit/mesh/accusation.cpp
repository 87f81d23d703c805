#include "mesh/accusation.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto suspect = accusation_kind::suspect;
const auto dead = accusation_kind::dead;

accusation by(const std::string& accuser, accusation_kind kind) {
  return {accuser, kind, {}, {}, {}};
}

accusation_list any_list(random_source& random) {
  accusation_list result;
  for (auto n = random.below(8); n > 0; --n)
    add(result, by(std::string(1, static_cast<char>('a' + random.below(9))),
                   random.chance(0.5) ? suspect : dead));
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_accusation)

BOOST_AUTO_TEST_CASE(verdict_needs_two_accusers_of_death) {
  BOOST_TEST(verdict({}) == node_status::alive);
  BOOST_TEST(verdict({by("a", suspect)}) == node_status::suspect);
  BOOST_TEST(verdict({by("a", dead)}) == node_status::suspect);
  BOOST_TEST(verdict({by("a", dead), by("b", suspect)})
             == node_status::suspect);
  BOOST_TEST(verdict({by("a", dead), by("b", dead)}) == node_status::down);
}

BOOST_AUTO_TEST_CASE(word_of_a_judge_suffices) {
  accusation_list xs{by("a", dead), by("b", suspect)};
  BOOST_TEST(condemned(xs, std::set<std::string>{"a"}));
  BOOST_TEST(!condemned(xs, std::set<std::string>{"b"}));
  BOOST_TEST(!condemned(xs, std::set<std::string>{}));
}

BOOST_AUTO_TEST_CASE(accuser_counts_once_with_its_worse_accusation) {
  accusation_list xs;
  BOOST_TEST(add(xs, by("a", suspect)));
  BOOST_TEST(!add(xs, by("a", suspect)));
  BOOST_TEST(add(xs, by("a", dead)));
  BOOST_TEST(!add(xs, by("a", suspect)));
  BOOST_TEST(xs.size() == 1u);
  BOOST_TEST(accused_by(xs, "a"));
  BOOST_TEST(!accused_by(xs, "b"));
}

BOOST_AUTO_TEST_CASE(weightiest_are_kept_beyond_the_limit) {
  accusation_list xs;
  for (const char* id : {"a", "b", "c", "d"})
    add(xs, by(id, suspect));
  BOOST_TEST(!add(xs, by("e", suspect)));
  BOOST_TEST(add(xs, by("z", dead)));
  BOOST_TEST(xs.size() == defaults::accusations_max);
  BOOST_TEST(accused_by(xs, "z"));
  BOOST_TEST(!accused_by(xs, "d"));
}

BOOST_AUTO_TEST_CASE(lists_unite_to_the_same_in_any_order_and_number) {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    random_source random{seed};
    auto x = any_list(random);
    auto y = any_list(random);
    auto z = any_list(random);
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(same(unite(x, y), unite(y, x)));
      BOOST_TEST(same(unite(unite(x, y), z), unite(x, unite(y, z))));
      BOOST_TEST(same(unite(x, x), x));
      BOOST_TEST(same(unite(unite(x, y), y), unite(x, y)));
      BOOST_TEST((verdict(unite(x, y)) >= verdict(x)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
