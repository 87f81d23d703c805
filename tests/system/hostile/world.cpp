#include "world.hpp"

#include <algorithm>
#include <sstream>
#include <thread>

namespace aegis::test {

namespace {

using clock = std::chrono::steady_clock;

/// Between two looks at a condition that only another process knows.
constexpr std::chrono::milliseconds look_interval{10};

/// A spinning thread would take all of a core; an honest caller's requests and
/// heartbeats take some percent at most.
constexpr double idle_share_max = 0.25;

/// Threads that read large messages, once the first one came.
constexpr std::size_t readers = 1;

std::unique_ptr<world> the_world;

/// Ends the world after the last case, while Boost.Test still counts.
struct undertaker {
  ~undertaker() {
    if (the_world)
      the_world->finish();
    the_world.reset();
  }
};

BOOST_TEST_GLOBAL_FIXTURE(undertaker);

} // namespace

bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds timeout) {
  auto end = clock::now() + timeout;
  while (!condition()) {
    if (clock::now() > end)
      return false;
    std::this_thread::sleep_for(look_interval);
  }
  return true;
}

world& world::get() {
  static auto tried = false;
  if (!std::exchange(tried, true))
    the_world.reset(new world);
  BOOST_REQUIRE_MESSAGE(the_world, "the processes did not come up");
  return *the_world;
}

std::string world::log_of(const std::string& name) const {
  return dir_ / (name + ".log");
}

world::world() {
  passports_.write(dir_.path(), "target");
  target_ = std::make_unique<process>(
    std::vector<std::string>{"target", "target", dir_.path()},
    log_of("target"));
  std::istringstream ready{target_->read("ready").value_or("")};
  ready >> address_ >> service_ >> hidden_;
  BOOST_REQUIRE_MESSAGE(hidden_ != 0, pki::test::read_text(log_of("target")));
  port_ = static_cast<std::uint16_t>(
    std::stoul(address_.substr(address_.rfind(':') + 1)));
  honest_ = make_honest("honest");
  check_newcomer();
  descriptors_ = target_->descriptors();
  threads_ = target_->threads();
}

std::unique_ptr<process> world::make_honest(const std::string& id) {
  passports_.write(dir_.path(), id);
  std::vector<std::string> arguments{"honest", id, dir_.path(), "target",
                                     address_};
  auto result = std::make_unique<process>(arguments, log_of(id));
  BOOST_REQUIRE_MESSAGE(result->read("ready"),
                        pki::test::read_text(log_of(id)));
  return result;
}

// -- what came in ------------------------------------------------------------

std::uint64_t world::refusals(const std::string& reason) {
  return target_->stats()["r." + reason];
}

bool world::refused(const std::string& reason, std::uint64_t before) {
  return eventually([&] { return refusals(reason) > before; });
}

bool world::logged(std::initializer_list<std::string_view> parts) const {
  std::istringstream in{pki::test::read_text(log_of("target"))};
  for (std::string line; std::getline(in, line);)
    if (std::all_of(parts.begin(), parts.end(),
                    [&](auto part) { return line.find(part) != line.npos; }))
      return true;
  return false;
}

// -- raw clients -------------------------------------------------------------

raw_tls world::open_tls(const papers& own) const {
  tls_settings settings{own, tls_settings::side::client};
  return {connect(), settings, tls_settings::side::client};
}

raw_peer world::enter(const std::string& id) const {
  auto tls = open_tls(passports_.member(id));
  BOOST_REQUIRE(tls.shake_hands());
  return {std::move(tls), id};
}

raw_peer world::join(const std::string& id) {
  auto result = enter(id);
  result.join(fresh_id());
  BOOST_REQUIRE(result.ask(service_, "hello") == id + ":hello");
  return result;
}

raw_id world::fresh_id() {
  return {++ids_, 0xAB};
}

// -- after each case ---------------------------------------------------------

void world::check_served(std::uint64_t count) {
  auto before = honest_->stats()["answered"];
  BOOST_TEST(
    eventually([&] { return honest_->stats()["answered"] >= before + count; }));
}

void world::check_newcomer() {
  auto id = "newcomer-" + std::to_string(ids_ + 1);
  join(id);
  BOOST_TEST(eventually([&] { return target_->stats()["links"] == 1; }));
}

/// The target is at rest if a stretch of time passes, in which the honest peer
/// is served, without much use of the processor.
void world::check_at_rest() {
  double share = 1;
  BOOST_TEST(eventually([&] {
               auto cpu = target_->cpu_time();
               auto start = clock::now();
               check_served();
               auto wall = clock::now() - start;
               share = std::chrono::duration<double>(target_->cpu_time() - cpu)
                       / std::chrono::duration<double>(wall);
               return share < idle_share_max;
             }),
             "the target uses " << share * 100 << " % of a core");
}

void world::check_unharmed() {
  check_newcomer();
  std::size_t now = 0;
  BOOST_TEST(eventually([&] {
               now = target_->descriptors();
               return now <= descriptors_;
             }),
             "the target had " << descriptors_ << " descriptors, now " << now);
  BOOST_TEST(
    eventually([&] { return target_->threads() <= threads_ + readers; }));
  check_at_rest();
  auto target = target_->stats();
  BOOST_TEST(target["links"] == 1u);
  BOOST_TEST(target["handshakes"] == 0u);
  BOOST_TEST(target["touched"] == 0u);
  BOOST_TEST(target["deaths"] == 0u);
  auto honest = honest_->stats();
  BOOST_TEST(honest["failed"] == 0u);
  BOOST_TEST(honest["dialed"] == 1u);
}

void world::check_end(process& x, const std::string& id) {
  auto code = x.finish();
  BOOST_TEST(code == 0, id << " ended with " << code << ": "
                           << pki::test::read_text(log_of(id)));
}

void world::finish() {
  check_end(*make_honest("latecomer"), "latecomer");
  check_end(*honest_, "honest");
  check_end(*target_, "target");
}

} // namespace aegis::test
