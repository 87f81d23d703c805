#include "pki/tls_context.hpp"

#include "pki/key.hpp"
#include "pki/store.hpp"
#include "support.hpp"

#include <openssl/err.h>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::tls_options;

namespace {

ssl_ctx_ptr context(const tls_options& options) {
  auto own = load(options, "node-1", "default");
  BOOST_REQUIRE(succeeds(own));
  auto result = make_tls_context(**own);
  BOOST_REQUIRE(succeeds(result));
  return std::move(*result);
}

/// Two ends of a connection in memory.
struct connection {
  ssl_ptr server;
  ssl_ptr client;
  bool up = false;

  connection(SSL_CTX* server_ctx, SSL_CTX* client_ctx)
    : server(SSL_new(server_ctx)), client(SSL_new(client_ctx)) {
    BIO* a = nullptr;
    BIO* b = nullptr;
    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(server.get(), a, a);
    SSL_set_bio(client.get(), b, b);
    SSL_set_accept_state(server.get());
    SSL_set_connect_state(client.get());
    ERR_clear_error();
    for (int round = 0; round < 10; ++round) {
      auto client_done = SSL_do_handshake(client.get()) == 1;
      ERR_clear_error();
      auto server_done = SSL_do_handshake(server.get()) == 1;
      ERR_clear_error();
      up = client_done && server_done;
    }
  }
};

struct fixture {
  authority ca = make_ca();
  ssl_ctx_ptr good = context(as_text(issue(ca, good_subject()), ca));

  /// A peer that presents `x` and trusts `ca`, whatever its own rules are.
  ssl_ctx_ptr hostile(const issued& x) {
    ssl_ctx_ptr result{SSL_CTX_new(TLS_method())};
    SSL_CTX_use_certificate(result.get(), x.cert.get());
    SSL_CTX_use_PrivateKey(result.get(), x.key.get());
    SSL_CTX_set_verify(result.get(), SSL_VERIFY_NONE, nullptr);
    return result;
  }

  void check_refused(const issued& x, int verdict) {
    auto peer = hostile(x);
    connection accepted{good.get(), peer.get()};
    BOOST_TEST(!accepted.up);
    BOOST_TEST(SSL_get_verify_result(accepted.server.get()) == verdict);
    connection dialed{peer.get(), good.get()};
    BOOST_TEST(!dialed.up);
    BOOST_TEST(SSL_get_verify_result(dialed.client.get()) == verdict);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_context_test, fixture)

BOOST_AUTO_TEST_CASE(two_members_speak_tls_1_3_and_know_each_other) {
  connection x{good.get(), good.get()};
  BOOST_TEST_REQUIRE(x.up);
  BOOST_TEST(SSL_version(x.server.get()) == TLS1_3_VERSION);
  BOOST_TEST(SSL_get0_peer_certificate(x.server.get()) != nullptr);
  BOOST_TEST(SSL_get0_peer_certificate(x.client.get()) != nullptr);
  BOOST_TEST(SSL_get_verify_result(x.server.get()) == X509_V_OK);
  BOOST_TEST(SSL_get_verify_result(x.client.get()) == X509_V_OK);
}

BOOST_AUTO_TEST_CASE(no_session_can_be_resumed) {
  connection x{good.get(), good.get()};
  BOOST_TEST_REQUIRE(x.up);
  char buf[1];
  BOOST_TEST(SSL_read(x.client.get(), buf, 1) <= 0);
  auto* session = SSL_get0_session(x.client.get());
  BOOST_TEST(SSL_SESSION_is_resumable(session) == 0);
}

BOOST_AUTO_TEST_CASE(accepted_peers_are_told_the_trusted_roots) {
  connection x{good.get(), good.get()};
  BOOST_TEST_REQUIRE(x.up);
  const auto* names = SSL_get0_peer_CA_list(x.client.get());
  BOOST_TEST_REQUIRE(names != nullptr);
  BOOST_TEST(sk_X509_NAME_num(names) == 1);
}

BOOST_AUTO_TEST_CASE(root_is_not_sent) {
  connection x{good.get(), good.get()};
  BOOST_TEST_REQUIRE(x.up);
  BOOST_TEST(sk_X509_num(SSL_get_peer_cert_chain(x.client.get())) == 1);
}

BOOST_AUTO_TEST_CASE(intermediates_are_sent) {
  auto middle = make_intermediate(ca);
  auto options = as_text(issue(middle, good_subject()), ca);
  options.cert_pem += middle.cert_pem();
  auto below = context(options);
  connection dialed{below.get(), good.get()};
  BOOST_TEST(dialed.up);
  connection accepted{good.get(), below.get()};
  BOOST_TEST(accepted.up);
}

BOOST_AUTO_TEST_CASE(peer_without_certificate_is_refused) {
  ssl_ctx_ptr peer{SSL_CTX_new(TLS_method())};
  connection x{good.get(), peer.get()};
  BOOST_TEST(!x.up);
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_refused) {
  auto peer = hostile(issue(ca, good_subject()));
  SSL_CTX_set_max_proto_version(peer.get(), TLS1_2_VERSION);
  connection accepted{good.get(), peer.get()};
  BOOST_TEST(!accepted.up);
  connection dialed{peer.get(), good.get()};
  BOOST_TEST(!dialed.up);
}

BOOST_AUTO_TEST_CASE(hostile_peer_with_a_good_certificate_is_let_in) {
  auto peer = hostile(issue(ca, good_subject()));
  connection accepted{good.get(), peer.get()};
  BOOST_TEST(accepted.up);
}

BOOST_AUTO_TEST_CASE(certificate_of_another_ca_is_refused) {
  check_refused(issue(make_ca(), good_subject()),
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

BOOST_AUTO_TEST_CASE(expired_certificate_is_refused) {
  check_refused(issue(ca, expired(good_subject())),
                X509_V_ERR_CERT_HAS_EXPIRED);
}

BOOST_AUTO_TEST_CASE(forgiven_dates_forgive_nothing_else) {
  auto options = as_text(issue(ca, good_subject()), ca);
  options.insecure_allow_expired = true;
  good = context(options);
  auto late = hostile(issue(ca, expired(good_subject())));
  connection x{good.get(), late.get()};
  BOOST_TEST(x.up);
  BOOST_TEST(SSL_get_verify_result(x.server.get()) == X509_V_OK);
  check_refused(issue(make_ca(), expired(good_subject())),
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

BOOST_AUTO_TEST_CASE(certificate_for_servers_cannot_dial) {
  auto who = good_subject();
  who.client_auth = false;
  auto peer = hostile(issue(ca, who));
  connection x{good.get(), peer.get()};
  BOOST_TEST(!x.up);
  BOOST_TEST(SSL_get_verify_result(x.server.get())
             == X509_V_ERR_INVALID_PURPOSE);
}

BOOST_AUTO_TEST_CASE(credentials_that_openssl_holds_to_be_weak_are_refused) {
  auto weak = generate_key(aegis::key_kind::rsa, 1024);
  auto x = ca.issue(good_subject(), std::move(*weak));
  credentials own;
  own.cert = std::move(x->cert);
  own.key = std::move(x->key);
  own.roots = roots_of(ca);
  own.node_id = "node-1";
  BOOST_TEST(
    fails_with(make_tls_context(own), ec::bad_usage, "node-1", "too small"));
}

BOOST_AUTO_TEST_SUITE_END()
