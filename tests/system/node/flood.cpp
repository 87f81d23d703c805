// A consumer that floods a slow provider in another process: neither grows
// beyond its limits, and who gets nothing is told so at once.

#include "child.hpp"
#include "mesh_fixture.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>

using namespace aegis;
using namespace aegis::test;

namespace {

using clock_type = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// What a flood may leave behind in one process. One that answers a message in
/// a millisecond keeps up to 65,536 one-way messages of a kibibyte.
constexpr std::size_t growth_max_mib = sanitized ? 1024 : 256;

/// Nearly the largest that a node takes. To write or to read one takes some
/// hundreds of milliseconds, which nobody else waits for.
constexpr std::size_t payload_bytes = (sanitized ? 8u : 48u) << 20;

/// AEGIS_FLOOD_SECONDS makes it longer.
std::chrono::seconds flood_time() {
  auto* text = std::getenv("AEGIS_FLOOD_SECONDS");
  return std::chrono::seconds{text != nullptr ? std::atoi(text) : 5};
}

struct tally {
  std::atomic<std::size_t> sent{0};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> overloaded{0};
  std::atomic<std::int64_t> slowest_ms{0}; ///< answer `overloaded`
};

void count(tally& x, const caf::error& why, clock_type::time_point begin) {
  ++x.done;
  if (code_of(why) != ec::overloaded)
    return;
  ++x.overloaded;
  auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
                clock_type::now() - begin)
                .count();
  auto known = x.slowest_ms.load();
  while (took > known && !x.slowest_ms.compare_exchange_weak(known, took)) {}
}

/// Sends `n` requests and as many one-way messages of a kibibyte.
void flood(caf::actor_system& sys, const caf::actor& service, std::size_t n,
           tally& x) {
  x.sent += n;
  sys.spawn([&x, service, n](caf::event_based_actor* self) {
    std::string text = "slow " + std::string(1019, 'x');
    for (std::size_t i = 0; i < n; ++i) {
      auto begin = clock_type::now();
      self->request(service, caf::infinite, text)
        .then([&x](const std::string&) { ++x.done; },
              [&x, begin](const caf::error& why) { count(x, why, begin); });
      self->anon_send(service, text);
    }
  });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(flood_of_a_provider, mesh_fixture)

BOOST_AUTO_TEST_CASE(neither_process_grows_and_overload_is_told_at_once) {
  constexpr std::size_t in_flight = 2'000;
  child a{{"a", certs.path}};
  auto line = a.read_line();
  BOOST_REQUIRE_MESSAGE(line.find("ready ") == 0, line);
  tally x;
  auto user = started("user");
  user.add_peer({"a", line.substr(6)});
  BOOST_REQUIRE_EQUAL(text_of(user.await_peer("a", patience)), "ok");
  call_options limits;
  limits.handle_in_flight_max = in_flight;
  auto service = user.service(greeting, limits);
  await(user);
  BOOST_TEST(call(user, service) == "a");
  auto own = resident_mib("self");
  auto theirs = resident_mib(a.id());
  auto own_most = own;
  auto theirs_most = theirs;
  for (auto end = clock_type::now() + flood_time(); clock_type::now() < end;) {
    flood(user.system(), service, 500, x);
    BOOST_REQUIRE(eventually([&] { return x.sent - x.done <= in_flight; }));
    own_most = std::max(own_most, resident_mib("self"));
    theirs_most = std::max(theirs_most, resident_mib(a.id()));
  }
  BOOST_TEST_MESSAGE(x.sent << " requests, " << x.overloaded
                            << " overloaded, told within " << x.slowest_ms
                            << " ms; MiB here " << own << " to " << own_most
                            << ", there " << theirs << " to " << theirs_most);
  BOOST_TEST(x.overloaded > x.sent / 2);
  BOOST_TEST(x.slowest_ms < 5'000);
  BOOST_TEST(own_most < own + growth_max_mib);
  BOOST_TEST(theirs_most < theirs + growth_max_mib);
  BOOST_TEST(text_of(user.ping("a")) == "ok");
  a.kill();
  BOOST_TEST(eventually([&] { return x.done == x.sent; }));
}

BOOST_AUTO_TEST_CASE(large_payloads_keep_nobody_from_answering_probes) {
  child a{{"a", certs.path}};
  auto line = a.read_line();
  BOOST_REQUIRE_MESSAGE(line.find("ready ") == 0, line);
  auto user = started("user");
  std::atomic<int> suspected{0};
  auto subscription = user.subscribe([&](const topology_event& x) {
    suspected += x.change == topology_change::suspected ? 1 : 0;
  });
  user.add_peer({"a", line.substr(6)});
  BOOST_REQUIRE_EQUAL(text_of(user.await_peer("a", patience)), "ok");
  auto service = user.service(greeting);
  await(user);
  tally x;
  std::string payload(payload_bytes, 'x');
  for (auto end = clock_type::now() + flood_time(); clock_type::now() < end;) {
    ++x.sent;
    user.system().spawn([&x, &payload, service](caf::event_based_actor* self) {
      self->request(service, caf::infinite, payload)
        .then([&x](const std::string&) { ++x.done; },
              [&x](const caf::error&) { ++x.done; });
    });
    // Two at a time, so that there is always one on its way.
    BOOST_REQUIRE(eventually([&] { return x.sent - x.done < 2; }));
  }
  BOOST_REQUIRE(eventually([&] { return x.sent == x.done; }));
  BOOST_TEST_MESSAGE(x.sent << " payloads of " << (payload_bytes >> 20)
                            << " MiB");
  BOOST_TEST(x.sent > 3u);
  BOOST_TEST(suspected == 0);
  BOOST_TEST(text_of(user.ping("a")) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
