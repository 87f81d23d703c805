// A node that comes back under its id while its old self seems to be connected.

#include "crowd.hpp"

#include <csignal>

using namespace aegis::test;

namespace {

struct fixture : crowd {
  /// The old self stands still for ever: its connections stay open, as those of
  /// a machine that lost its power.
  void freeze(const std::string& id) {
    members.at(id)->signal(SIGSTOP);
    frozen = std::move(members.at(id));
    members.erase(id);
  }

  std::unique_ptr<member> frozen;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rivals, fixture)

BOOST_AUTO_TEST_CASE(new_self_replaces_the_old_one_before_that_is_known_dead) {
  start(4);
  BOOST_REQUIRE(all_see_all());
  freeze("m03");
  auto begin = now();
  auto& fresh = add("m03", seeds());
  fresh.address();
  // The old connections would end after 10 to 12 s.
  BOOST_TEST(eventually([&] { return fresh.nodes().size() == 4u; }, 8s));
  auto took
    = std::chrono::duration_cast<std::chrono::milliseconds>(now() - begin);
  BOOST_TEST_MESSAGE("new self is in after " << took.count() << " ms");
  BOOST_TEST(all_see_all());
}

BOOST_AUTO_TEST_SUITE_END()
