// A member that comes back again and again, each time under a BASP id that
// nobody has seen: CAF keeps actors and routes per id.

#include "world.hpp"

#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr int warm_up = sanitized ? 300 : 2'000;
constexpr int rounds = sanitized ? 1'000 : 10'000;

/// What 8,000 connections may leave behind: less than a kilobyte each, so that
/// a kept actor or route each would show.
constexpr std::size_t growth_max_bytes = std::size_t{rounds - warm_up} * 600;

/// Members that take turns, so that none comes back before its last connection
/// is forgotten.
constexpr std::size_t crew_size = 16;

struct sailor {
  std::string name;
  tls_settings settings;
};

std::vector<sailor> make_crew(const world& w) {
  std::vector<sailor> result;
  for (std::size_t i = 0; i < crew_size; ++i) {
    auto name = "sailor-" + std::to_string(i);
    result.push_back({name, tls_settings{w.passports().member(name),
                                         tls_settings::side::client}});
  }
  return result;
}

void come_and_go(world& w, const sailor& who) {
  raw_tls tls{w.connect(), who.settings, tls_settings::side::client};
  BOOST_REQUIRE(tls.shake_hands());
  raw_peer peer{std::move(tls), who.name};
  peer.join(w.fresh_id());
  BOOST_REQUIRE((peer.ask(w.service(), "ahoy") == who.name + ":ahoy"));
  peer.tls().notify_close();
  BOOST_REQUIRE(peer.end().ended);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(reconnects, attack)

BOOST_AUTO_TEST_CASE(memory_stays_flat) {
  auto crew = make_crew(w);
  std::size_t early = 0;
  for (int i = 0; i < rounds; ++i) {
    if (i == warm_up)
      early = w.target().resident_bytes();
    come_and_go(w, crew[static_cast<std::size_t>(i) % crew_size]);
  }
  w.check_served();
  auto late = w.target().resident_bytes();
  BOOST_TEST_MESSAGE("resident: " << early << " bytes after " << warm_up
                                  << " connections, " << late << " after "
                                  << rounds);
  BOOST_TEST((sanitized || late < early + growth_max_bytes));
}

BOOST_AUTO_TEST_SUITE_END()
