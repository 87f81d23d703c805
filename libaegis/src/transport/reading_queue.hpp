#pragma once

#include "transport/id_pair.hpp"
#include "transport/large_message.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace aegis::transport {

/// Large messages of one peer that are being read, and what came after them and
/// must not overtake them: messages of the same sender to the same receiver, and
/// deaths. All else passes.
///
/// Pure; not thread-safe: who reads a message says so in the thread of the queue.
class reading_queue {
public:
  struct item {
    std::shared_ptr<large_message> large; ///< or else a small frame:
    frame_header header;
    std::vector<char> payload;
  };

  bool empty() const {
    return items_.empty();
  }

  /// True if a frame that came may not be handled before those in here.
  bool must_wait(const frame_header& x) const;

  void push_large(std::shared_ptr<large_message> x);

  /// @pre `must_wait(header)`
  void push_small(const frame_header& header, std::string_view payload);

  /// Takes out what came first, unless it is still being read.
  /// @param next  is set to it
  /// @returns false if there is nothing.
  bool pop(item& next);

  /// Payloads of large messages that are held.
  std::size_t large_bytes() const {
    return large_bytes_;
  }

  /// Memory of small frames that are held.
  std::size_t small_bytes() const {
    return small_bytes_;
  }

  void clear();

private:
  static std::size_t cost_of(const item& x);
  void forget_pair(const frame_header& x);

  std::deque<item> items_;
  std::map<id_pair, std::size_t> pairs_; ///< of messages; the peer's numbers
  std::size_t large_bytes_ = 0;
  std::size_t small_bytes_ = 0;
};

} // namespace aegis::transport
