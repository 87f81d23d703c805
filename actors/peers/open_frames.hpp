#pragma once

#include "aegis/error.hpp"
#include "aegis/messages.hpp"

#include <caf/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

namespace aegis::detail {

/// Called exactly once with a peer's answer or why there is none.
using frame_callback = std::function<void(caf::expected<frame>)>;

/// Frames that were sent to peers and are not answered yet.
///
/// CAF 0.17 lets a request through a proxy whose connection ended run into its
/// timeout. Here each request is filed under its peer, so that all of them can
/// be failed the moment the link is down. Not thread-safe.
class open_frames {
public:
  using ticket = std::uint64_t;

  explicit open_frames(std::size_t max_per_peer) : max_(max_per_peer) {}

  /// Files a request.
  /// @returns `ec::overloaded` if too many are open to this peer; `done` is not
  ///          called then.
  outcome<ticket> open(const std::string& peer, frame_callback done);

  /// Hands the result on, unless the request has failed already.
  void close(const std::string& peer, ticket which, caf::expected<frame> x);

  /// Fails all requests to one peer.
  void fail(const std::string& peer, const caf::error& why);

  /// Fails all requests.
  void fail_all(const caf::error& why);

  std::size_t count(const std::string& peer) const;

private:
  using requests = std::map<ticket, frame_callback>;

  std::size_t max_;
  ticket last_ = 0;
  std::unordered_map<std::string, requests> by_peer_;
};

} // namespace aegis::detail
