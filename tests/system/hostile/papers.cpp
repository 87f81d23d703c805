#include "papers.hpp"

#include "../../unit/pki/support.hpp"

namespace aegis::test {

namespace {

pki::subject subject_of(const std::string& id) {
  return pki::node_subject(id, "default", {"127.0.0.1", 0},
                           key_kind::ecdsa_p256);
}

papers issue(const pki::authority& ca, const pki::subject& who,
             const pki::authority& trusted) {
  auto made = pki::test::issue(ca, who);
  return {std::move(made.cert), std::move(made.key),
          pki::share(trusted.cert())};
}

} // namespace

passport_office::passport_office()
  : mesh_(pki::test::make_ca("default")),
    elsewhere_(pki::test::make_ca("elsewhere")) {
  // nop
}

papers passport_office::member(const std::string& id) const {
  return issue(mesh_, subject_of(id), mesh_);
}

papers passport_office::stranger(const std::string& id) const {
  return issue(elsewhere_, subject_of(id), mesh_);
}

papers passport_office::expired(const std::string& id) const {
  return issue(mesh_, pki::test::expired(subject_of(id)), mesh_);
}

papers passport_office::nobody() const {
  return {nullptr, nullptr, pki::share(mesh_.cert())};
}

void passport_office::write(const std::string& dir,
                            const std::string& id) const {
  auto made = pki::test::issue(mesh_, subject_of(id));
  pki::test::write_text(dir + "/ca-cert.pem", mesh_.cert_pem());
  pki::test::write_text(dir + '/' + id + "-cert.pem", made.cert_pem());
  pki::test::write_text(dir + '/' + id + "-key.pem", made.key_pem());
}

} // namespace aegis::test
