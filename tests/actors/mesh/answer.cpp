// What is told of a request to a peer that failed.

#include "actors/answer.hpp"

#include <boost/test/unit_test.hpp>

using namespace aegis;
using namespace aegis::detail;

BOOST_AUTO_TEST_SUITE(failures_of_peers)

BOOST_AUTO_TEST_CASE(error_of_a_peer_keeps_its_code_and_names_the_peer) {
  auto why = peer_failure("a", make_error(ec::shutting_down, "this node ends"));
  BOOST_TEST(describe(why) == "shutting_down: peer a: this node ends");
}

BOOST_AUTO_TEST_CASE(text_of_a_peer_cannot_forge_lines_of_a_log) {
  auto why = peer_failure("a", make_error(ec::internal, "x\ny\x1b[2J\xff"));
  BOOST_TEST(describe(why) == "internal: peer a: x y [2J?");
}

BOOST_AUTO_TEST_CASE(text_of_a_peer_is_as_long_as_we_like) {
  auto why
    = peer_failure("a", make_error(ec::internal, std::string(1'000'000, 'x')));
  BOOST_TEST(describe(why).size() <= defaults::frame_text_max_bytes + 100);
}

BOOST_AUTO_TEST_CASE(silence_and_other_categories_name_the_peer_as_well) {
  BOOST_TEST(describe(peer_failure("a", caf::sec::request_timeout))
             == "deadline: peer a: no answer in time");
  auto lost = peer_failure("a", caf::sec::no_route_to_receiving_node);
  BOOST_TEST((code_of(lost) == ec::peer_lost));
  BOOST_TEST(describe(lost).find("peer a: ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
