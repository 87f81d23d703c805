#include "actors/peers/open_frames.hpp"

#include <utility>

namespace aegis::detail {

outcome<open_frames::ticket> open_frames::open(const std::string& peer,
                                               frame_callback done) {
  auto& open = by_peer_[peer];
  if (open.size() >= max_)
    return fault{ec::overloaded, "peer " + peer + ": "
                                   + std::to_string(open.size())
                                   + " requests are unanswered"};
  open.emplace(++last_, std::move(done));
  return last_;
}

void open_frames::close(const std::string& peer, ticket which,
                        caf::expected<frame> x) {
  auto i = by_peer_.find(peer);
  if (i == by_peer_.end())
    return;
  auto node = i->second.extract(which);
  if (i->second.empty())
    by_peer_.erase(i);
  if (node)
    node.mapped()(std::move(x));
}

void open_frames::fail(const std::string& peer, const caf::error& why) {
  auto node = by_peer_.extract(peer);
  if (!node)
    return;
  for (auto& request : node.mapped())
    request.second(why);
}

void open_frames::fail_all(const caf::error& why) {
  for (auto& [peer, open] : std::exchange(by_peer_, {}))
    for (auto& request : open)
      request.second(why);
}

std::size_t open_frames::count(const std::string& peer) const {
  auto i = by_peer_.find(peer);
  return i == by_peer_.end() ? 0 : i->second.size();
}

} // namespace aegis::detail
