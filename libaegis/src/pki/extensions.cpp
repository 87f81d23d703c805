#include "pki/extensions.hpp"

#include "core/printable.hpp"
#include "pki/openssl_error.hpp"

#include <string>

namespace aegis::pki {

namespace {

/// Values are ours, never a caller's: they are in OpenSSL's little language.
bool add(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX ctx;
  X509V3_set_ctx_nodb(&ctx);
  X509V3_set_ctx(&ctx, issuer, cert, nullptr, nullptr, 0);
  x509_extension_ptr extension{
    X509V3_EXT_conf_nid(nullptr, &ctx, nid, value.c_str())};
  return extension != nullptr && X509_add_ext(cert, extension.get(), -1) == 1;
}

std::string key_usage_of(const subject& who) {
  if (who.as_ca)
    return "critical,keyCertSign,cRLSign";
  return who.digital_signature ? "critical,digitalSignature"
                               : "critical,keyAgreement";
}

std::string extended_key_usage_of(const subject& who) {
  std::string result = who.server_auth ? "serverAuth" : "";
  if (who.client_auth)
    result += result.empty() ? "clientAuth" : ",clientAuth";
  return result;
}

bool add_name(GENERAL_NAMES* names, int type, const std::string& text) {
  auto* name = type == GEN_IPADD ? a2i_GENERAL_NAME(nullptr, nullptr, nullptr,
                                                    type, text.c_str(), 0)
                                 : GENERAL_NAME_new();
  if (name == nullptr)
    return false;
  if (type != GEN_IPADD) {
    auto* value = ASN1_IA5STRING_new();
    ASN1_STRING_set(value, text.data(), static_cast<int>(text.size()));
    GENERAL_NAME_set0_value(name, type, value);
  }
  return sk_GENERAL_NAME_push(names, name) > 0;
}

bool is_ia5(const std::string& text) {
  for (auto c : text)
    if (static_cast<unsigned char>(c) > 127)
      return false;
  return !text.empty();
}

outcome<done> add_names(GENERAL_NAMES* out, int type, const char* kind,
                        const std::vector<std::string>& texts) {
  for (const auto& text : texts)
    if (!is_ia5(text) || !add_name(out, type, text))
      return fault{ec::invalid_argument, std::string{kind} + ' '
                                           + core::quoted(text)
                                           + " does not fit into a "
                                             "certificate"};
  return done{};
}

outcome<done> add_alternative_names(X509* cert, const subject& who) {
  general_names_ptr names{GENERAL_NAMES_new()};
  if (auto x = add_names(names.get(), GEN_DNS, "host name", who.dns); !x)
    return x;
  if (auto x = add_names(names.get(), GEN_IPADD, "IP address", who.ips); !x)
    return x;
  if (auto x = add_names(names.get(), GEN_URI, "URI", who.uris); !x)
    return x;
  if (sk_GENERAL_NAME_num(names.get()) == 0)
    return done{};
  if (X509_add1_ext_i2d(cert, NID_subject_alt_name, names.get(), 0, 0) != 1)
    return openssl_fault("add alternative names");
  return done{};
}

} // namespace

outcome<done> add_extensions(X509* cert, X509* issuer, const subject& who) {
  auto usage = who.as_ca ? std::string{} : extended_key_usage_of(who);
  auto added
    = add(cert, issuer, NID_basic_constraints,
          who.as_ca ? "critical,CA:TRUE" : "critical,CA:FALSE")
      && add(cert, issuer, NID_key_usage, key_usage_of(who))
      && (usage.empty() || add(cert, issuer, NID_ext_key_usage, usage))
      && add(cert, issuer, NID_subject_key_identifier, "hash")
      && add(cert, issuer, NID_authority_key_identifier, "keyid:always");
  if (!added)
    return openssl_fault("add extensions");
  return add_alternative_names(cert, who);
}

} // namespace aegis::pki
