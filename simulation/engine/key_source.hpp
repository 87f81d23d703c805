#pragma once

#include "aegis/certificate.hpp"
#include "seal/keys.hpp"

#include <memory>
#include <string>

namespace aegis::simulation {

/// What a node shows of itself, and signs with.
struct node_keys {
  seal::signing_key_ptr key;
  std::shared_ptr<const certificate> papers;
};

/// Where the nodes of a world get their keys.
class key_source {
public:
  virtual ~key_source() = default;

  /// Makes keys for a node. Throws `std::runtime_error` if that fails.
  virtual node_keys make(const std::string& node_id) = 0;

  /// Accepts those that were made here. Thread-safe.
  virtual seal::key_judge_ptr judge() const = 0;
};

/// Of keys that cost next to nothing and protect nobody, see stand_in_keys.hpp.
std::unique_ptr<key_source> make_stand_in_source(const std::string& mesh);

/// Of real ones by P-256, under a certificate authority of their own. They are
/// as random as in production. Certificates are good at any virtual time.
std::unique_ptr<key_source> make_real_source(const std::string& mesh);

/// Remembers what a judge has found, so that all nodes of a world may use it
/// and each certificate is examined once. Thread-safe.
seal::key_judge_ptr remember(seal::key_judge_ptr x);

} // namespace aegis::simulation
