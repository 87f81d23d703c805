#pragma once

#include "mesh/record_signer.hpp"
#include "seal/keys.hpp"

#include <chrono>
#include <string>

namespace aegis::seal {

/// Signs with this node's key what it says about itself and others. One actor's.
class own_signer final : public mesh::record_signer {
public:
  /// @param lifetime  how long signatures of records hold, at most until the
  ///                  certificate ends
  own_signer(std::string mesh, std::string node_id, signing_key_ptr key,
             std::chrono::milliseconds lifetime)
    : mesh_(std::move(mesh)),
      node_id_(std::move(node_id)),
      key_(std::move(key)),
      lifetime_(lifetime) {}

  mesh::seal_ptr sign(const node_info& x, timestamp_ms now) override;

  mesh::accusation accuse(const node_info& x, accusation_kind kind,
                          timestamp_ms now) override;

  const signing_key& key() const {
    return *key_;
  }

  /// Signs with another key from now on.
  void replace(signing_key_ptr key) {
    key_ = std::move(key);
  }

private:
  std::string mesh_;
  std::string node_id_;
  signing_key_ptr key_;
  std::chrono::milliseconds lifetime_;
};

} // namespace aegis::seal
