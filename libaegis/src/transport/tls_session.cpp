// In: cipher bytes from tls_stream. Out: plain bytes to tls_stream, and back.

#include "transport/tls_session.hpp"

#include "transport/tls_fault.hpp"

#include <openssl/err.h>

#include <limits>

namespace aegis::transport {

outcome<std::unique_ptr<tls_session>> tls_session::make(SSL_CTX* ctx, role as,
                                                        std::string what) {
  ERR_clear_error();
  std::unique_ptr<tls_session> result{new tls_session(std::move(what))};
  result->ssl_.reset(SSL_new(ctx));
  auto* bio = result->ssl_ ? make_queue_bio(result->queues_) : nullptr;
  if (bio == nullptr) {
    ERR_clear_error();
    return fault{ec::internal,
                 "OpenSSL could not make a session for " + result->what_};
  }
  auto* ssl = result->ssl_.get();
  SSL_set_bio(ssl, bio, bio); // takes the one reference for both directions
  if (as == role::client)
    SSL_set_connect_state(ssl);
  else
    SSL_set_accept_state(ssl);
  return result;
}

tls_step tls_session::judge(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return tls_step::done;
    case SSL_ERROR_WANT_READ:
      return tls_step::want_input;
    case SSL_ERROR_ZERO_RETURN:
      return tls_step::closed;
    default:
      failure_ = describe_tls_failure(ssl_.get(), handshake_done_, what_);
      ERR_clear_error();
      return tls_step::failed;
  }
}

tls_step tls_session::handshake() {
  ERR_clear_error();
  auto step = judge(SSL_do_handshake(ssl_.get()));
  handshake_done_ = step == tls_step::done;
  return step;
}

tls_step tls_session::read(char* buf, std::size_t capacity, std::size_t& n) {
  n = 0;
  ERR_clear_error();
  return judge(SSL_read_ex(ssl_.get(), buf, capacity, &n));
}

tls_step tls_session::write(const char* data, std::size_t size,
                            std::size_t& n) {
  n = 0;
  while (n < size) {
    std::size_t taken = 0;
    ERR_clear_error();
    auto step = judge(SSL_write_ex(ssl_.get(), data + n, size - n, &taken));
    if (step != tls_step::done)
      return step;
    n += taken;
  }
  return tls_step::done;
}

void tls_session::shutdown() {
  if (shutdown_sent_ || !handshake_done_)
    return;
  shutdown_sent_ = true;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

} // namespace aegis::transport
