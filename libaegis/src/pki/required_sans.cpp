#include "core/printable.hpp"
#include "pki/trust.hpp"

#include <arpa/inet.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <optional>

namespace aegis::pki {

namespace {

using address = std::array<unsigned char, 17>; // family, then the bytes

std::optional<address> parse_ip(const std::string& text) {
  address result{};
  for (auto family : {AF_INET, AF_INET6}) {
    result[0] = static_cast<unsigned char>(family);
    if (inet_pton(family, text.c_str(), &result[1]) == 1)
      return result;
  }
  return std::nullopt;
}

bool has(const certificate& cert, const std::string& wanted) {
  auto any = [](const auto& names, auto matches) {
    return std::any_of(names.begin(), names.end(), matches);
  };
  if (auto ip = parse_ip(wanted))
    return any(cert.ip_addresses,
               [&](const auto& x) { return parse_ip(x) == ip; });
  return any(cert.uris, [&](const auto& x) { return x == wanted; })
         || any(cert.dns_names, [&](const auto& x) {
              return x.size() == wanted.size()
                     && strcasecmp(x.c_str(), wanted.c_str()) == 0;
            });
}

} // namespace

outcome<done> check_required_sans(const certificate& cert,
                                  const std::vector<std::string>& required,
                                  const std::string& what) {
  for (const auto& wanted : required)
    if (!has(cert, wanted))
      return fault{ec::missing_san, what
                                      + ": certificate lacks the required "
                                        "alternative name "
                                      + core::quoted(wanted)};
  return done{};
}

} // namespace aegis::pki
