#include "pki/pem.hpp"
#include "pki/store.hpp"
#include "support.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;

namespace {

/// A directory in good order, to be spoiled. At the end of each test nothing
/// that was there may have changed.
struct fixture {
  scratch_directory dir;
  authority ca = make_ca();
  issued own = issue(ca, good_subject());
  std::map<std::string, std::string> before;

  fixture() {
    put("ca-cert.pem", ca.cert_pem());
    put("ca-key.pem", ca.key_pem());
    present(own);
  }

  ~fixture() {
    for (const auto& [name, text] : before)
      BOOST_TEST(read_text(dir / name) == text, name << " was changed");
    for (const auto& name : dir.names())
      BOOST_TEST((before.count(name) == 1 || name == ".aegis.lock"),
                 name << " was made");
  }

  void put(const std::string& name, const std::string& text,
           unsigned mode = 0600) {
    write_text(dir / name, text, mode);
    before[name] = text;
  }

  void present(const issued& x) {
    put("node-1-cert.pem", x.cert_pem());
    put("node-1-key.pem", x.key_pem());
  }

  void remove(const std::string& name) {
    BOOST_REQUIRE(std::filesystem::remove(dir / name));
    before.erase(name);
  }

  void remove_pair() {
    remove("node-1-cert.pem");
    remove("node-1-key.pem");
  }

  auto run() const {
    return load_or_generate(in(dir));
  }
};

std::string half(const std::string& text) {
  return text.substr(0, text.size() / 2);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_refusals_test, fixture)

BOOST_AUTO_TEST_CASE(good_order_is_accepted) {
  BOOST_TEST(succeeds(run()));
}

BOOST_AUTO_TEST_CASE(corrupt_own_files_are_named) {
  put("node-1-cert.pem", half(own.cert_pem()));
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "node-1-cert.pem"));
  put("node-1-cert.pem", own.cert_pem());
  put("node-1-key.pem", half(own.key_pem()));
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "node-1-key.pem"));
  put("node-1-key.pem", "");
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "node-1-key.pem"));
}

BOOST_AUTO_TEST_CASE(corrupt_ca_files_are_named) {
  remove_pair();
  put("ca-key.pem", half(ca.key_pem()));
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "ca-key.pem"));
  put("ca-key.pem", ca.key_pem());
  put("ca-cert.pem", half(ca.cert_pem()));
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "ca-cert.pem"));
}

BOOST_AUTO_TEST_CASE(corrupt_key_without_certificate_is_not_replaced) {
  remove("node-1-cert.pem");
  put("node-1-key.pem", "garbage");
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "node-1-key.pem"));
  remove("node-1-key.pem");
  remove("ca-cert.pem");
  put("ca-key.pem", "garbage");
  BOOST_TEST(fails_with(run(), ec::bad_pem, dir / "ca-key.pem"));
}

BOOST_AUTO_TEST_CASE(key_of_another_certificate_is_refused) {
  put("node-1-key.pem", issue(ca, good_subject()).key_pem());
  BOOST_TEST(fails_with(run(), ec::key_mismatch, dir / "node-1-key.pem",
                        dir / "node-1-cert.pem"));
}

BOOST_AUTO_TEST_CASE(ca_key_of_another_ca_is_refused) {
  remove_pair();
  put("ca-key.pem", make_ca().key_pem());
  BOOST_TEST(fails_with(run(), ec::key_mismatch, dir / "ca-key.pem",
                        dir / "ca-cert.pem"));
}

BOOST_AUTO_TEST_CASE(ca_that_is_none_is_refused) {
  remove_pair();
  auto other = issue(ca, good_subject("other"));
  put("ca-cert.pem", other.cert_pem());
  put("ca-key.pem", other.key_pem());
  BOOST_TEST(fails_with(run(), ec::bad_usage, dir / "ca-cert.pem"));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_id_is_refused) {
  present(issue(ca, good_subject("node-2")));
  BOOST_TEST(
    fails_with(run(), ec::wrong_identity, dir / "node-1-cert.pem", "node-2"));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_mesh_is_refused) {
  present(issue(ca, good_subject("node-1", "other")));
  BOOST_TEST(
    fails_with(run(), ec::wrong_identity, dir / "node-1-cert.pem", "other"));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_ca_is_refused) {
  present(issue(make_ca(), good_subject()));
  BOOST_TEST(fails_with(run(), ec::untrusted_ca, dir / "node-1-cert.pem"));
}

BOOST_AUTO_TEST_CASE(expired_certificate_is_not_issued_anew) {
  present(issue(ca, expired(good_subject())));
  BOOST_TEST(
    fails_with(run(), ec::expired, dir / "node-1-cert.pem", "expired on 20"));
  auto options = in(dir);
  options.tls.insecure_allow_expired = true;
  BOOST_TEST(succeeds(load_or_generate(options)));
}

BOOST_AUTO_TEST_CASE(expired_ca_does_not_issue) {
  remove_pair();
  auto old = authority::create("default", aegis::key_kind::ecdsa_p256,
                               std::chrono::seconds{1});
  put("ca-cert.pem", old->cert_pem());
  put("ca-key.pem", old->key_pem());
  BOOST_TEST(
    fails_with(run(), ec::expired, dir / "ca-cert.pem", "expired on 20"));
}

BOOST_AUTO_TEST_CASE(encrypted_key_needs_its_passphrase) {
  put("node-1-key.pem", *to_pem(own.key.get(), "secret"));
  auto options = in(dir);
  BOOST_TEST(fails_with(load_or_generate(options), ec::encrypted_key,
                        dir / "node-1-key.pem"));
  options.tls.passphrase = "wrong";
  BOOST_TEST(fails_with(load_or_generate(options), ec::encrypted_key,
                        dir / "node-1-key.pem"));
  options.tls.passphrase = "secret";
  BOOST_TEST(succeeds(load_or_generate(options)));
}

BOOST_AUTO_TEST_CASE(keys_readable_by_others_are_refused) {
  put("node-1-key.pem", own.key_pem(), 0644);
  BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir / "node-1-key.pem",
                        "0644"));
  remove_pair();
  put("ca-key.pem", ca.key_pem(), 0604);
  BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir / "ca-key.pem"));
}

BOOST_AUTO_TEST_CASE(key_readable_by_its_group_needs_the_option) {
  put("node-1-key.pem", own.key_pem(), 0640);
  BOOST_TEST(
    fails_with(run(), ec::insecure_permissions, dir / "node-1-key.pem"));
  auto options = in(dir);
  options.tls.insecure_allow_group_readable_key = true;
  BOOST_TEST(succeeds(load_or_generate(options)));
}

BOOST_AUTO_TEST_CASE(directory_that_anybody_can_change_is_refused) {
  BOOST_TEST(::chmod(dir.path().c_str(), 0777) == 0);
  BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir.path()));
  BOOST_TEST(::chmod(dir.path().c_str(), 01777) == 0);
  BOOST_TEST(succeeds(run()));
}

BOOST_AUTO_TEST_CASE(half_a_set_is_not_completed_with_strangers) {
  remove("node-1-key.pem");
  BOOST_TEST(
    fails_with(run(), ec::file_error, dir / "node-1-key.pem", "missing"));
  put("node-1-key.pem", own.key_pem());
  remove("ca-cert.pem");
  BOOST_TEST(fails_with(run(), ec::file_error, dir / "ca-cert.pem", "missing"));
  remove("ca-key.pem");
  BOOST_TEST(fails_with(run(), ec::file_error, dir / "ca-cert.pem", "missing"));
}

BOOST_AUTO_TEST_CASE(ca_is_not_replaced_under_the_feet_of_other_nodes) {
  auto other = issue(ca, good_subject("other"));
  remove_pair();
  put("other-cert.pem", other.cert_pem());
  remove("ca-cert.pem");
  remove("ca-key.pem");
  BOOST_TEST(fails_with(run(), ec::file_error, dir / "ca-cert.pem", "missing"));
}

BOOST_AUTO_TEST_CASE(certificate_cannot_be_issued_without_the_ca_key) {
  remove_pair();
  remove("ca-key.pem");
  BOOST_TEST(fails_with(run(), ec::file_error, dir / "ca-key.pem", "missing"));
}

BOOST_AUTO_TEST_CASE(weak_key_that_is_there_gets_no_certificate) {
  remove("node-1-cert.pem");
  evp_pkey_ptr weak{EVP_RSA_gen(1024)};
  put("node-1-key.pem", *to_pem(weak.get(), ""));
  BOOST_TEST(fails_with(run(), ec::bad_usage, dir / "node-1-cert.pem"));
}

BOOST_AUTO_TEST_CASE(directory_that_cannot_be_used_is_named) {
  auto options = in(dir);
  for (auto where : {dir / "ca-key.pem", dir / "ca-key.pem/sub",
                     std::string{"/proc/absent"}, std::string{"/proc/self"}}) {
    options.dir = where;
    BOOST_TEST(fails_with(load_or_generate(options), ec::file_error, where));
  }
  options.dir.clear();
  BOOST_TEST(
    fails_with(load_or_generate(options), ec::invalid_argument, "directory"));
}

BOOST_AUTO_TEST_CASE(link_to_nowhere_is_neither_followed_nor_replaced) {
  remove_pair();
  BOOST_TEST(::symlink("nowhere", (dir / "node-1-key.pem").c_str()) == 0);
  BOOST_TEST(fails_with(run(), ec::file_error, dir / "node-1-key.pem"));
  BOOST_TEST(std::filesystem::is_symlink(dir / "node-1-key.pem"));
  BOOST_TEST(::unlink((dir / "node-1-key.pem").c_str()) == 0);
}

BOOST_AUTO_TEST_CASE(bad_node_ids_never_reach_the_file_system) {
  std::string too_long(65, 'x');
  for (std::string id : {std::string{}, std::string{".."}, std::string{"../x"},
                         std::string{"a/b"}, std::string{"a\nb"},
                         std::string{"a\0b", 3}, too_long, std::string{"-x"}}) {
    auto options = in(dir, id);
    BOOST_TEST(fails_with(load_or_generate(options), ec::invalid_id));
  }
}

BOOST_AUTO_TEST_CASE(node_cannot_be_called_like_the_ca) {
  BOOST_TEST(
    fails_with(load_or_generate(in(dir, "ca")), ec::invalid_id, "\"ca\""));
}

BOOST_AUTO_TEST_CASE(bad_mesh_name_is_refused) {
  auto options = in(dir);
  options.mesh = "a/b";
  BOOST_TEST(
    fails_with(load_or_generate(options), ec::invalid_argument, "mesh"));
}

BOOST_AUTO_TEST_CASE(directory_that_its_group_may_change_is_refused) {
  for (mode_t mode : {0770, 0702}) {
    BOOST_TEST(::chmod(dir.path().c_str(), mode) == 0);
    BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir.path(),
                          mode == 0770 ? "0770" : "0702"));
  }
  BOOST_TEST(::chmod(dir.path().c_str(), 0755) == 0);
  BOOST_TEST(succeeds(run()));
}

BOOST_AUTO_TEST_CASE(certificates_that_others_may_change_are_refused) {
  for (std::string name : {"ca-cert.pem", "node-1-cert.pem"}) {
    auto text = before[name];
    for (unsigned mode : {0664u, 0646u}) {
      put(name, text, mode);
      BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir / name,
                            mode == 0664u ? "0664" : "0646"));
    }
    put(name, text, 0644);
    BOOST_TEST(succeeds(run()));
  }
}

BOOST_AUTO_TEST_CASE(what_belongs_to_another_user_is_refused) {
  if (::geteuid() != 0)
    return; // only root can give files away
  constexpr uid_t stranger = 4711;
  for (std::string name :
       {"ca-cert.pem", "node-1-cert.pem", "node-1-key.pem"}) {
    auto path = dir / name;
    BOOST_REQUIRE(::chown(path.c_str(), stranger, 0) == 0);
    BOOST_TEST(fails_with(run(), ec::insecure_permissions, path, "4711"));
    BOOST_REQUIRE(::chown(path.c_str(), 0, 0) == 0);
  }
  BOOST_REQUIRE(::chown(dir.path().c_str(), stranger, 0) == 0);
  BOOST_TEST(fails_with(run(), ec::insecure_permissions, dir.path(), "4711"));
  BOOST_REQUIRE(::chown(dir.path().c_str(), 0, 0) == 0);
  BOOST_TEST(succeeds(run()));
}

BOOST_AUTO_TEST_CASE(lock_file_that_leads_elsewhere_is_not_followed) {
  remove_pair();
  auto lock = dir / ".aegis.lock";
  auto elsewhere = dir.path() + "-elsewhere";
  BOOST_REQUIRE(::symlink(elsewhere.c_str(), lock.c_str()) == 0);
  BOOST_TEST(fails_with(run(), ec::file_error, lock));
  BOOST_TEST(!std::filesystem::exists(elsewhere));
}

BOOST_AUTO_TEST_SUITE_END()
