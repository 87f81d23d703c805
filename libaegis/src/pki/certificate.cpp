#include "pki/certificate.hpp"

#include "pki/openssl_error.hpp"
#include "pki/pem.hpp"
#include "pki/time.hpp"

#include <arpa/inet.h>

namespace aegis::pki {

namespace {

std::string to_hex(const unsigned char* bytes, std::size_t n) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result;
  result.reserve(2 * n);
  for (std::size_t i = 0; i < n; ++i) {
    result += digits[bytes[i] >> 4];
    result += digits[bytes[i] & 0x0f];
  }
  return result;
}

std::string to_text(const X509_NAME* name) {
  bio_ptr out{BIO_new(BIO_s_mem())};
  if (out == nullptr
      || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0)
    return {};
  char* data = nullptr;
  auto n = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(n)};
}

std::string to_text(const ASN1_STRING* x) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(x)),
          static_cast<std::size_t>(ASN1_STRING_length(x))};
}

std::string to_address(const ASN1_OCTET_STRING* x) {
  char buf[INET6_ADDRSTRLEN] = "";
  auto n = ASN1_STRING_length(x);
  if (n == 4 || n == 16)
    inet_ntop(n == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(x), buf,
              sizeof(buf));
  return buf;
}

outcome<std::string> common_name_of(const X509_NAME* name) {
  auto index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0)
    return std::string{};
  if (X509_NAME_get_index_by_NID(name, NID_commonName, index) >= 0)
    return fault{ec::bad_pem,
                 "certificate has several common names: " + to_text(name)};
  auto* entry = X509_NAME_get_entry(name, index);
  unsigned char* utf8 = nullptr;
  auto n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
  if (n < 0)
    return fault{ec::bad_pem, "certificate has a common name that cannot be "
                              "decoded: "
                                + to_text(name)};
  std::string result{reinterpret_cast<char*>(utf8),
                     static_cast<std::size_t>(n)};
  OPENSSL_free(utf8);
  return result;
}

void add_name(certificate& out, const GENERAL_NAME* name) {
  switch (name->type) {
    case GEN_DNS:
      out.dns_names.push_back(to_text(name->d.dNSName));
      break;
    case GEN_IPADD:
      out.ip_addresses.push_back(to_address(name->d.iPAddress));
      break;
    case GEN_URI:
      out.uris.push_back(to_text(name->d.uniformResourceIdentifier));
      break;
    default:
      break;
  }
}

/// @returns false if the extension is there more than once or is malformed.
bool add_names(certificate& out, const X509* cert) {
  int found = 0;
  general_names_ptr names{static_cast<GENERAL_NAMES*>(
    X509_get_ext_d2i(cert, NID_subject_alt_name, &found, nullptr))};
  if (names == nullptr)
    return found == -1;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
    add_name(out, sk_GENERAL_NAME_value(names.get(), i));
  return true;
}

std::string serial_of(const X509* cert) {
  bignum_ptr number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), nullptr)};
  if (number == nullptr)
    return {};
  std::vector<unsigned char> bytes(
    static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), bytes.data());
  return to_hex(bytes.data(), bytes.size());
}

std::string fingerprint_of(const X509* cert) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  if (X509_digest(cert, EVP_sha256(), digest, &n) != 1)
    return {};
  return to_hex(digest, n);
}

} // namespace

outcome<certificate> describe(const X509* cert) {
  error_guard guard;
  certificate result;
  result.subject = to_text(X509_get_subject_name(cert));
  result.issuer = to_text(X509_get_issuer_name(cert));
  auto common_name = common_name_of(X509_get_subject_name(cert));
  if (!common_name)
    return std::move(common_name.error());
  result.common_name = std::move(*common_name);
  if (!add_names(result, cert))
    return fault{ec::bad_pem, "certificate has malformed alternative names: "
                                + result.subject};
  auto not_before = to_timestamp(X509_get0_notBefore(cert));
  auto not_after = to_timestamp(X509_get0_notAfter(cert));
  if (!not_before || !not_after)
    return fault{ec::bad_pem,
                 "certificate has a malformed validity: " + result.subject};
  result.not_before = *not_before;
  result.not_after = *not_after;
  result.serial = serial_of(cert);
  result.fingerprint = fingerprint_of(cert);
  result.pem = to_pem(cert);
  return result;
}

} // namespace aegis::pki
