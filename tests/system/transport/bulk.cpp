// Large payloads between two nodes, over a real socket: what is small passes
// them, what belongs together keeps its order, and nothing grows without end.

#include "tests/support/temporary_directory.hpp"
#include "transport/hub.hpp"

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 60s;

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

const aegis::service_id size_service{"size", "v1"};
const aegis::service_id small_service{"small", "v1"};
const aegis::service_id log_service{"log", "v1"};
const aegis::service_id last_service{"last", "v1"};

/// What reached the services of the server.
struct arrivals {
  std::atomic<std::size_t> count{0};
  std::atomic<std::size_t> bytes{0};
  std::atomic<bool> in_order{true};
};

/// `SENDER NUMBER xxxx`, as many bytes as wanted.
std::string numbered(int sender, int number, std::size_t bytes) {
  auto result = std::to_string(sender) + ' ' + std::to_string(number) + ' ';
  result.resize(std::max(bytes, result.size()), 'x');
  return result;
}

/// Notes whether the messages of each sender come in order and unharmed.
caf::behavior log_of(caf::event_based_actor*, arrivals* found) {
  auto next = std::make_shared<std::map<int, int>>();
  return {
    [=](const std::string& text) {
      std::size_t end = 0;
      auto sender = std::stoi(text, &end);
      auto number = std::stoi(text.substr(end, 20));
      auto expected = numbered(sender, number, text.size());
      if (number != (*next)[sender]++ || text != expected)
        found->in_order = false;
      found->bytes += text.size();
      ++found->count;
    },
  };
}

/// Answers with the size of a text.
caf::behavior size_of(caf::event_based_actor*, arrivals* found) {
  return {
    [=](const std::string& text) {
      ++found->count;
      return static_cast<std::uint64_t>(text.size());
    },
  };
}

/// Answers one request with so many bytes, and ends.
caf::behavior last_answer(caf::event_based_actor* self) {
  return {
    [=](std::uint64_t size) {
      self->quit();
      return std::string(size, 'x');
    },
  };
}

/// How requests ended.
struct outcomes {
  std::atomic<std::size_t> ok{0};
  std::atomic<std::size_t> overloaded{0};
  std::atomic<std::size_t> lost{0};
  std::atomic<std::size_t> others{0};

  std::size_t sum() const {
    return ok + overloaded + lost + others;
  }

  void add(const caf::error& why) {
    auto code = aegis::code_of(why);
    if (code == aegis::ec::overloaded)
      ++overloaded;
    else if (code == aegis::ec::peer_lost)
      ++lost;
    else
      ++others;
  }
};

/// Sends all requests, waits for what becomes of them, and ends.
void caller(caf::event_based_actor* self, const caf::actor& target,
            const std::vector<std::size_t>& sizes, outcomes* result) {
  for (auto size : sizes)
    self->request(target, patience, std::string(size, 'x'))
      .then(
        [=](std::uint64_t answer) {
          if (answer == size)
            ++result->ok;
          else
            ++result->others;
        },
        [=](const caf::error& why) { result->add(why); });
}

bool eventually(const std::function<bool()>& f) {
  auto end = std::chrono::steady_clock::now() + patience;
  while (!f()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// Holds up the I/O thread of a node while it lives: the node reads nothing.
class deafness {
public:
  explicit deafness(aegis::node& x) {
    auto* hub = aegis::transport::hub::find(x.system());
    auto ended = end_.get_future().share();
    auto begun = begun_.get_future();
    hub->dial({"127.0.0.1", 1}, "nobody", [this, ended](const auto&) {
      begun_.set_value();
      ended.wait();
    });
    begun.wait();
  }

  ~deafness() {
    end_.set_value();
  }

private:
  std::promise<void> begun_;
  std::promise<void> end_;
};

struct two_nodes {
  aegis::test::temporary_directory certs;
  arrivals found;
  aegis::node server = start("server");
  aegis::node client = start("client");

  two_nodes() {
    BOOST_REQUIRE(client.add_peer({"server", server.address()}));
    for (auto& x : {size_service, small_service, log_service, last_service})
      BOOST_REQUIRE(client.await_service(x, 1, patience));
  }

  aegis::node start(const std::string& id) {
    aegis::node_builder b;
    b.id(id).name(id).address("127.0.0.1:0").cert_dir(certs.path);
    b.key(aegis::key_kind::ecdsa_p256);
    aegis::node_settings settings;
    settings.transport.backlog_max_bytes = 64 * mib;
    settings.transport.bulk_backlog_max_bytes = 8 * mib;
    // a test makes nodes deaf: none may take the other for dead meanwhile
    settings.detector.probe_interval = patience;
    b.settings(settings);
    if (id == "server")
      provide(b);
    auto result = b.build();
    BOOST_REQUIRE_MESSAGE(result,
                          (result ? "" : aegis::describe(result.error())));
    BOOST_REQUIRE(result->start());
    return std::move(*result);
  }

  void provide(aegis::node_builder& b) {
    b.provide(size_service,
              [this](auto& sys) { return sys.spawn(size_of, &found); });
    b.provide(small_service,
              [this](auto& sys) { return sys.spawn(size_of, &found); });
    b.provide(log_service,
              [this](auto& sys) { return sys.spawn(log_of, &found); });
    b.provide(last_service, [](auto& sys) { return sys.spawn(last_answer); });
  }

  /// A handle of its own: messages through it have a lane of their own.
  caf::actor handle(const aegis::service_id& x) {
    aegis::call_options options;
    options.deadline = patience;
    return client.service(x, options);
  }

  /// Sends requests of these sizes at once, from an actor of their own.
  void call(const aegis::service_id& x, std::vector<std::size_t> sizes,
            outcomes& result) {
    client.system().spawn(caller, handle(x), std::move(sizes), &result);
  }

  aegis::transport::hub_stats stats(aegis::node& x) {
    return aegis::transport::hub::find(x.system())->stats();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bulk, two_nodes)

BOOST_AUTO_TEST_CASE(each_sender_keeps_its_order_whatever_the_sizes) {
  constexpr int senders = 4;
  constexpr int rounds = 60;
  std::size_t sent_bytes = 0;
  caf::scoped_actor self{client.system()};
  std::vector<caf::actor> handles;
  for (int i = 0; i < senders; ++i)
    handles.push_back(handle(log_service));
  for (int number = 0; number < rounds; ++number)
    for (int i = 0; i < senders; ++i) {
      // from nothing to some hundred kibibytes, mixed
      auto size
        = static_cast<std::size_t>((number * 7 + i * 3) % 11) * 25 * kib;
      if (number % 3 == 0)
        size = 20;
      auto text = numbered(i, number, size);
      sent_bytes += text.size();
      self->send(handles[static_cast<std::size_t>(i)], std::move(text));
      if (number % 10 == 9) // less than the high-water mark at once
        BOOST_REQUIRE(
          eventually([&] { return found.bytes + 2 * mib > sent_bytes; }));
    }
  BOOST_TEST(eventually([&] { return found.count == senders * rounds; }));
  BOOST_TEST(found.in_order);
  BOOST_TEST(found.bytes == sent_bytes);
}

BOOST_AUTO_TEST_CASE(large_ones_do_not_fall_into_small_ones) {
  constexpr int senders = 8;
  constexpr int rounds = 8;
  std::vector<caf::actor> handles;
  for (int i = 0; i < senders; ++i)
    handles.push_back(handle(log_service));
  caf::scoped_actor self{client.system()};
  std::size_t sent = 0;
  for (int repeated = 0; repeated < 10; ++repeated) {
    {
      deafness busy{client}; // all of it waits, and then goes at once
      for (int i = 0; i < rounds; ++i)
        for (int sender = 0; sender < senders; ++sender) {
          auto is_large = i % 4 == 3 && sender % 2 == 1;
          auto number = repeated * rounds + i;
          self->send(handles[static_cast<std::size_t>(sender)],
                     numbered(sender, number, (is_large ? 100 : 50) * kib));
          ++sent;
        }
    }
    BOOST_REQUIRE(eventually([&] { return found.count == sent; }));
  }
  BOOST_TEST(found.in_order);
  BOOST_TEST(stats(client).links == 1u);
}

BOOST_AUTO_TEST_CASE(calls_and_pings_pass_while_100_mib_flow) {
  outcomes large;
  std::atomic<bool> over{false};
  std::thread flow{[&] {
    for (std::size_t i = 0; i < 50; ++i) {
      call(size_service, {mib, mib}, large);
      eventually([&] { return large.sum() + 2 > 2 * i; });
    }
    eventually([&] { return large.sum() == 100; });
    over = true;
  }};
  BOOST_TEST(eventually([&] { return large.ok > 0; }));
  std::size_t passed = 0;
  outcomes small;
  while (!over) {
    auto before = small.sum();
    call(small_service, {10}, small);
    BOOST_TEST(!!client.ping("server"));
    BOOST_TEST(eventually([&] { return small.sum() > before; }));
    passed += over ? 0 : 1;
  }
  flow.join();
  BOOST_TEST(passed >= 10u); // in a line they would get every hundredth turn
  BOOST_TEST(large.ok == 100u);
  BOOST_TEST(small.ok == small.sum());
  BOOST_TEST(stats(client).links == 1u);
}

BOOST_AUTO_TEST_CASE(beyond_the_high_water_mark_requests_are_answered_at_once) {
  outcomes large;
  outcomes small;
  {
    deafness deaf{server};
    call(size_service, std::vector<std::size_t>(40, mib), large);
    BOOST_TEST(eventually([&] { return large.overloaded >= 25; }));
    BOOST_TEST(large.ok == 0u);
    BOOST_TEST(large.others + large.lost == 0u);
    BOOST_TEST(stats(client).backlog_bytes < 12 * mib);
    // What is small is taken still.
    call(small_service, std::vector<std::size_t>(100, 10), small);
    BOOST_TEST(stats(client).links == 1u);
  }
  BOOST_TEST(eventually([&] { return large.sum() == 40; }));
  BOOST_TEST(eventually([&] { return small.ok == 100; }));
  BOOST_TEST(large.ok + large.overloaded == 40u);
  BOOST_TEST(large.ok >= 8u);
  BOOST_TEST(found.count == large.ok + small.ok);
  BOOST_TEST(stats(client).refusals["bulk_backlog"] == large.overloaded);
}

BOOST_AUTO_TEST_CASE(beyond_the_high_water_mark_one_way_messages_are_counted) {
  auto target = handle(log_service);
  {
    deafness deaf{server};
    for (int i = 0; i < 40; ++i)
      caf::anon_send(target, numbered(1, i, mib));
    BOOST_TEST(
      eventually([&] { return stats(client).refusals["bulk_backlog"] >= 25; }));
  }
  BOOST_TEST(eventually([&] {
    return found.count + stats(client).refusals["bulk_backlog"] == 40;
  }));
  BOOST_TEST(stats(client).links == 1u);
}

BOOST_AUTO_TEST_CASE(a_large_answer_arrives_though_its_actor_ended_after_it) {
  caf::scoped_actor self{client.system()};
  auto target = handle(last_service);
  self->request(target, patience, std::uint64_t{6 * mib})
    .receive([](const std::string& x) { BOOST_TEST(x.size() == 6 * mib); },
             [](const caf::error& why) { BOOST_ERROR(aegis::describe(why)); });
}

BOOST_AUTO_TEST_CASE(
  a_connection_that_ends_amid_a_payload_delivers_none_of_it) {
  outcomes large;
  {
    deafness deaf{server};
    call(size_service, std::vector<std::size_t>(4, mib), large);
    BOOST_TEST(
      eventually([&] { return stats(client).backlog_bytes > 2 * mib; }));
    BOOST_REQUIRE(client.remove_peer("server"));
    BOOST_TEST(eventually([&] { return large.sum() == 4; }));
    BOOST_TEST(large.lost == 4u);
    client.shutdown(0ms);
  }
  BOOST_TEST(eventually([&] { return stats(server).links == 0; }));
  BOOST_TEST(found.count == 0u);
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_a_shutdown_arrives) {
  auto target = handle(log_service);
  std::size_t bytes = 0;
  for (int i = 0; i < 7; ++i) {
    auto text = numbered(1, i, mib);
    bytes += text.size();
    caf::anon_send(target, std::move(text));
  }
  client.shutdown(patience);
  BOOST_TEST(eventually([&] { return found.count == 7; }));
  BOOST_TEST(found.in_order);
  BOOST_TEST(found.bytes == bytes);
}

BOOST_AUTO_TEST_SUITE_END()
