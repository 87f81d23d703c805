#pragma once

#include "aegis/error.hpp"

#include <caf/error.hpp>
#include <caf/sec.hpp>

#include <string>

namespace aegis::detail {

/// Turns an error of a request between two actors of this node into one of the
/// category aegis. An actor that is gone is taken for the node's shutdown.
inline caf::error local_failure(const caf::error& why) {
  if (why.category() == error_category)
    return why;
  if (why == caf::sec::request_receiver_down)
    return make_error(ec::shutting_down, "this node is shutting down");
  return make_error(code_of(why), "an actor of this node: " + describe(why));
}

/// Turns an error of a request to the endpoint of a peer into one of the
/// category aegis that names the peer.
inline caf::error peer_failure(const std::string& peer, const caf::error& why) {
  if (why.category() == error_category)
    return why;
  if (why == caf::sec::request_timeout)
    return make_error(ec::deadline, "peer " + peer + ": no answer in time");
  return make_error(code_of(why), "peer " + peer + ": " + describe(why));
}

} // namespace aegis::detail
