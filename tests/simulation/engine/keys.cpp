#include "simulation/engine/stand_in_keys.hpp"

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

} // namespace aegis::simulation
