#include "simulation/engine/key_source.hpp"
#include "simulation/engine/stand_in_keys.hpp"
#include "small_world.hpp"

#include <boost/test/unit_test.hpp>

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(stand_in_keys_suite)

BOOST_AUTO_TEST_CASE(a_signature_is_good_for_its_text_and_signer_only) {
  auto key = make_stand_in_key("mesh", "a");
  auto other = make_stand_in_key("mesh", "b");
  auto judge = make_stand_in_judge("mesh");
  auto examined = judge->examine(key->certificate());
  BOOST_REQUIRE(examined);
  BOOST_TEST((*examined)->key->node_id() == "a");
  BOOST_TEST((*examined)->key->verify("text", key->sign("text")));
  BOOST_TEST(!(*examined)->key->verify("text.", key->sign("text")));
  BOOST_TEST(!(*examined)->key->verify("text", other->sign("text")));
  BOOST_TEST(key->fingerprint() == judge->fingerprint(key->certificate()));
  BOOST_TEST(key->fingerprint().size() == 32u);
  BOOST_TEST(key->sign("text").size() == 64u);
}

BOOST_AUTO_TEST_CASE(another_mesh_is_not_trusted) {
  auto key = make_stand_in_key("other", "a");
  auto judge = make_stand_in_judge("mesh");
  auto examined = judge->examine(key->certificate());
  BOOST_REQUIRE(!examined);
  BOOST_CHECK(examined.error().code == ec::untrusted_ca);
  BOOST_TEST(judge->fingerprint("something else").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(key_source_suite)

BOOST_AUTO_TEST_CASE(real_keys_are_judged_by_their_own_authority) {
  auto here = make_real_source("mesh");
  auto there = make_real_source("mesh");
  auto keys = here->make("a");
  BOOST_TEST(keys.papers->common_name == "a");
  BOOST_TEST(keys.papers->uris.front() == "spiffe://mesh/node/a");
  auto examined = here->judge()->examine(keys.key->certificate());
  BOOST_REQUIRE(examined);
  BOOST_TEST((*examined)->key->node_id() == "a");
  BOOST_TEST((*examined)->key->verify("text", keys.key->sign("text")));
  BOOST_TEST(!(*examined)->key->verify("text.", keys.key->sign("text")));
  BOOST_TEST(keys.key->sign("text") != keys.key->sign("text"));
  auto stranger = there->judge()->examine(keys.key->certificate());
  BOOST_REQUIRE(!stranger);
  BOOST_CHECK(stranger.error().code == ec::untrusted_ca);
}

BOOST_AUTO_TEST_CASE(a_judge_remembers_what_it_found) {
  for (const auto& source :
       {make_stand_in_source("mesh"), make_real_source("mesh")}) {
    auto certificate = source->make("a").key->certificate();
    auto first = source->judge()->examine(certificate);
    auto second = source->judge()->examine(certificate);
    BOOST_REQUIRE(first);
    BOOST_REQUIRE(second);
    BOOST_CHECK(*first == *second); // the very same
  }
}

BOOST_AUTO_TEST_CASE(a_mesh_of_real_keys_converges) {
  world_options options;
  options.keys = key_material::p256;
  small_world w{12, options};
  w[3].end(crash::host);
  w.settle();
  w[3].start();
  w.settle();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
