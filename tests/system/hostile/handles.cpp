// Members that name actors which they were never told of, and ids of others.

#include "member_attack.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

std::string one_handle(std::uint64_t actor, const std::string& node) {
  return std::string{
           payload_maker{}.message("@<>+@actorvec").size(1).number(actor)}
         + node;
}

/// The service's answer to so many handles that lead somewhere.
std::string valid_handles(std::uint32_t count) {
  return payload_maker{}.message("@<>+@i32").number(count);
}

struct handle_attack : member_attack {
  void check_foreign(const std::string& payload) {
    auto before = w.refusals("foreign_handle");
    auto answer = mallory->answer_to(w.service(), payload);
    BOOST_TEST(answer.find("foreign_handle") != answer.npos, answer);
    check_lives();
    BOOST_TEST(w.refused("foreign_handle", before));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handles, handle_attack)

BOOST_AUTO_TEST_CASE(an_exported_actor_may_be_named) {
  auto answer = mallory->answer_to(w.service(),
                                   one_handle(w.service(), mallory->peer_id()));
  BOOST_TEST(answer == valid_handles(1));
}

BOOST_AUTO_TEST_CASE(
  an_actor_of_ours_that_was_never_exported_is_not_handed_out) {
  check_foreign(one_handle(w.hidden(), mallory->peer_id()));
}

BOOST_AUTO_TEST_CASE(actors_of_other_members_are_not_handed_out) {
  auto eve = w.join("eve");
  BOOST_TEST(eve.ask(w.service(), "hello").value_or("") == "eve:hello");
  auto node
    = std::string{payload_maker{}.node(eve.id().process, eve.id().host)};
  BOOST_TEST(eve.send(message(w.service(), text_message("again"))));
  BOOST_TEST(eve.ask(w.service(), "more").value_or("") == "eve:more");
  check_foreign(one_handle(77, node));
}

BOOST_AUTO_TEST_CASE(an_id_that_another_member_had_is_free_for_its_owner) {
  auto id = w.fresh_id();
  {
    auto squatter = w.enter("squatter");
    squatter.join(id);
    BOOST_TEST(squatter.ask(w.service(), "mine").value_or("")
               == "squatter:mine");
  }
  auto come_back = [&] {
    auto owner = w.enter("owner");
    owner.join(id);
    return owner.ask(w.service(), "mine").value_or("") == "owner:mine";
  };
  BOOST_TEST(eventually(come_back));
}

BOOST_AUTO_TEST_CASE(a_hello_without_an_endpoint_is_refused) {
  auto twin = w.enter("twin");
  BOOST_TEST(twin.send_hello("twin", 0));
  auto end = twin.end();
  check_refusal(end, "endpoint");
}

BOOST_AUTO_TEST_SUITE_END()
