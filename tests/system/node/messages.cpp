// Typed handles and message types of the user's own.

#include "mesh_fixture.hpp"

#include <aegis/identity/v1/identity.pb.h>

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

using namespace aegis;
using namespace aegis::test;

using identity::v1::ValidateSessionRequest;
using identity::v1::ValidateSessionResponse;

namespace {

/// A plain CAF message type.
struct order {
  std::string item;
  int count = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, order& x) {
  return f(caf::meta::type_name("order"), x.item, x.count);
}

using shop = caf::typed_actor<caf::replies_to<order>::with<int>>;
using other_shop = caf::typed_actor<caf::replies_to<order>::with<std::string>>;

const service_id shop_v1{"shop", "v1"};
const service_id identity_v1{"identity", "v1"};

shop::behavior_type shop_keeper(shop::pointer) {
  return {[](const order& x) { return x.count * 2; }};
}

caf::behavior validator(caf::event_based_actor* self) {
  return {
    [=](
      const ValidateSessionRequest& x) -> caf::result<ValidateSessionResponse> {
      auto who = caller_of(self);
      if (!who)
        return who.error();
      ValidateSessionResponse result;
      result.set_valid(x.token() == "good");
      result.set_reason(who->node_id + ' ' + who->certificate->common_name);
      return result;
    },
  };
}

struct fixture : mesh_fixture {
  /// A node whose actor system knows the types.
  node_builder knowing(const std::string& id) {
    auto result = builder(id);
    result.configure([](config& cfg) {
      cfg.add_message_type<order>("test.order");
      cfg.add_messages<ValidateSessionRequest, ValidateSessionResponse>();
    });
    return result;
  }

  node shop_node(const std::string& id) {
    auto b = knowing(id);
    b.provide(shop_v1, [](caf::actor_system& sys) {
      return caf::actor_cast<caf::actor>(sys.spawn(shop_keeper));
    });
    b.provide(identity_v1,
              [](caf::actor_system& sys) { return sys.spawn(validator); });
    return started(std::move(b));
  }

  template <class Answer, class Handle, class Question>
  static std::string ask(node& from, const Handle& whom, Question x,
                         Answer& out) {
    caf::scoped_actor self{from.system()};
    std::string result = "ok";
    self->request(whom, patience, std::move(x))
      .receive([&](const Answer& answer) { out = answer; },
               [&](const caf::error& why) { result = describe(why); });
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(messages_of_the_user, fixture)

BOOST_AUTO_TEST_CASE(a_typed_handle_reaches_a_provider_of_its_interface) {
  auto a = shop_node("a");
  auto user = started(knowing("user"));
  connect(user, a);
  auto service = user.service<shop>(shop_v1);
  BOOST_REQUIRE_EQUAL(text_of(user.await_service(shop_v1, 1, patience)), "ok");
  int answer = 0;
  BOOST_TEST(ask(user, service, order{"tea", 21}, answer) == "ok");
  BOOST_TEST(answer == 42);
}

BOOST_AUTO_TEST_CASE(another_interface_is_refused_when_the_service_is_found) {
  auto a = shop_node("a");
  auto user = started(knowing("user"));
  connect(user, a);
  BOOST_REQUIRE_EQUAL(text_of(user.await_service(shop_v1, 1, patience)), "ok");
  auto service = user.service<other_shop>(shop_v1);
  std::string answer;
  auto text = ask(user, service, order{"tea", 21}, answer);
  BOOST_TEST_INFO(text);
  BOOST_TEST(text.find("interface_mismatch") == 0u);
}

BOOST_AUTO_TEST_CASE(protobuf_messages_travel_by_their_full_names) {
  auto a = shop_node("a");
  auto user = started(knowing("user"));
  connect(user, a);
  auto service = user.service(identity_v1);
  BOOST_REQUIRE_EQUAL(text_of(user.await_service(identity_v1, 1, patience)),
                      "ok");
  ValidateSessionRequest request;
  request.set_token("good");
  ValidateSessionResponse answer;
  BOOST_TEST(ask(user, service, request, answer) == "ok");
  BOOST_TEST(answer.valid());
  BOOST_TEST(answer.reason() == "user user");
}

BOOST_AUTO_TEST_CASE(a_type_that_the_provider_does_not_know_is_an_error) {
  auto a = provider("a"); // without the types
  auto user = started(knowing("user"));
  connect(user, a);
  auto service = user.service(greeting);
  await(user);
  int answer = 0;
  auto text = ask(user, service, order{"tea", 1}, answer);
  BOOST_TEST(text.find("malformed_message") == 0u);
  BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_SUITE_END()
