#include "transport/resolver.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

using namespace aegis;
using namespace aegis::transport;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;

/// Look-ups of "slow..." wait for `open`; shared, as threads may be left
/// behind.
struct gate {
  std::mutex mtx;
  std::condition_variable changed;
  bool is_open = false;
  std::size_t waiting = 0;

  addresses pass(const host_port& where) {
    if (where.host.rfind("slow", 0) == 0) {
      std::unique_lock guard{mtx};
      ++waiting;
      changed.notify_all();
      changed.wait(guard, [this] { return is_open; });
    }
    return fault{ec::unreachable, where.host};
  }

  void open() {
    std::unique_lock guard{mtx};
    is_open = true;
    changed.notify_all();
  }

  bool wait_for(std::size_t count) {
    std::unique_lock guard{mtx};
    return changed.wait_for(guard, patience, [&] { return waiting == count; });
  }
};

struct fixture {
  std::shared_ptr<gate> names = std::make_shared<gate>();
  resolver uut{[names = names](const host_port& x) { return names->pass(x); }};

  ~fixture() {
    names->open();
  }

  std::future<std::string> ask(const std::string& host) {
    auto promise = std::make_shared<std::promise<std::string>>();
    uut.look_up({host, 1}, [promise](addresses found) {
      promise->set_value(found ? "found" : found.error().text);
    });
    return promise->get_future();
  }
};

bool ready(std::future<std::string>& x) {
  return x.wait_for(patience) == std::future_status::ready;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_resolver, fixture)

BOOST_AUTO_TEST_CASE(a_name_that_hangs_does_not_delay_another) {
  auto slow = ask("slow.example");
  auto quick = ask("quick.example");
  BOOST_REQUIRE(ready(quick));
  BOOST_TEST(quick.get() == "quick.example");
  names->open();
  BOOST_REQUIRE(ready(slow));
  BOOST_TEST(slow.get() == "slow.example");
}

BOOST_AUTO_TEST_CASE(threads_are_limited_and_what_waits_is_served_later) {
  std::vector<std::future<std::string>> slow;
  for (std::size_t i = 0; i < resolver::threads_max + 3; ++i)
    slow.push_back(ask("slow.example"));
  BOOST_REQUIRE(names->wait_for(resolver::threads_max));
  names->open();
  for (auto& x : slow)
    BOOST_REQUIRE(ready(x));
}

BOOST_AUTO_TEST_CASE(nothing_is_called_after_stop) {
  auto slow = ask("slow.example");
  BOOST_REQUIRE(names->wait_for(1));
  uut.stop();
  names->open();
  // the callback, and with it the promise, goes away unused
  BOOST_REQUIRE(ready(slow));
  BOOST_CHECK_THROW(slow.get(), std::future_error);
  BOOST_CHECK_THROW(ask("quick.example").get(), std::future_error);
}

BOOST_AUTO_TEST_CASE(localhost_is_found) {
  resolver real;
  std::promise<bool> promise;
  auto result = promise.get_future();
  real.look_up({"localhost", 80}, [&](addresses found) {
    promise.set_value(found && !found->empty());
  });
  BOOST_REQUIRE((result.wait_for(patience) == std::future_status::ready));
  BOOST_TEST(result.get());
}

BOOST_AUTO_TEST_SUITE_END()
