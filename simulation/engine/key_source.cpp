// In: ids of nodes. Out: their keys, and who judges them.

#include "simulation/engine/key_source.hpp"

#include "pki/authority.hpp"
#include "pki/credentials.hpp"
#include "seal/pki_keys.hpp"
#include "simulation/engine/stand_in_keys.hpp"

#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace aegis::simulation {

namespace {

class stand_in_source final : public key_source {
public:
  explicit stand_in_source(std::string mesh)
    : mesh_(std::move(mesh)), judge_(remember(make_stand_in_judge(mesh_))) {}

  node_keys make(const std::string& node_id) override {
    auto papers = std::make_shared<certificate>();
    papers->common_name = node_id;
    papers->subject = "CN=" + node_id;
    papers->issuer = "CN=" + mesh_;
    papers->uris = {"spiffe://" + mesh_ + "/node/" + node_id};
    papers->not_after = timestamp_ms::max();
    return {make_stand_in_key(mesh_, node_id), std::move(papers)};
  }

  seal::key_judge_ptr judge() const override {
    return judge_;
  }

private:
  std::string mesh_;
  seal::key_judge_ptr judge_;
};

template <class T>
T take(outcome<T> x) {
  if (!x)
    throw std::runtime_error{to_string(x.error())};
  return std::move(*x);
}

class real_source final : public key_source {
public:
  explicit real_source(std::string mesh)
    : mesh_(std::move(mesh)),
      authority_(take(pki::authority::create(mesh_, key_kind::ecdsa_p256))),
      judge_(remember(seal::make_key_judge(credentials("judge")))) {}

  node_keys make(const std::string& node_id) override {
    auto own = credentials(node_id);
    auto papers = std::make_shared<const certificate>(own->info);
    return {seal::make_signing_key(std::move(own)), std::move(papers)};
  }

  seal::key_judge_ptr judge() const override {
    return judge_;
  }

private:
  pki::credentials_ptr credentials(const std::string& node_id) const {
    auto who = pki::node_subject(node_id, mesh_, {}, key_kind::ecdsa_p256);
    auto made = take(authority_.issue(who));
    pki::credential_parts parts;
    parts.certs.push_back(std::move(made.cert));
    parts.key = std::move(made.key);
    parts.roots.push_back(pki::share(authority_.cert()));
    parts.from = {"certificate", "key", "authority"};
    tls_options rules;
    rules.insecure_allow_expired = true; // virtual time is any time
    return take(pki::assemble(std::move(parts), node_id, mesh_, rules));
  }

  std::string mesh_;
  pki::authority authority_;
  seal::key_judge_ptr judge_;
};

class remembering_judge final : public seal::key_judge {
public:
  explicit remembering_judge(seal::key_judge_ptr x) : judge_(std::move(x)) {}

  std::string fingerprint(const std::string& certificate) const override {
    if (auto known = find(certificate))
      return known->fingerprint;
    return judge_->fingerprint(certificate);
  }

  outcome<seal::examined_ptr>
  examine(const std::string& certificate) const override {
    if (auto known = find(certificate))
      return known;
    auto result = judge_->examine(certificate);
    if (!result)
      return result;
    std::unique_lock guard{mtx_};
    return known_.emplace(certificate, std::move(*result)).first->second;
  }

private:
  seal::examined_ptr find(const std::string& certificate) const {
    std::unique_lock guard{mtx_};
    auto i = known_.find(certificate);
    return i != known_.end() ? i->second : nullptr;
  }

  seal::key_judge_ptr judge_;
  mutable std::mutex mtx_;
  mutable std::unordered_map<std::string, seal::examined_ptr>
    known_; ///< guarded by mtx_
};

} // namespace

std::unique_ptr<key_source> make_stand_in_source(const std::string& mesh) {
  return std::make_unique<stand_in_source>(mesh);
}

std::unique_ptr<key_source> make_real_source(const std::string& mesh) {
  return std::make_unique<real_source>(mesh);
}

seal::key_judge_ptr remember(seal::key_judge_ptr x) {
  return std::make_shared<remembering_judge>(std::move(x));
}

} // namespace aegis::simulation
