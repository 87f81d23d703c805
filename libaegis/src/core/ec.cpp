#include <aegis/ec.hpp>

namespace aegis {

namespace {

// Without a default, so that the compiler names the enumerator that is missing.
const char* name_of(ec code) noexcept {
  switch (code) {
    case ec::none:
      return "none";
    case ec::no_providers:
      return "no_providers";
    case ec::overloaded:
      return "overloaded";
    case ec::deadline:
      return "deadline";
    case ec::unreachable:
      return "unreachable";
    case ec::timed_out:
      return "timed_out";
    case ec::peer_lost:
      return "peer_lost";
    case ec::shutting_down:
      return "shutting_down";
    case ec::not_connected:
      return "not_connected";
    case ec::invalid_argument:
      return "invalid_argument";
    case ec::unknown_node:
      return "unknown_node";
    case ec::already_exists:
      return "already_exists";
    case ec::unknown_service:
      return "unknown_service";
    case ec::not_authorized:
      return "not_authorized";
    case ec::payload_too_large:
      return "payload_too_large";
    case ec::malformed_message:
      return "malformed_message";
    case ec::interface_mismatch:
      return "interface_mismatch";
    case ec::no_caller:
      return "no_caller";
    case ec::unsupported:
      return "unsupported";
    case ec::invalid_id:
      return "invalid_id";
    case ec::invalid_address:
      return "invalid_address";
    case ec::file_error:
      return "file_error";
    case ec::bad_pem:
      return "bad_pem";
    case ec::key_mismatch:
      return "key_mismatch";
    case ec::wrong_identity:
      return "wrong_identity";
    case ec::untrusted_ca:
      return "untrusted_ca";
    case ec::expired:
      return "expired";
    case ec::encrypted_key:
      return "encrypted_key";
    case ec::insecure_permissions:
      return "insecure_permissions";
    case ec::missing_san:
      return "missing_san";
    case ec::name_mismatch:
      return "name_mismatch";
    case ec::not_tls:
      return "not_tls";
    case ec::refused_by_peer:
      return "refused_by_peer";
    case ec::protocol_error:
      return "protocol_error";
    case ec::duplicate_id:
      return "duplicate_id";
    case ec::node_exists:
      return "node_exists";
    case ec::not_configured:
      return "not_configured";
    case ec::bad_usage:
      return "bad_usage";
    case ec::internal:
      return "internal";
  }
  return "unknown";
}

} // namespace

std::string to_string(ec code) {
  return name_of(code);
}

} // namespace aegis
