// In: the application's calls about peers. Out: questions to the peer manager.

#include "actors/node/ask.hpp"
#include "actors/node/node_impl.hpp"
#include "aegis/node.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace aegis {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Before a peer is asked for again whose connection failed: attempts have
/// pauses of their own, but some failures come at once.
constexpr milliseconds pause_after_failure{10};

/// A question to the peer manager.
template <class Answer, class Question>
caf::expected<Answer> ask_peers(const detail::node_core& core,
                                Question question) {
  return detail::ask<Answer>(core.system(), core.actors().peers, core.timeout(),
                             std::move(question));
}

/// One that a peer answers: the peer manager has the time-out, and names the
/// peer.
template <class Answer, class Question>
caf::expected<Answer> ask_remote(const detail::node_core& core,
                                 milliseconds timeout, Question question) {
  return detail::ask<Answer>(core.system(), core.actors().peers,
                             timeout + core.timeout(), std::move(question));
}

/// True if asking again for a connection can only be answered the same; what is
/// answered without an attempt would be asked for without a pause.
bool is_final(ec why) {
  return why == ec::shutting_down || why == ec::not_connected
         || why == ec::overloaded || why == ec::invalid_id
         || why == ec::invalid_argument;
}

} // namespace

caf::expected<void> node::add_peer(peer_address x) {
  return detail::without_value(
    ask_peers<peer_info>(*impl_->core, peer_addition{std::move(x)}));
}

caf::expected<void> node::remove_peer(const std::string& id) {
  return detail::without_value(
    ask_peers<peer_info>(*impl_->core, peer_removal{id}));
}

caf::expected<peer_info> node::peer(const std::string& id) const {
  return ask_peers<peer_info>(*impl_->core, peer_query{id});
}

std::vector<peer_info> node::peers() const {
  return peers_of_type({});
}

std::vector<peer_info> node::peers_of_type(const std::string& type) const {
  auto list = ask_peers<peer_list>(*impl_->core, peers_query{type});
  return list ? std::move(list->peers) : std::vector<peer_info>{};
}

bool node::is_connected(const std::string& id) const {
  auto info = peer(id);
  return info && info->state == peer_state::up;
}

caf::expected<void> node::await_peer(const std::string& id,
                                     milliseconds timeout) {
  auto& core = *impl_->core;
  auto end = steady_clock::now() + std::min(timeout, defaults::wait_max);
  caf::error last
    = make_error(ec::timed_out, "peer " + id + ": not connected in time");
  for (;;) {
    auto left
      = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
    if (left.count() <= 0)
      return last;
    auto up = detail::ask<peer_connection>(core.system(), core.actors().peers,
                                           left, connection_request{id, {}});
    if (up)
      return {};
    auto why = code_of(up.error());
    if (is_final(why))
      return up.error();
    if (why != ec::deadline)
      last = std::move(up.error());
    std::this_thread::sleep_for(std::min(pause_after_failure, left));
  }
}

caf::expected<std::chrono::nanoseconds> node::ping(const std::string& id) {
  auto& core = *impl_->core;
  auto result = ask_remote<ping_result>(
    core, core.options().settings.peers.ping_timeout, ping_request{id});
  if (!result)
    return std::move(result.error());
  return result->round_trip;
}

caf::expected<health> node::peer_health(const std::string& id) {
  auto& core = *impl_->core;
  return ask_remote<health>(core, core.options().settings.peers.ping_timeout,
                            peer_health_request{id});
}

caf::expected<node_info> node::peer_node_info(const std::string& id) {
  auto& core = *impl_->core;
  return ask_remote<node_info>(core, core.options().settings.peers.ping_timeout,
                               peer_node_info_request{id});
}

caf::expected<std::vector<node_info>>
node::peer_topology(const std::string& id) {
  auto& core = *impl_->core;
  auto result
    = ask_remote<node_list>(core, core.options().settings.peers.sync_timeout,
                            peer_topology_request{id});
  if (!result)
    return std::move(result.error());
  return std::move(result->nodes);
}

caf::expected<std::vector<service_id>>
node::peer_services(const std::string& id) {
  auto& core = *impl_->core;
  auto result
    = ask_remote<service_list>(core, core.options().settings.peers.ping_timeout,
                               peer_services_request{id});
  if (!result)
    return std::move(result.error());
  return std::move(result->services);
}

caf::expected<bool> node::sync_topology(const std::string& peer_id) {
  auto& core = *impl_->core;
  if (peer_id.empty())
    return make_error(ec::invalid_argument, "peer: no id");
  auto result
    = ask_remote<sync_summary>(core, core.options().settings.peers.sync_timeout,
                               peer_sync_request{peer_id});
  if (!result)
    return std::move(result.error());
  return result->changes > 0;
}

caf::expected<std::size_t> node::sync_topology_with_all_peers() {
  auto& core = *impl_->core;
  auto result = ask_remote<sync_summary>(
    core, core.options().settings.peers.sync_timeout, peer_sync_request{});
  if (!result)
    return std::move(result.error());
  return result->peers;
}

} // namespace aegis
