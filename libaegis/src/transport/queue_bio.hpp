#pragma once

#include "transport/byte_queue.hpp"

#include <openssl/bio.h>

namespace aegis::transport {

/// What an OpenSSL object reads from and writes to instead of a socket.
struct queue_pair {
  byte_queue incoming; ///< cipher bytes from the peer
  byte_queue outgoing; ///< cipher bytes for the peer
  bool eof = false;    ///< the peer will send nothing more
};

/// Returns a BIO over `queues`, which must outlive it, or nullptr if OpenSSL
/// runs out of memory. Reading from an empty queue is a retry, or the end if
/// `eof` is set; writing always succeeds.
BIO* make_queue_bio(queue_pair& queues);

} // namespace aegis::transport
