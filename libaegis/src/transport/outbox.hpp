#pragma once

#include <atomic>
#include <cstddef>

namespace aegis::transport {

/// Counts what waits for the I/O thread, on the way from senders of this process
/// to actors of others. CAF's mailboxes have no limit, so this is where a flood
/// ends before it takes all memory.
///
/// Thread-safe.
class outbox {
public:
  /// Messages that wait, some hundred bytes each beside their content; the I/O
  /// thread sorts as many in less than half a second.
  static constexpr std::size_t messages_max = 65'536;

  /// Bytes of messages that wait: those that fill a connection's own backlog and
  /// as much again, see `defaults::bulk_backlog_max_bytes`.
  static constexpr std::size_t bytes_max = 256u << 20;

  /// A message is about to wait.
  /// @param always  beyond the limit too
  /// @returns false if it must not.
  bool enter(bool always) {
    auto waiting = messages_.fetch_add(1, std::memory_order_relaxed);
    if (waiting < messages_max || always)
      return true;
    leave(0);
    return false;
  }

  /// It is so large. A message alone may be larger than the limit.
  /// @param always  beyond the limit too
  /// @returns false if it must not wait; it has left then.
  bool weigh(std::size_t bytes, bool always) {
    auto waiting = bytes_.fetch_add(bytes, std::memory_order_relaxed);
    if (waiting == 0 || waiting + bytes <= bytes_max || always)
      return true;
    leave(bytes);
    return false;
  }

  /// A message does not wait any more. @param bytes  that were weighed
  void leave(std::size_t bytes) {
    messages_.fetch_sub(1, std::memory_order_relaxed);
    bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  }

private:
  std::atomic<std::size_t> messages_{0};
  std::atomic<std::size_t> bytes_{0};
};

} // namespace aegis::transport
