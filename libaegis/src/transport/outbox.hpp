#pragma once

#include <caf/mailbox_element.hpp>

#include <atomic>
#include <cstddef>

namespace aegis::transport {

/// What waits for the I/O thread to be written, on the way from senders of this
/// process to actors of others. CAF's mailboxes have no limit, so this is where
/// a flood of small messages ends before it takes all memory; and where what
/// nodes ask each other passes it.
///
/// Thread-safe.
class outbox {
public:
  /// Messages that wait, some hundred bytes each beside their content; the I/O
  /// thread writes as many in less than half a second.
  static constexpr std::size_t messages_max = 65'536;

  /// A message is about to wait.
  /// @returns false if it must not, see `refuse`: beyond the limit answers alone
  ///          may, as their number is that of requests.
  bool enter(caf::mailbox_element& x);

  /// Answers a request `ec::overloaded`. @pre `enter` has said no.
  static void refuse(const caf::mailbox_element& x);

  /// A message does not wait any more.
  void leave(const caf::mailbox_element& x);

private:
  std::atomic<std::size_t> waiting_{0};
};

} // namespace aegis::transport
