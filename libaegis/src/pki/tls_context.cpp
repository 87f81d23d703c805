#include "pki/tls_context.hpp"

#include "pki/limits.hpp"
#include "pki/openssl_error.hpp"
#include "pki/verification.hpp"

#include <algorithm>

namespace aegis::pki {

namespace {

fault refuse(const credentials& own, const char* step) {
  return {ec::bad_usage,
          "node '" + own.node_id + "': " + step + ": " + take_openssl_error()};
}

/// TLS 1.3 only, the fastest first. Sessions are off: a resumed one would
/// outlive its certificate.
bool set_protocol(SSL_CTX* ctx) {
  SSL_CTX_set_security_level(
    ctx, std::max(security_level, SSL_CTX_get_security_level(ctx)));
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
                             | SSL_OP_NO_TICKET
                             | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Without NO_AUTO_CHAIN each handshake would search and verify our own chain
  // anew and send the root along.
  SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE
                          | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                          | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  return SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1
         && SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) == 1
         && SSL_CTX_set_num_tickets(ctx, 0) == 1
         && SSL_CTX_set_max_early_data(ctx, 0) == 1
         && SSL_CTX_set1_groups_list(ctx, "X25519:P-256") == 1
         && SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:"
                                          "TLS_AES_256_GCM_SHA384:"
                                          "TLS_CHACHA20_POLY1305_SHA256")
              == 1;
}

bool set_identity(SSL_CTX* ctx, const credentials& own) {
  return SSL_CTX_use_certificate(ctx, own.cert.get()) == 1
         && SSL_CTX_use_PrivateKey(ctx, own.key.get()) == 1
         && SSL_CTX_set1_chain(ctx, view_of(own.chain).get()) == 1
         && SSL_CTX_check_private_key(ctx) == 1;
}

/// Peers must present a certificate, and accepted ones are told whose.
outcome<done> set_trust(SSL_CTX* ctx, const credentials& own) {
  auto store = make_store(own.roots);
  if (!store)
    return std::move(store.error());
  SSL_CTX_set_cert_store(ctx, store->release());
  for (const auto& root : own.roots)
    if (SSL_CTX_add_client_CA(ctx, root.get()) != 1)
      return refuse(own, "cannot announce the trusted roots");
  set_verification_rules(SSL_CTX_get0_param(ctx), own.insecure_allow_expired);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     nullptr);
  return done{};
}

} // namespace

outcome<ssl_ctx_ptr> make_tls_context(const credentials& own) {
  error_guard guard;
  ssl_ctx_ptr ctx{SSL_CTX_new(TLS_method())};
  if (ctx == nullptr || !set_protocol(ctx.get()))
    return openssl_fault("set up TLS 1.3");
  if (!set_identity(ctx.get(), own))
    return refuse(own, "cannot use the certificate or its key");
  if (auto trust = set_trust(ctx.get(), own); !trust)
    return std::move(trust.error());
  return ctx;
}

} // namespace aegis::pki
