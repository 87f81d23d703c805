#include "aegis/tls_options.hpp"

#include <cstdlib>

namespace aegis {

namespace {

std::string variable(const char* name) {
  const auto* value = std::getenv(name);
  return value != nullptr ? value : "";
}

} // namespace

tls_options tls_options::from_environment() {
  tls_options result;
  result.cert_pem = variable("AEGIS_CERT");
  result.key_pem = variable("AEGIS_KEY");
  result.ca_pem = variable("AEGIS_CA");
  result.cert_file = variable("AEGIS_CERT_FILE");
  result.key_file = variable("AEGIS_KEY_FILE");
  result.ca_file = variable("AEGIS_CA_FILE");
  result.passphrase = variable("AEGIS_KEY_PASSPHRASE");
  return result;
}

} // namespace aegis
