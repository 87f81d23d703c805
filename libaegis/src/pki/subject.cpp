#include "pki/subject.hpp"

#include "pki/identity.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace aegis::pki {

namespace {

bool is_ip(const std::string& host) {
  unsigned char buf[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), buf) == 1
         || inet_pton(AF_INET6, host.c_str(), buf) == 1;
}

bool is_wildcard(const std::string& host) {
  return host.empty() || host == "*" || host == "0.0.0.0" || host == "::";
}

void add_once(std::vector<std::string>& xs, const std::string& x) {
  if (std::find(xs.begin(), xs.end(), x) == xs.end())
    xs.push_back(x);
}

} // namespace

void add_name(subject& out, const std::string& name) {
  if (is_ip(name))
    add_once(out.ips, name);
  else if (name.find("://") != std::string::npos)
    add_once(out.uris, name);
  else
    add_once(out.dns, name);
}

subject node_subject(std::string_view node_id, std::string_view mesh,
                     const host_port& address, key_kind kind,
                     std::chrono::seconds valid_for) {
  subject result;
  result.common_name = node_id;
  result.dns = {result.common_name};
  add_once(result.dns, "localhost");
  result.ips = {"127.0.0.1", "::1"};
  result.uris = {spiffe_uri(mesh, node_id)};
  auto host = address.host.substr(0, address.host.find('%')); // IPv6 zone
  if (!is_wildcard(host))
    add_name(result, host);
  result.kind = kind;
  result.valid_for = valid_for;
  return result;
}

} // namespace aegis::pki
