#include "support.hpp"

#include <aegis/tls_options.hpp>

#include <cstdlib>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::tls_options;

namespace {

/// Sets a variable for the time of a scope.
class variable {
public:
  variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~variable() {
    ::unsetenv(name_);
  }

private:
  const char* name_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(environment_test)

BOOST_AUTO_TEST_CASE(variables_fill_the_options) {
  variable variables[] = {{"AEGIS_CERT", "1"},
                          {"AEGIS_KEY", "2"},
                          {"AEGIS_CA", "3"},
                          {"AEGIS_CERT_FILE", "4"},
                          {"AEGIS_KEY_FILE", "5"},
                          {"AEGIS_CA_FILE", "6"},
                          {"AEGIS_KEY_PASSPHRASE", "7"}};
  auto x = tls_options::from_environment();
  BOOST_TEST(x.cert_pem == "1");
  BOOST_TEST(x.key_pem == "2");
  BOOST_TEST(x.ca_pem == "3");
  BOOST_TEST(x.cert_file == "4");
  BOOST_TEST(x.key_file == "5");
  BOOST_TEST(x.ca_file == "6");
  BOOST_TEST(x.passphrase == "7");
  static_cast<void>(variables);
}

BOOST_AUTO_TEST_CASE(nothing_insecure_comes_from_the_environment) {
  auto x = tls_options::from_environment();
  BOOST_TEST(x.cert_pem.empty());
  BOOST_TEST(x.cert_file.empty());
  BOOST_TEST(!x.insecure_allow_expired);
  BOOST_TEST(!x.insecure_allow_group_readable_key);
  BOOST_TEST(!x.insecure_allow_common_name_only);
}

BOOST_AUTO_TEST_CASE(credentials_can_be_loaded_from_the_environment) {
  scratch_directory dir;
  auto ca = make_ca();
  auto own = issue(ca, good_subject());
  write_text(dir / "k.pem", own.key_pem());
  variable variables[] = {{"AEGIS_CERT", own.cert_pem()},
                          {"AEGIS_KEY_FILE", dir / "k.pem"},
                          {"AEGIS_CA", ca.cert_pem()}};
  BOOST_TEST(
    succeeds(load(tls_options::from_environment(), "node-1", "default")));
  static_cast<void>(variables);
}

BOOST_AUTO_TEST_SUITE_END()
