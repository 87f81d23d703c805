#include "support.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace aegis::pki::test {

namespace fs = std::filesystem;

std::vector<std::string> scratch_directory::names() const {
  std::vector<std::string> result;
  for (const auto& entry : fs::directory_iterator{path()})
    result.push_back(entry.path().filename().string());
  std::sort(result.begin(), result.end());
  return result;
}

void write_text(const std::string& path, std::string_view text, unsigned mode) {
  std::ofstream{path, std::ios::binary} << text;
  BOOST_REQUIRE(::chmod(path.c_str(), static_cast<mode_t>(mode)) == 0);
}

std::string read_text(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  BOOST_REQUIRE_MESSAGE(in, "cannot read " << path);
  return {std::istreambuf_iterator<char>{in}, {}};
}

unsigned mode_of(const std::string& path) {
  struct stat info = {};
  BOOST_REQUIRE_MESSAGE(::stat(path.c_str(), &info) == 0, "no " << path);
  return info.st_mode & 07777u;
}

authority make_ca(std::string_view name) {
  auto result = authority::create(name, key_kind::ecdsa_p256);
  BOOST_REQUIRE(succeeds(result));
  return std::move(*result);
}

subject good_subject(std::string_view node_id, std::string_view mesh) {
  return node_subject(node_id, mesh, {"127.0.0.1", 8443}, key_kind::ecdsa_p256);
}

subject expired(subject who) {
  who.valid_from = -std::chrono::hours{48};
  who.valid_for = std::chrono::hours{24};
  return who;
}

issued issue(const authority& ca, const subject& who) {
  auto result = ca.issue(who);
  BOOST_REQUIRE(succeeds(result));
  return std::move(*result);
}

authority make_intermediate(const authority& ca) {
  subject who;
  who.common_name = "intermediate";
  who.kind = key_kind::ecdsa_p256;
  who.as_ca = true;
  auto own = issue(ca, who);
  auto result = authority::from(std::move(own.cert), std::move(own.key));
  BOOST_REQUIRE(succeeds(result));
  return std::move(*result);
}

tls_options as_text(const issued& own, const authority& ca) {
  tls_options result;
  result.cert_pem = own.cert_pem();
  result.key_pem = own.key_pem();
  result.ca_pem = ca.cert_pem();
  return result;
}

store_options in(const scratch_directory& dir, std::string_view node_id) {
  store_options result;
  result.dir = dir.path();
  result.node_id = node_id;
  result.kind = key_kind::ecdsa_p256;
  result.address = {"127.0.0.1", 8443};
  return result;
}

std::vector<x509_ptr> roots_of(const authority& ca) {
  std::vector<x509_ptr> result;
  result.push_back(share(ca.cert()));
  return result;
}

} // namespace aegis::pki::test
