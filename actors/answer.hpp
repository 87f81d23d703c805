#pragma once

#include "aegis/defaults.hpp"
#include "aegis/error.hpp"
#include "core/utf8.hpp"

#include <caf/error.hpp>
#include <caf/sec.hpp>

#include <string>
#include <utility>

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
/// category aegis that names the peer. The text may be the peer's: it is cut and
/// made fit for a log.
inline caf::error peer_failure(const std::string& peer, const caf::error& why) {
  if (why == caf::sec::request_timeout)
    return make_error(ec::deadline, "peer " + peer + ": no answer in time");
  auto text
    = why.category() == error_category ? to_fault(why).text : describe(why);
  return make_error(
    code_of(why),
    "peer " + peer + ": "
      + core::printable_utf8(std::move(text), defaults::frame_text_max_bytes));
}

} // namespace aegis::detail
