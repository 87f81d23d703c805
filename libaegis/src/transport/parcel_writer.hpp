#pragma once

#include "aegis/fault.hpp"
#include "transport/parcel.hpp"
#include "transport/shared_buffers.hpp"

#include <caf/fwd.hpp>

#include <string>
#include <vector>

namespace aegis::transport {

/// Writes messages in the threads of their senders. Thread-safe.
class parcel_writer {
public:
  explicit parcel_writer(caf::actor_system& sys);

  /// Writes a message to a proxy.
  /// @returns `ec::unsupported` if its types cannot be written,
  ///          `ec::payload_too_large` if no frame holds it.
  outcome<parcel_ptr> write(const caf::mailbox_element& x,
                            caf::strong_actor_ptr to);

  /// Memory of large frames.
  shared_buffers& buffers() {
    return buffers_;
  }

private:
  outcome<done> write_to(std::vector<char>& bytes,
                         const caf::mailbox_element& x);

  caf::actor_system& system_;
  std::string self_; ///< our node id as it is written
  shared_buffers buffers_;
};

} // namespace aegis::transport
