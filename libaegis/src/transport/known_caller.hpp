#pragma once

#include "aegis/caller.hpp"

#include <optional>

namespace aegis::transport {

/// An actor that stands for another as the sender of messages, and knows who
/// that one is. `caller_of` believes it, so only actors of this library may be
/// one.
class known_caller {
public:
  virtual ~known_caller() = default;

  /// Nothing if it is nobody of this mesh. Thread-safe.
  virtual std::optional<caller> who() const = 0;
};

} // namespace aegis::transport
