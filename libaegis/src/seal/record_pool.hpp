#pragma once

#include "mesh/record.hpp"

#include <string_view>

namespace aegis::seal {

/// Signed records that were parsed and verified before, for many tables in one
/// process. It spares work and memory, and tells no node what it was not told:
/// one finds here what it has in hand already.
///
/// All who share a pool must judge alike: the same mesh, the same trusted
/// authorities.
class record_pool {
public:
  virtual ~record_pool() = default;

  /// Returns the record whose `seal::encoded` this is, or null. It has no
  /// accusations.
  virtual mesh::record_ptr find(std::string_view encoded) const = 0;

  /// Keeps a record whose signature is good. @pre It has no accusations.
  virtual void keep(const mesh::record_ptr& x) = 0;
};

} // namespace aegis::seal
