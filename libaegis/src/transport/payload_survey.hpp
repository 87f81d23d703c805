#pragma once

#include "transport/payload_verdict.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace aegis::transport {

/// What `link_guard` asks of a payload that is to be sent. It takes a look at
/// every byte, so that it is found by who sends and not by the I/O thread.
struct payload_survey {
  std::size_t bytes = 0;
  payload_verdict content = payload_verdict::ok;
  std::vector<std::uint64_t> named; ///< actors of ours whose handles it holds
};

/// Looks through a payload. Pure.
/// @param self  our node id as it is written
payload_survey survey(std::string_view payload, bool is_response,
                      std::string_view self);

} // namespace aegis::transport
