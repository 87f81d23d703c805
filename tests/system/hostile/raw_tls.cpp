#include "raw_tls.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/err.h>

#include <array>
#include <cstdint>

namespace aegis::test {

namespace {

/// Where the last alert of the peer is kept in an SSL object.
int alert_slot() {
  static int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

void on_info(const SSL* ssl, int where, int what) {
  if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT)
    return;
  auto number = what & 0xFF;
  if (number != SSL_AD_CLOSE_NOTIFY)
    SSL_set_ex_data(const_cast<SSL*>(ssl), alert_slot(),
                    reinterpret_cast<void*>(std::intptr_t{number + 1}));
}

} // namespace

tls_settings::tls_settings(const papers& own, side as)
  : ctx_(SSL_CTX_new(as == side::client ? TLS_client_method()
                                        : TLS_server_method())) {
  auto* ctx = ctx_.get();
  BOOST_REQUIRE(ctx != nullptr);
  if (own.cert != nullptr) {
    BOOST_REQUIRE(SSL_CTX_use_certificate(ctx, own.cert.get()) == 1);
    BOOST_REQUIRE(SSL_CTX_use_PrivateKey(ctx, own.key.get()) == 1);
  }
  // Whom it talks to does not matter to somebody hostile, but a TLS server has
  // to ask for a certificate to get one.
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER,
                     [](int, X509_STORE_CTX*) { return 1; });
  SSL_CTX_set_info_callback(ctx, on_info);
}

void tls_settings::limit_version(int version) {
  BOOST_REQUIRE(SSL_CTX_set_max_proto_version(ctx_.get(), version) == 1);
}

void tls_settings::trust_nobody() {
  SSL_CTX_set_verify(
    ctx_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

raw_tls::raw_tls(raw_socket socket, const tls_settings& settings, side as)
  : socket_(std::move(socket)),
    ssl_(SSL_new(settings.native())),
    in_(BIO_new(BIO_s_mem())),
    out_(BIO_new(BIO_s_mem())) {
  SSL_set_bio(ssl_.get(), in_, out_);
  if (as == side::client)
    SSL_set_connect_state(ssl_.get());
  else
    SSL_set_accept_state(ssl_.get());
}

bool raw_tls::flush(time_point deadline) {
  char* bytes = nullptr;
  auto n = BIO_get_mem_data(out_, &bytes);
  auto sent = socket_.send({bytes, static_cast<std::size_t>(n)}, deadline);
  (void)BIO_reset(out_);
  return sent;
}

bool raw_tls::shake_hands(time_point deadline) {
  for (;;) {
    ERR_clear_error();
    auto result = SSL_do_handshake(ssl_.get());
    flush(deadline);
    if (result == 1)
      return true;
    std::string cipher;
    if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ
        || socket_.receive(cipher, deadline) != outcome::bytes)
      return false;
    BIO_write(in_, cipher.data(), static_cast<int>(cipher.size()));
  }
}

bool raw_tls::send_client_hello(time_point deadline) {
  ERR_clear_error();
  SSL_do_handshake(ssl_.get());
  return flush(deadline);
}

bool raw_tls::send(std::string_view bytes, time_point deadline) {
  ERR_clear_error();
  if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
    return false;
  return flush(deadline);
}

raw_tls::outcome raw_tls::receive(std::string& out, time_point deadline) {
  for (;;) {
    std::array<char, 16384> plain;
    ERR_clear_error();
    auto n = SSL_read(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
    if (n > 0) {
      out.append(plain.data(), static_cast<std::size_t>(n));
      return outcome::bytes;
    }
    if (SSL_get_error(ssl_.get(), n) != SSL_ERROR_WANT_READ)
      return outcome::end;
    std::string cipher;
    auto what = socket_.receive(cipher, deadline);
    if (what != outcome::bytes)
      return what;
    BIO_write(in_, cipher.data(), static_cast<int>(cipher.size()));
  }
}

int raw_tls::alert() const {
  auto* value = SSL_get_ex_data(ssl_.get(), alert_slot());
  return static_cast<int>(reinterpret_cast<std::intptr_t>(value)) - 1;
}

bool raw_tls::was_notified() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void raw_tls::notify_close() {
  SSL_shutdown(ssl_.get());
  flush(soon());
}

bool raw_tls::request_key_update(time_point deadline) {
  return SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) == 1
         && SSL_do_handshake(ssl_.get()) == 1 && flush(deadline);
}

} // namespace aegis::test
