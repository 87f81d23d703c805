#include "seal/pki_keys.hpp"

#include "pki/member_path.hpp"
#include "pki/signature.hpp"

#include <utility>

namespace aegis::seal {

namespace {

class own_key final : public signing_key {
public:
  explicit own_key(pki::credentials_ptr own)
    : own_(std::move(own)),
      certificate_(pki::to_der(own_->cert.get(), own_->chain)),
      fingerprint_(pki::fingerprint(own_->cert.get())) {}

  std::string sign(std::string_view text) const override {
    auto result = pki::sign(own_->key.get(), text);
    return result ? std::move(*result) : std::string{};
  }

  const std::string& certificate() const override {
    return certificate_;
  }

  const std::string& fingerprint() const override {
    return fingerprint_;
  }

  timestamp_ms not_after() const override {
    return own_->insecure_allow_expired ? timestamp_ms::max()
                                        : own_->info.not_after;
  }

private:
  pki::credentials_ptr own_;
  std::string certificate_;
  std::string fingerprint_;
};

class member_key final : public verifying_key {
public:
  member_key(pki::evp_pkey_ptr key, std::string node_id,
             timestamp_ms not_before, timestamp_ms not_after)
    : key_(std::move(key)),
      node_id_(std::move(node_id)),
      not_before_(not_before),
      not_after_(not_after) {}

  bool verify(std::string_view text,
              std::string_view signature) const override {
    return pki::verify(key_.get(), text, signature);
  }

  const std::string& node_id() const override {
    return node_id_;
  }

  timestamp_ms not_before() const override {
    return not_before_;
  }

  timestamp_ms not_after() const override {
    return not_after_;
  }

private:
  pki::evp_pkey_ptr key_;
  std::string node_id_;
  timestamp_ms not_before_;
  timestamp_ms not_after_;
};

class mesh_judge final : public key_judge {
public:
  explicit mesh_judge(pki::credentials_ptr own) : own_(std::move(own)) {}

  std::string fingerprint(const std::string& certificate) const override {
    return pki::fingerprint_of_der(certificate);
  }

  outcome<examined_ptr> examine(const std::string& certificate) const override {
    pki::peer_check check;
    check.mesh = own_->mesh;
    check.allow_common_name_only = own_->insecure_allow_common_name_only;
    check.what = "certificate of a record";
    auto path = pki::verify_path(certificate, own_->roots, check);
    if (!path)
      return std::move(path).error();
    if (own_->insecure_allow_expired) {
      path->not_before = timestamp_ms::min();
      path->not_after = timestamp_ms::max();
    }
    auto name = fingerprint(path->der);
    auto key = std::make_shared<member_key>(std::move(path->key),
                                            std::move(path->node_id),
                                            path->not_before, path->not_after);
    return std::make_shared<const examined>(std::move(path->der),
                                            std::move(name), std::move(key));
  }

private:
  pki::credentials_ptr own_;
};

} // namespace

signing_key_ptr make_signing_key(pki::credentials_ptr own) {
  return std::make_shared<own_key>(std::move(own));
}

key_judge_ptr make_key_judge(pki::credentials_ptr own) {
  return std::make_shared<mesh_judge>(std::move(own));
}

} // namespace aegis::seal
