#include "roles.hpp"

#include "pki/authority.hpp"
#include "pki/pem.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

namespace demo {

namespace {

using namespace std::chrono_literals;
namespace pki = aegis::pki;

std::string content_of(const std::string& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The authority of the mesh, whose key the intruder got hold of.
aegis::outcome<pki::authority> stolen_authority(const std::string& dir) {
  auto cert
    = pki::read_certificates(content_of(dir + "/ca-cert.pem"), "ca-cert.pem");
  if (!cert)
    return std::move(cert).error();
  auto key
    = pki::read_private_key(content_of(dir + "/ca-key.pem"), "ca-key.pem", "");
  if (!key)
    return std::move(key).error();
  return pki::authority::from(std::move(cert->front()), std::move(*key));
}

aegis::outcome<aegis::tls_options>
papers(const std::string& kind, const std::string& id, const std::string& dir) {
  auto authority
    = kind == "other-ca"
        ? pki::authority::create("elsewhere", aegis::key_kind::ecdsa_p256)
        : stolen_authority(dir);
  if (!authority)
    return std::move(authority).error();
  auto who = pki::node_subject(id, "default", {"127.0.0.1", 0},
                               aegis::key_kind::ecdsa_p256);
  if (kind == "expired") {
    who.valid_from = -48h;
    who.valid_for = 24h;
  }
  auto issued = authority->issue(who);
  if (!issued)
    return std::move(issued).error();
  aegis::tls_options result;
  result.cert_pem = issued->cert_pem();
  result.key_pem = issued->key_pem();
  // An intruder trusts the mesh, and itself whatever its papers say.
  result.ca_pem = authority->cert_pem() + content_of(dir + "/ca-cert.pem");
  result.insecure_allow_expired = true;
  return result;
}

} // namespace

int run_intruder(const arguments& xs) {
  auto tls = papers(xs[0], "mallory", xs[1]);
  if (!tls)
    return give_up(aegis::to_string(tls.error()));
  auto node = make_builder("mallory", "127.0.0.1:0").tls(*tls).build();
  if (!node)
    return give_up(aegis::describe(node.error()));
  if (auto up = node->start(); !up)
    return give_up(aegis::describe(up.error()));
  if (xs[0] == "other-name") {
    tell("ready " + node->address());
    std::string line;
    while (std::getline(std::cin, line))
      ; // until the director ends us
    return 0;
  }
  auto added = node->add_peer({xs[2], xs[3]});
  auto in = added ? node->await_peer(xs[2], 2s) : added;
  tell(in ? "let-in" : "turned-away " + aegis::describe(in.error()));
  return 0;
}

} // namespace demo
