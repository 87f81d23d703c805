// Seeds: the book of them, and what a peer manager does with it.

#include "actors/peers/seed_book.hpp"
#include "world.hpp"

#include <algorithm>
#include <set>

using namespace aegis;
using namespace aegis::test;

namespace {

bool nobody(const std::string&) {
  return false;
}

struct book_fixture {
  mesh::random_source random{1};
  detail::seed_book book;

  std::set<std::string> take(std::size_t count) {
    auto taken = book.take(count, nobody, random);
    return {taken.begin(), taken.end()};
  }
};

struct fixture : peers_fixture {
  fixture() : peers_fixture(quick_settings(), seeds()) {}

  static detail::seed_sources seeds() {
    detail::seed_sources result;
    result.addresses = {"127.0.0.1:1", "127.0.0.1:2"};
    return result;
  }

  void list(const std::string& source, std::vector<std::string> addresses) {
    caf::anon_send(peers, detail::seed_list{source, std::move(addresses)});
    run();
  }

  std::set<std::string> dialed() const {
    return {network.all.begin(), network.all.end()};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(seed_book, book_fixture)

BOOST_AUTO_TEST_CASE(each_seed_is_dialed_once_at_a_time) {
  book.replace("x", {"a:1", "b:1", "c:1"});
  auto first = take(2);
  BOOST_TEST(first.size() == 2u);
  BOOST_TEST(take(5).size() == 1u);
  BOOST_TEST(take(5).empty());
  book.ended(*first.begin(), "");
  BOOST_TEST((take(5) == std::set<std::string>{*first.begin()}));
}

BOOST_AUTO_TEST_CASE(source_replaces_its_own_seeds_only) {
  book.replace("x", {"a:1", "b:1"});
  book.replace("y", {"b:1", "c:1"});
  book.replace("x", {"d:1"});
  BOOST_TEST((take(9) == std::set<std::string>{"b:1", "c:1", "d:1"}));
}

BOOST_AUTO_TEST_CASE(own_address_is_not_taken_again) {
  book.replace("x", {"a:1"});
  take(1);
  book.ended("a:1", "");
  book.is_own("a:1");
  BOOST_TEST(take(1).empty());
  book.replace("x", {});
  book.replace("x", {"a:1"}); // named anew
  BOOST_TEST(take(1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(seed_of_a_known_member_is_left_alone) {
  book.replace("x", {"a:1", "b:1"});
  take(2);
  book.ended("a:1", "alpha");
  book.ended("b:1", "beta");
  auto knows_alpha = [](const std::string& id) { return id == "alpha"; };
  auto taken = book.take(5, knows_alpha, random);
  BOOST_TEST((taken == std::vector<std::string>{"b:1"}));
}

BOOST_AUTO_TEST_CASE(pauses_grow_until_something_changes) {
  detail::steady_time now{};
  auto longest = [&] {
    std::chrono::milliseconds result{0};
    for (int i = 0; i < 50; ++i) {
      book.pause(now, random);
      result = std::max(result,
                        std::chrono::duration_cast<std::chrono::milliseconds>(
                          book.retry_at() - now));
    }
    return result;
  };
  BOOST_TEST((longest() > defaults::seed_pause_max / 2));
  BOOST_TEST((longest() <= defaults::seed_pause_max));
  book.replace("x", {"a:1"});
  BOOST_TEST((book.retry_at() == detail::steady_time{}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(seeds_of_a_node, fixture)

BOOST_AUTO_TEST_CASE(seeds_are_dialed_at_the_start_without_an_id) {
  BOOST_TEST(network.all.empty());
  start();
  BOOST_TEST(
    (dialed() == std::set<std::string>{"127.0.0.1:1 ", "127.0.0.1:2 "}));
}

BOOST_AUTO_TEST_CASE(dead_seeds_are_tried_again_while_there_is_no_connection) {
  start();
  for (int i = 0; i < 20; ++i) {
    while (!network.open.empty())
      dial_fails();
    pass(defaults::upkeep_interval);
  }
  BOOST_TEST(network.all.size() > 6u);
  BOOST_TEST(network.all.size() < 40u);
}

BOOST_AUTO_TEST_CASE(one_seed_that_lives_is_enough) {
  start();
  node("a");
  dial_succeeds("a");
  BOOST_TEST((state("a") == peer_state::up));
  dial_fails();
  auto dials = network.all.size();
  pass(10s);
  BOOST_TEST(network.all.size() == dials);
}

BOOST_AUTO_TEST_CASE(the_other_seed_is_tried_now_and_then) {
  start();
  node("a");
  dial_succeeds("a");
  dial_fails();
  pass(3 * defaults::reconnect_interval);
  BOOST_TEST(network.all.size() >= 3u);
}

BOOST_AUTO_TEST_CASE(own_address_is_not_dialed_again) {
  start();
  for (int i = 0; i < 2; ++i)
    dial_fails({ec::duplicate_id, "node id 'here' is the one of both ends"});
  pass(120s);
  BOOST_TEST(network.all.size() == 2u);
}

BOOST_AUTO_TEST_CASE(new_list_is_dialed_and_a_bad_one_changes_nothing) {
  start();
  while (!network.open.empty())
    dial_fails();
  caf::anon_send(peers,
                 detail::seed_list{"file f", fault{ec::file_error, "f"}});
  run();
  list("file f", {"127.0.0.1:3"});
  pass(2s);
  BOOST_TEST(dialed().count("127.0.0.1:3 ") == 1u);
  caf::anon_send(peers,
                 detail::seed_list{"file f", fault{ec::file_error, "f"}});
  auto before = network.all.size();
  for (int i = 0; i < 20; ++i) {
    while (!network.open.empty())
      dial_fails();
    pass(1s);
  }
  BOOST_TEST(std::count(network.all.begin() + static_cast<long>(before),
                        network.all.end(), "127.0.0.1:3 ")
             > 0);
}

BOOST_AUTO_TEST_SUITE_END()
