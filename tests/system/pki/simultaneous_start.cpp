#include "child_process.hpp"
#include "pki/pem.hpp"
#include "pki/trust.hpp"
#include "support.hpp"

#include <memory>
#include <set>
#include <sstream>

using namespace aegis::pki;
using namespace aegis::pki::test;

namespace {

constexpr int process_count = 20;

std::string id_of(int i) {
  return "node-" + std::to_string(i);
}

/// Fingerprints that the processes printed.
struct findings {
  std::set<std::string> certificates;
  std::set<std::string> roots;
};

findings start_at_once(const scratch_directory& dir, const char* kind) {
  start_gate gate;
  std::vector<std::unique_ptr<child_process>> children;
  for (int i = 0; i < process_count; ++i)
    children.push_back(std::make_unique<child_process>(
      std::vector<std::string>{"once", dir.path(), id_of(i), kind}, gate));
  gate.open();
  findings result;
  for (auto& child : children) {
    auto text = child->output();
    BOOST_TEST(child->wait() == 0, text);
    std::istringstream in{text};
    std::string certificate;
    std::string root;
    in >> certificate >> root;
    result.certificates.insert(certificate);
    result.roots.insert(root);
  }
  return result;
}

void check_directory(const scratch_directory& dir) {
  auto text = read_text(dir / "ca-cert.pem");
  auto roots = read_certificates(text, "ca-cert.pem");
  BOOST_REQUIRE(succeeds(roots));
  for (int i = 0; i < process_count; ++i) {
    auto certs
      = read_certificates(read_text(dir / (id_of(i) + "-cert.pem")), id_of(i));
    BOOST_REQUIRE(succeeds(certs));
    peer_check check;
    check.expected_id = id_of(i);
    check.what = id_of(i);
    BOOST_TEST(
      succeeds(verify_peer(certs->front().get(), nullptr, *roots, check)));
    BOOST_TEST(mode_of(dir / (id_of(i) + "-key.pem")) == 0600u);
  }
  // the CA's two files and the lock beside each node's pair
  BOOST_TEST(dir.names().size() == 2u * process_count + 3u);
}

void check_start_at_once(const char* kind) {
  scratch_directory dir;
  auto found = start_at_once(dir, kind);
  BOOST_TEST(found.roots.size() == 1u);
  BOOST_TEST(found.certificates.size()
             == static_cast<std::size_t>(process_count));
  check_directory(dir);
}

} // namespace

BOOST_AUTO_TEST_SUITE(simultaneous_start_test)

BOOST_AUTO_TEST_CASE(twenty_processes_share_one_ecdsa_ca) {
  check_start_at_once("ecdsa");
}

BOOST_AUTO_TEST_CASE(twenty_processes_share_one_rsa_ca) {
  check_start_at_once("rsa");
}

BOOST_AUTO_TEST_SUITE_END()
