#include "pki/identity.hpp"

#include "core/printable.hpp"

#include <algorithm>
#include <cctype>

namespace aegis::pki {

namespace {

using core::quoted;

constexpr std::string_view scheme = "spiffe://";
constexpr std::string_view node_path = "/node/";

/// Schemes compare without case (RFC 3986, section 3.1), so that another
/// spelling is recognised here and then refused.
bool is_spiffe(std::string_view uri) {
  auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == y;
  };
  return uri.size() >= scheme.size()
         && std::equal(scheme.begin(), scheme.end(), uri.begin(),
                       [&](char y, char x) { return same(x, y); });
}

fault wrong(std::string text) {
  return {ec::wrong_identity, std::move(text)};
}

outcome<std::string> node_id_in(const std::string& uri,
                                const std::string& mesh) {
  auto rest = std::string_view{uri}.substr(scheme.size());
  auto host = rest.substr(0, rest.find('/'));
  if (uri.compare(0, scheme.size(), scheme) != 0 || host != mesh)
    return wrong("certificate is of mesh " + quoted(host) + ", expected "
                 + quoted(mesh));
  rest.remove_prefix(host.size());
  if (rest.substr(0, node_path.size()) != node_path)
    return wrong("certificate has the URI " + quoted(uri)
                 + ", which names no node");
  return std::string{rest.substr(node_path.size())};
}

outcome<std::string> checked(std::string id) {
  if (auto valid = check_node_id(id); !valid)
    return wrong("certificate names no valid node: " + valid.error().text);
  return id;
}

} // namespace

outcome<done> check_mesh_name(std::string_view mesh) {
  if (check_node_id(mesh))
    return done{};
  return fault{ec::invalid_argument,
               "mesh name " + quoted(mesh)
                 + " is not 1-64 of a-z A-Z 0-9 . _ -, or begins with a dot or "
                   "a dash"};
}

std::string spiffe_uri(std::string_view mesh, std::string_view node_id) {
  std::string result{scheme};
  result.append(mesh).append(node_path).append(node_id);
  return result;
}

outcome<std::string> identity_of(const certificate& cert,
                                 const identity_rules& rules) {
  auto first = std::find_if(cert.uris.begin(), cert.uris.end(), is_spiffe);
  if (first == cert.uris.end()) {
    if (!rules.allow_common_name_only)
      return wrong("certificate with common name " + quoted(cert.common_name)
                   + " has no spiffe:// URI");
    return checked(cert.common_name);
  }
  if (std::any_of(first + 1, cert.uris.end(), is_spiffe))
    return wrong("certificate has several spiffe:// URIs");
  auto id = node_id_in(*first, rules.mesh);
  if (!id)
    return id;
  if (*id != cert.common_name)
    return wrong("certificate has the common name " + quoted(cert.common_name)
                 + ", but its URI names " + quoted(*id));
  return checked(std::move(*id));
}

} // namespace aegis::pki
