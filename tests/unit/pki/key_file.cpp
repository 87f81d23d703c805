#include "pki/key_file.hpp"

#include "pki/file.hpp"
#include "support.hpp"

#include <sys/stat.h>
#include <unistd.h>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::tls_options;

namespace {

struct fixture {
  scratch_directory dir;
  std::string pem = issue(make_ca(), good_subject()).key_pem();
  tls_options strict;
  tls_options lenient;

  fixture() {
    lenient.insecure_allow_group_readable_key = true;
  }

  aegis::outcome<evp_pkey_ptr> read(unsigned mode, const tls_options& rules) {
    write_text(dir / "k.pem", pem, mode);
    return read_key(dir / "k.pem", rules);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_file_test, fixture)

BOOST_AUTO_TEST_CASE(key_of_its_owner_is_read) {
  for (auto mode : {0600u, 0400u, 0700u})
    BOOST_TEST(succeeds(read(mode, strict)));
}

BOOST_AUTO_TEST_CASE(key_that_others_may_use_is_refused) {
  for (auto mode : {0604u, 0602u, 0601u, 0644u, 0666u}) {
    BOOST_TEST(fails_with(read(mode, strict), ec::insecure_permissions, "k.pem",
                          "0600"));
    BOOST_TEST(fails_with(read(mode, lenient), ec::insecure_permissions,
                          "k.pem", "0600"));
  }
}

BOOST_AUTO_TEST_CASE(group_may_read_the_key_by_option_but_never_write) {
  BOOST_TEST(fails_with(read(0640, strict), ec::insecure_permissions, "0640"));
  BOOST_TEST(succeeds(read(0640, lenient)));
  BOOST_TEST(succeeds(read(0440, lenient)));
  BOOST_TEST(fails_with(read(0660, lenient), ec::insecure_permissions, "0660"));
}

BOOST_AUTO_TEST_CASE(permissions_behind_a_link_count) {
  write_text(dir / "real.pem", pem, 0644);
  BOOST_TEST(::symlink("real.pem", (dir / "k.pem").c_str()) == 0);
  BOOST_TEST(
    fails_with(read_key(dir / "k.pem", strict), ec::insecure_permissions));
}

BOOST_AUTO_TEST_CASE(what_is_no_readable_file_is_refused_without_waiting) {
  BOOST_TEST(fails_with(read_key(dir / "absent.pem", strict), ec::file_error,
                        "absent.pem", "No such file"));
  BOOST_TEST(fails_with(read_key(dir.path(), strict), ec::file_error,
                        "not a regular file"));
  BOOST_TEST(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  BOOST_TEST(fails_with(read_key(dir / "pipe", strict), ec::file_error, "pipe",
                        "not a regular file"));
}

BOOST_AUTO_TEST_CASE(file_beyond_the_limit_is_refused) {
  write_text(dir / "k.pem", std::string(pem_max_bytes + 1, 'x'));
  BOOST_TEST(fails_with(read_key(dir / "k.pem", strict), ec::file_error,
                        "k.pem", "longer"));
}

BOOST_AUTO_TEST_CASE(key_is_written_for_its_owner_whatever_the_umask) {
  auto own = issue(make_ca(), good_subject());
  auto before = ::umask(0);
  BOOST_TEST(succeeds(write_key(dir.path(), "a.pem", own.key.get(), "")));
  ::umask(0277);
  BOOST_TEST(succeeds(write_key(dir.path(), "b.pem", own.key.get(), "")));
  BOOST_TEST(succeeds(write_certificate(dir.path(), "c.pem", own.cert.get())));
  ::umask(before);
  BOOST_TEST(mode_of(dir / "a.pem") == 0600u);
  BOOST_TEST(mode_of(dir / "b.pem") == 0600u);
  BOOST_TEST(mode_of(dir / "c.pem") == 0644u);
}

BOOST_AUTO_TEST_CASE(passphrase_encrypts_the_file) {
  auto own = issue(make_ca(), good_subject());
  BOOST_TEST(succeeds(write_key(dir.path(), "a.pem", own.key.get(), "secret")));
  BOOST_TEST(
    fails_with(read_key(dir / "a.pem", strict), ec::encrypted_key, "a.pem"));
  strict.passphrase = "secret";
  BOOST_TEST(succeeds(read_key(dir / "a.pem", strict)));
}

BOOST_AUTO_TEST_SUITE_END()
