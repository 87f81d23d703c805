#pragma once

#include "mesh/accusation.hpp"
#include "pki/authority.hpp"
#include "pki/credentials.hpp"

#include <aegis/v1/mesh.pb.h>

#include <map>
#include <string>

namespace aegis::test {

/// A mesh's certificate authority and the credentials of its nodes, made when
/// they are asked for. ECDSA, as that is quick.
class mesh_keys {
public:
  explicit mesh_keys(std::string mesh = "default");

  /// The ones that the tests of one process share, of the mesh "default".
  static mesh_keys& shared();

  const pki::credentials_ptr& of(const std::string& id);

  /// The record as its owner, or somebody who has another node's key, signs it.
  v1::SignedRecord sign(const node_info& x, timestamp_ms now);
  v1::SignedRecord sign_as(const std::string& signer, const node_info& x,
                           timestamp_ms now,
                           std::chrono::milliseconds lifetime);

  /// Bytes that are signed as this node's body.
  v1::SignedRecord sign_bytes(const std::string& id, const std::string& body);

  mesh::accusation accuse(const std::string& accuser, const node_info& whom,
                          accusation_kind kind, timestamp_ms now);

  /// A node's certificate as it travels.
  std::string certificate(const std::string& id);

private:
  std::string mesh_;
  pki::authority ca_;
  std::map<std::string, pki::credentials_ptr> nodes_;
};

} // namespace aegis::test
