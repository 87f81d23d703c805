// Which thread writes and reads messages: never the one of the sockets where it
// may take long or fail.

#include "tests/support/temporary_directory.hpp"
#include "transport/hub.hpp"

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 60s;

/// Enough to travel in chunks.
constexpr std::size_t large = 200'000;

/// Too little for that.
constexpr std::size_t small = 50'000;

/// Of the server: what may wait behind a message that is being read.
constexpr std::size_t backlog_max_bytes = 1u << 20;

/// How long the slow type takes, at each end.
std::atomic<std::chrono::milliseconds> slowness{700ms};

std::atomic<bool> slow_to_write{false};
std::atomic<bool> slow_to_read{false};

/// Slow ones that were handled.
std::atomic<int> slow_ones{0};

struct slow_text {
  std::string text;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, slow_text& x) {
  if (Inspector::reads_state ? slow_to_write : slow_to_read)
    std::this_thread::sleep_for(slowness.load());
  return f(caf::meta::type_name("slow_text"), x.text);
}

/// Cannot be written.
struct unwritable {
  std::string text;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, unwritable& x) {
  if (Inspector::reads_state)
    throw std::runtime_error("no words");
  return f(caf::meta::type_name("unwritable"), x.text);
}

/// Cannot be read, and says so in a way of its own.
struct unreadable {
  std::string text;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, unreadable& x) {
  if (!Inspector::reads_state)
    throw 1;
  return f(caf::meta::type_name("unreadable"), x.text);
}

const aegis::service_id test_service{"test", "v1"};
const aegis::service_id quick_service{"quick", "v1"};

caf::behavior serve(caf::event_based_actor* self) {
  return {
    [](const slow_text& x) {
      ++slow_ones;
      return static_cast<std::uint64_t>(x.text.size());
    },
    [](const unreadable&) {},
    [](std::uint64_t) { return unwritable{"nothing"}; },
    [](const std::string&) {},
    [](const std::string& text, const caf::actor& whom) {
      return whom ? static_cast<std::uint64_t>(text.size()) : 0u;
    },
    [=](caf::get_atom) { return caf::actor_cast<caf::actor>(self); },
  };
}

caf::behavior be_quick(caf::event_based_actor*) {
  return {[](std::uint64_t x) { return x; }};
}

struct two_nodes {
  aegis::test::temporary_directory certs;
  aegis::node server = start("server");
  aegis::node client = start("client");
  caf::actor test;
  caf::actor quick;
  caf::scoped_actor self{client.system()};

  two_nodes() {
    slow_to_write = slow_to_read = false;
    slowness = 700ms;
    slow_ones = 0;
    BOOST_REQUIRE(client.add_peer({"server", server.address()}));
    for (auto& x : {test_service, quick_service})
      BOOST_REQUIRE(client.await_service(x, 1, patience));
    aegis::call_options options;
    options.deadline = patience;
    test = client.service(test_service, options);
    quick = client.service(quick_service, options);
    // What waits for a first provider is sent by the service pool.
    for (auto& x : {test, quick})
      self->request(x, patience, std::uint64_t{0})
        .receive([](std::uint64_t) {}, [](const caf::error&) {});
  }

  aegis::node start(const std::string& id) {
    aegis::node_builder b;
    b.id(id).name(id).address("127.0.0.1:0").cert_dir(certs.path);
    b.key(aegis::key_kind::ecdsa_p256);
    b.configure([](aegis::config& x) {
      x.add_message_type<slow_text>("test.slow_text");
      x.add_message_type<unwritable>("test.unwritable");
      x.add_message_type<unreadable>("test.unreadable");
      x.set("scheduler.max-threads", std::size_t{2});
    });
    if (id == "server") {
      aegis::node_settings settings;
      settings.transport.backlog_max_bytes = backlog_max_bytes;
      b.settings(settings);
      b.provide(test_service, [](auto& sys) { return sys.spawn(serve); });
      b.provide(quick_service, [](auto& sys) { return sys.spawn(be_quick); });
    }
    auto result = b.build();
    BOOST_REQUIRE_MESSAGE(result,
                          (result ? "" : aegis::describe(result.error())));
    BOOST_REQUIRE(result->start());
    return std::move(*result);
  }

  /// Makes quick calls while a slow message is under way.
  /// @returns how many were answered before it was.
  int calls_beside_a_slow_one() {
    auto slow = std::async(std::launch::async, [this] {
      caf::scoped_actor other{client.system()};
      std::uint64_t result = 0;
      other->request(test, patience, slow_text{std::string(large, 'x')})
        .receive(
          [&](std::uint64_t x) { result = x; },
          [](const caf::error& why) { BOOST_ERROR(aegis::describe(why)); });
      return result;
    });
    auto count = 0;
    while (slow.wait_for(0ms) != std::future_status::ready) {
      self->request(quick, patience, std::uint64_t{1})
        .receive(
          [&](std::uint64_t) { ++count; },
          [](const caf::error& why) { BOOST_ERROR(aegis::describe(why)); });
    }
    BOOST_TEST(slow.get() == large);
    return count;
  }

  /// The error of a request.
  template <class... Ts>
  caf::error error_of(const caf::actor& target, Ts... xs) {
    caf::error result;
    self->request(target, patience, std::move(xs)...)
      .receive([](const caf::message&) { BOOST_ERROR("no error"); },
               [&](caf::error& why) { result = std::move(why); });
    return result;
  }
};

bool eventually(const std::function<bool()>& f) {
  auto end = std::chrono::steady_clock::now() + patience;
  while (!f()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// Calls that get an answer in the time of one slow message if it holds up
/// nothing; it would let two pass, one before and one after it.
constexpr int some = 5;

} // namespace

BOOST_FIXTURE_TEST_SUITE(threads, two_nodes)

BOOST_AUTO_TEST_CASE(a_type_that_is_slow_to_write_holds_up_nobody_else) {
  slow_to_write = true;
  BOOST_TEST(calls_beside_a_slow_one() > some);
}

BOOST_AUTO_TEST_CASE(a_type_that_is_slow_to_read_holds_up_nobody_else) {
  slow_to_read = true;
  BOOST_TEST(calls_beside_a_slow_one() > some);
}

BOOST_AUTO_TEST_CASE(who_sends_too_much_behind_a_slow_one_is_let_go) {
  auto connections = [&] { // of either side's making
    auto x = aegis::transport::hub::find(server.system())->stats();
    return x.accepted + x.dialed;
  };
  slow_to_read = true;
  auto before = connections();
  self->send(test, slow_text{std::string(large, 'x')});
  for (std::size_t sent = 0; sent < 2 * backlog_max_bytes; sent += small)
    self->send(test, std::string(small, 'x'));
  BOOST_TEST(
    eventually([&] { return connections() > before; })); // it came back
  slow_to_read = false;
  BOOST_TEST(eventually([&] {
    auto is_served = false;
    self->request(client.service(quick_service), patience, std::uint64_t{1})
      .receive([&](std::uint64_t) { is_served = true; },
               [](const caf::error&) {});
    return is_served;
  }));
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_written_is_answered) {
  auto why = error_of(test, unwritable{"a"});
  BOOST_TEST((aegis::code_of(why) == aegis::ec::unsupported));
  BOOST_TEST(aegis::describe(why).find("no words") != std::string::npos,
             aegis::describe(why));
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_written_is_an_error) {
  auto why = error_of(test, std::uint64_t{1});
  BOOST_TEST((aegis::code_of(why) == aegis::ec::unsupported));
  BOOST_TEST(aegis::describe(why).find("no words") != std::string::npos,
             aegis::describe(why));
}

BOOST_AUTO_TEST_CASE(a_message_that_cannot_be_read_is_refused) {
  for (auto size : {std::size_t{1}, large}) {
    auto why = error_of(test, unreadable{std::string(size, 'x')});
    BOOST_TEST((aegis::code_of(why) == aegis::ec::malformed_message),
               aegis::describe(why));
  }
}

BOOST_AUTO_TEST_CASE(what_is_being_read_when_the_connection_ends_arrives) {
  slowness = 2s;
  slow_to_read = true;
  self->send(test, slow_text{std::string(large, 'x')});
  client.shutdown(patience);
  BOOST_TEST(slow_ones == 0); // or it was not being read
  BOOST_TEST(eventually([] { return slow_ones == 1; }));
}

BOOST_AUTO_TEST_CASE(who_is_back_does_not_wait_for_what_it_sent_before) {
  slowness = 4s;
  slow_to_read = true;
  self->send(test, slow_text{std::string(large, 'x')});
  std::this_thread::sleep_for(200ms); // until it is there
  BOOST_REQUIRE(client.remove_peer("server"));
  slow_to_read = false;
  BOOST_REQUIRE(client.add_peer({"server", server.address()}));
  BOOST_REQUIRE(client.await_peer("server", patience));
  BOOST_TEST(slow_ones == 0);
}

BOOST_AUTO_TEST_CASE(handles_travel_in_large_messages) {
  self
    ->request(test, patience, std::string(large, 'x'),
              caf::actor_cast<caf::actor>(self))
    .receive([](std::uint64_t size) { BOOST_TEST(size == large); },
             [](const caf::error& why) { BOOST_ERROR(aegis::describe(why)); });
}

BOOST_AUTO_TEST_CASE(a_request_over_a_connection_that_ended_is_answered) {
  caf::actor remote;
  self->request(test, patience, caf::get_atom::value)
    .receive([&](caf::actor& x) { remote = std::move(x); },
             [](const caf::error& why) { BOOST_ERROR(aegis::describe(why)); });
  BOOST_REQUIRE(remote);
  BOOST_REQUIRE(client.remove_peer("server"));
  BOOST_TEST(eventually([&] {
    return aegis::transport::hub::find(client.system())->stats().links == 0;
  }));
  auto why = error_of(remote, slow_text{"a"});
  BOOST_TEST((aegis::code_of(why) == aegis::ec::peer_lost));
}

BOOST_AUTO_TEST_SUITE_END()
