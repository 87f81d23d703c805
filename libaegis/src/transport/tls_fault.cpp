#include "transport/tls_fault.hpp"

#include "pki/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/tls1.h>

#include <string>

namespace aegis::transport {

namespace {

/// OpenSSL reports an alert that came from the peer as this plus its number.
bool is_alert(int reason) {
  return reason > SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256;
}

bool is_foreign_protocol(int reason) {
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_RECORD_TOO_SMALL:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
      return true;
    default:
      return false;
  }
}

std::string text_of(unsigned long error) {
  auto* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "unknown TLS error";
}

fault judge_reason(unsigned long error, bool handshake_done,
                   const std::string& who) {
  auto reason = ERR_GET_REASON(error);
  if (is_alert(reason))
    return {ec::refused_by_peer,
            who + " refused us: " + text_of(error) + " (alert "
              + std::to_string(reason - SSL_AD_REASON_OFFSET) + ')'};
  if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    return {ec::peer_lost,
            who
              + (handshake_done ? " closed the connection without notice"
                                : " closed the connection during the TLS "
                                  "handshake")};
  if (reason == SSL_R_UNSUPPORTED_PROTOCOL)
    return {ec::protocol_error, who + " does not speak TLS 1.3"};
  if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
    return {ec::bad_usage, who + " presented no certificate"};
  if (!handshake_done && is_foreign_protocol(reason))
    return {ec::not_tls, who + " does not speak TLS: " + text_of(error)};
  return {ec::protocol_error,
          who + " broke the TLS protocol: " + text_of(error)};
}

} // namespace

fault describe_tls_failure(SSL* ssl, bool handshake_done,
                           std::string_view what) {
  std::string who{what};
  auto verdict = SSL_get_verify_result(ssl);
  auto error = ERR_peek_error();
  if (!handshake_done && verdict != X509_V_OK)
    return pki::describe_verify_error(verdict, SSL_get0_peer_certificate(ssl),
                                      who);
  if (error == 0)
    return {ec::peer_lost, who + " closed the connection"};
  return judge_reason(error, handshake_done, who);
}

} // namespace aegis::transport
