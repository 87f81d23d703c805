#pragma once

#include "transport/actor_pair.hpp"
#include "transport/large_message.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>
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

  /// Payloads that are held.
  std::size_t bytes() const {
    return bytes_;
  }

  void clear();

private:
  std::deque<item> items_;
  std::unordered_map<actor_pair, std::size_t, actor_pair::hasher> pairs_;
  std::size_t bytes_ = 0;
};

} // namespace aegis::transport
