#include "actors/services/parked_messages.hpp"

#include <iterator>
#include <utility>

namespace aegis::detail {

std::vector<parked_messages::entry> parked_messages::expire(time_point limit) {
  std::vector<entry> result;
  std::unique_lock guard{mtx_};
  while (!queue_.empty() && queue_.front().since <= limit) {
    result.push_back(std::move(queue_.front()));
    queue_.pop_front();
    --count_;
  }
  return result;
}

std::vector<parked_messages::entry> parked_messages::take_all() {
  return expire(time_point::max());
}

std::optional<parked_messages::time_point> parked_messages::oldest() const {
  std::unique_lock guard{mtx_};
  if (queue_.empty())
    return std::nullopt;
  return queue_.front().since;
}

std::deque<parked_messages::entry> parked_messages::take_all_queued() {
  std::unique_lock guard{mtx_};
  return std::exchange(queue_, {});
}

void parked_messages::put_back(std::deque<entry> batch) {
  std::unique_lock guard{mtx_};
  batch.insert(batch.end(), std::make_move_iterator(queue_.begin()),
               std::make_move_iterator(queue_.end()));
  queue_.swap(batch);
}

} // namespace aegis::detail
