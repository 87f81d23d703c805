// In: a run of the health checkers. Out: a ping through the peer manager.

#include "actors/node/ask.hpp"
#include "actors/node/node_impl.hpp"
#include "aegis/node.hpp"

#include <caf/actor_cast.hpp>

#include <utility>

namespace aegis {

namespace {

class ping_checker : public health_checker {
public:
  ping_checker(caf::weak_actor_ptr peers, std::string peer_id,
               std::chrono::milliseconds timeout)
    : peers_(std::move(peers)),
      peer_id_(std::move(peer_id)),
      timeout_(timeout) {}

  std::string name() const override {
    return "ping " + peer_id_;
  }

  outcome<done> check() override {
    auto ptr = peers_.lock();
    if (!ptr)
      return fault{ec::shutting_down, "the node has ended"};
    auto& sys = *ptr->home_system;
    auto peers = caf::actor_cast<peer_manager_actor>(std::move(ptr));
    auto pong
      = detail::ask<ping_result>(sys, peers, timeout_, ping_request{peer_id_});
    if (!pong)
      return to_fault(pong.error());
    return done{};
  }

private:
  caf::weak_actor_ptr peers_;
  std::string peer_id_;
  std::chrono::milliseconds timeout_;
};

} // namespace

health_checker_ptr make_ping_checker(const node& x, std::string peer_id) {
  auto peers = caf::actor_cast<caf::weak_actor_ptr>(x.peer_manager_handle());
  return std::make_shared<ping_checker>(std::move(peers), std::move(peer_id),
                                        defaults::ping_timeout
                                          + defaults::local_timeout);
}

} // namespace aegis
