#pragma once

#include "mesh/record.hpp"

namespace aegis::mesh {

/// Signs what a node says, with its own key. Used by one actor at a time.
class record_signer {
public:
  virtual ~record_signer() = default;

  /// Signs a record: this node's own, or in a mesh with a single source of
  /// truth any that the source edits.
  virtual seal_ptr sign(const node_info& x, timestamp_ms now) = 0;

  /// Signs an accusation by this node of the node and incarnation of `x`.
  virtual accusation accuse(const node_info& x, accusation_kind kind,
                            timestamp_ms now)
    = 0;
};

} // namespace aegis::mesh
