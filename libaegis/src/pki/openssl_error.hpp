#pragma once

#include "aegis/fault.hpp"

#include <string>

namespace aegis::pki {

/// Keeps the thread's OpenSSL error queue clean around an operation: what
/// others left there must not be taken for our error, nor ours for theirs.
class error_guard {
public:
  error_guard();
  ~error_guard();
  error_guard(const error_guard&) = delete;
  error_guard& operator=(const error_guard&) = delete;
};

/// Returns the reason of the earliest error in the thread's queue, in OpenSSL's
/// words, and empties the queue.
std::string take_openssl_error();

/// A fault for an OpenSSL function that fails only without memory or entropy.
fault openssl_fault(const char* action);

} // namespace aegis::pki
