// Two actor systems in this process, real sockets, real certificates.

#include "aegis/config.hpp"
#include "aegis/error.hpp"
#include "aegis/messages.hpp"
#include "pki/authority.hpp"
#include "pki/credentials.hpp"
#include "transport/hub.hpp"
#include "transport/tcp.hpp"

#include <caf/all.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

using namespace aegis;
using namespace std::chrono_literals;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 30s;

pki::authority make_authority() {
  auto result = pki::authority::create("test", key_kind::ecdsa_p256);
  BOOST_REQUIRE(result);
  return std::move(*result);
}

pki::credentials_ptr make_credentials(const pki::authority& ca,
                                      const std::string& id,
                                      std::chrono::seconds valid_from = -300s) {
  auto who
    = pki::node_subject(id, "default", {"127.0.0.1", 0}, key_kind::ecdsa_p256);
  who.valid_from = valid_from;
  who.valid_for = 3600s;
  auto made = ca.issue(who);
  BOOST_REQUIRE(made);
  pki::credential_parts parts;
  parts.certs.push_back(std::move(made->cert));
  parts.key = std::move(made->key);
  X509_up_ref(ca.cert());
  parts.roots.emplace_back(ca.cert());
  tls_options rules;
  rules.insecure_allow_expired = true; // a hostile node does not check itself
  auto result = pki::assemble(std::move(parts), id, "default", rules);
  BOOST_REQUIRE_MESSAGE(result, (result ? "" : to_string(result.error())));
  auto strict = *result;
  return strict;
}

/// Answers a frame with the id of the calling node.
caf::behavior echo(caf::event_based_actor* self) {
  return {
    [self](const frame&) -> caf::result<frame> {
      auto who = caller_of(self);
      if (!who)
        return who.error();
      return frame{frame_kind::pong, who->node_id};
    },
  };
}

struct peer_node {
  config cfg;
  caf::actor_system sys{cfg};
  transport::hub* hub = transport::hub::find(sys);
  caf::actor endpoint = sys.spawn(echo);
  std::promise<fault> down;

  explicit peer_node(pki::credentials_ptr credentials) {
    transport::hub_options x;
    x.node_id = credentials->node_id;
    x.mesh = "default";
    x.credentials = std::move(credentials);
    x.endpoint = caf::actor_cast<caf::strong_actor_ptr>(endpoint);
    x.on_down = [this](const transport::peer_link&, const fault& why) {
      down.set_value(why);
    };
    auto attached = hub->attach(std::move(x));
    BOOST_REQUIRE(attached);
  }

  ~peer_node() {
    hub->detach(1s);
    caf::anon_send_exit(endpoint, caf::exit_reason::user_shutdown);
  }

  host_port listen() {
    auto where = hub->listen({"127.0.0.1", 0});
    BOOST_REQUIRE(where);
    return *where;
  }

  outcome<transport::peer_link> dial(const host_port& where,
                                     const std::string& id) {
    std::promise<outcome<transport::peer_link>> promise;
    auto result = promise.get_future();
    hub->dial(where, id, [&](outcome<transport::peer_link> x) {
      promise.set_value(std::move(x));
    });
    BOOST_REQUIRE((result.wait_for(patience) == std::future_status::ready));
    return result.get();
  }

  /// Sends a frame to `to` and returns the answer's bytes or the error.
  std::string ask(const caf::actor& to) {
    caf::scoped_actor self{sys};
    std::string result;
    self->request(to, patience, frame{frame_kind::ping, "x"})
      .receive([&](const frame& x) { result = x.bytes; },
               [&](const caf::error& why) { result = describe(why); });
    return result;
  }
};

struct fixture {
  pki::authority ca = make_authority();
  peer_node server{make_credentials(ca, "server")};
  host_port where = server.listen();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(links, fixture)

BOOST_AUTO_TEST_CASE(a_member_is_let_in_and_known_by_its_certificate) {
  peer_node client{make_credentials(ca, "client")};
  auto link = client.dial(where, "server");
  BOOST_REQUIRE_MESSAGE(link, (link ? "" : to_string(link.error())));
  BOOST_TEST(link->node_id == "server");
  BOOST_TEST(client.ask(link->endpoint) == "client");
}

BOOST_AUTO_TEST_CASE(another_authority_is_refused) {
  auto other = make_authority();
  peer_node client{make_credentials(other, "client")};
  auto link = client.dial(where, "server");
  BOOST_REQUIRE(!link);
  BOOST_TEST((link.error().code == ec::untrusted_ca));
}

BOOST_AUTO_TEST_CASE(another_name_than_expected_is_refused) {
  peer_node client{make_credentials(ca, "client")};
  auto link = client.dial(where, "somebody");
  BOOST_REQUIRE(!link);
  BOOST_TEST((link.error().code == ec::name_mismatch));
}

BOOST_AUTO_TEST_CASE(a_closed_port_is_unreachable) {
  peer_node client{make_credentials(ca, "client")};
  server.hub->stop_listening();
  auto link = client.dial(where, "server");
  BOOST_REQUIRE(!link);
  BOOST_TEST((link.error().code == ec::unreachable));
}

BOOST_AUTO_TEST_CASE(an_actor_that_was_never_exported_is_out_of_reach) {
  auto hidden = server.sys.spawn(echo);
  server.sys.registry().put(hidden.id(),
                            caf::actor_cast<caf::strong_actor_ptr>(hidden));
  peer_node client{make_credentials(ca, "client")};
  auto link = client.dial(where, "server");
  BOOST_REQUIRE(link);
  auto proxy = client.hub->remote_actor(*link, hidden.id());
  auto answer = client.ask(caf::actor_cast<caf::actor>(proxy));
  BOOST_TEST(answer.find("not_authorized") != answer.npos);
  caf::anon_send_exit(hidden, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_peer_is_noticed) {
  auto gone = server.down.get_future();
  {
    peer_node client{make_credentials(ca, "client")};
    BOOST_REQUIRE(client.dial(where, "server"));
  }
  BOOST_REQUIRE((gone.wait_for(patience) == std::future_status::ready));
}

BOOST_AUTO_TEST_CASE(a_second_live_node_of_one_id_is_refused) {
  peer_node client{make_credentials(ca, "client")};
  peer_node twin{make_credentials(ca, "client")};
  BOOST_REQUIRE(client.dial(where, "server"));
  auto link = twin.dial(where, "server");
  BOOST_REQUIRE(!link);
  BOOST_TEST((link.error().code == ec::duplicate_id));
}

BOOST_AUTO_TEST_CASE(credentials_of_another_node_are_not_taken) {
  auto reloaded = server.hub->reload(make_credentials(ca, "other"));
  BOOST_REQUIRE(!reloaded);
  BOOST_CHECK(reloaded.error().code == ec::wrong_identity);
  BOOST_TEST(!!server.hub->reload(make_credentials(ca, "server")));
}

BOOST_AUTO_TEST_CASE(credentials_without_a_node_are_not_taken) {
  config cfg;
  caf::actor_system sys{cfg};
  auto reloaded
    = transport::hub::find(sys)->reload(make_credentials(ca, "server"));
  BOOST_REQUIRE(!reloaded);
  BOOST_CHECK(reloaded.error().code == ec::shutting_down);
}

BOOST_AUTO_TEST_CASE(strangers_get_a_quarter_of_the_descriptors) {
  rlimit before{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  auto lower = before;
  lower.rlim_cur = 80;
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  auto other = std::make_unique<peer_node>(make_credentials(ca, "other"));
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  auto address = other->listen();
  auto found = transport::resolve(address);
  BOOST_REQUIRE(found);
  std::vector<transport::unique_fd> silent;
  for (int i = 0; i < 40; ++i) {
    auto fd = transport::begin_connect(found->front());
    BOOST_REQUIRE(fd);
    silent.push_back(std::move(*fd));
  }
  auto end = std::chrono::steady_clock::now() + patience;
  while (other->hub->stats().accepted < silent.size()
         && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  auto stats = other->hub->stats();
  BOOST_TEST(stats.accepted == silent.size());
  BOOST_TEST(stats.refusals["overloaded"] >= silent.size() - 20);
}

BOOST_AUTO_TEST_SUITE_END()
