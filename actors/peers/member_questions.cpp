// In: questions to members, connected or not, and doubts about a link. Out: a
// frame to the member's endpoint, after a dial where none is connected; who
// watches links hears of them.

#include "actors/peers/peer_manager.hpp"
#include "aegis/error.hpp"
#include "mesh/topology_snapshot.hpp"
#include "wire/frame_codec.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

caf::result<frame>
peer_manager_state::on_member_question(const member_question& x) {
  auto promise = self->make_response_promise<frame>();
  auto number = ++last_question;
  questions.emplace(number, promise);
  auto deliver = [this, number](caf::expected<frame> answer) {
    auto open = questions.extract(number);
    if (!open)
      return;
    if (answer)
      open.mapped().deliver(std::move(*answer));
    else
      open.mapped().deliver(answer.error());
  };
  if (links.count(x.node_id) != 0) {
    ask(x.node_id, x.question, x.timeout, deliver);
    return promise;
  }
  auto end = self->clock().now() + x.timeout;
  auto connected = [this, x, end, deliver](const peer_connection&) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      end - self->clock().now());
    ask(x.node_id, x.question, std::max(left, std::chrono::milliseconds{1}),
        deliver);
  };
  auto failed = [x, deliver](const caf::error& why) mutable {
    deliver(why == caf::sec::request_timeout ? make_error(
              ec::timed_out, "peer " + x.node_id + ": no connection in time")
                                             : why);
  };
  // A request, so that the time counts for dials as well.
  self
    ->request(caf::actor_cast<peer_manager_internal_actor>(self), x.timeout,
              short_dial{x.node_id})
    .then(connected, failed);
  return promise;
}

caf::result<peer_connection>
peer_manager_state::on_short_dial(const short_dial& x) {
  auto result = await_connection(x.node_id, {});
  // What failed a while ago is tried again now: the node may be back.
  auto key = table.find(x.node_id);
  if (auto entry = table.find(key); entry && started)
    if (entry->state() == peer_state::backing_off)
      follow(key, entry->hurry());
  return result;
}

// -- links --------------------------------------------------------------------

void peer_manager_state::on_link_watch(const link_watch& x) {
  link_watchers.push_back(x.watcher);
}

void peer_manager_state::tell_of_link(const std::string& id,
                                      std::optional<fault> lost) const {
  for (const auto& watcher : link_watchers)
    caf::anon_send(watcher, link_news{id, lost});
}

void peer_manager_state::verify_link(const std::string& id) {
  if (links.count(id) == 0 || !doubted.insert(id).second)
    return;
  v1::Probe question;
  question.set_sender(deps.node_id);
  auto judge = [this, id, endpoint = links.at(id).endpoint](
                 const caf::expected<frame>& answer) {
    doubted.erase(id);
    auto link = links.find(id);
    if (link == links.end() || link->second.endpoint != endpoint)
      return;
    if (answer)
      sync_with(id, nullptr); // it may have to hear what others say of it
    else if (code_of(answer.error()) == ec::deadline)
      give_link_up(id);
  };
  ask(id, wire::pack(question), deps.settings.detector.probe_interval,
      std::move(judge));
}

void peer_manager_state::give_link_up(const std::string& id) {
  fault why{ec::timed_out, "peer " + id + ": does not answer any more"};
  deps.hub->disconnect(id, why);
  lose_link(id, why);
  auto key = table.find(id);
  if (auto entry = table.find(key))
    follow(key, entry->went_down(why, self->clock().now(), random));
}

void peer_manager_state::on_rival_seen(const rival_seen& x) {
  verify_link(x.node_id);
}

/// A connected node may have begun a new life elsewhere, or be dead: its old
/// connection shows that only after `middleman.connection-timeout`.
void peer_manager_state::doubt_link(const mesh::record_change& x) {
  const auto& id = x.either().info.id;
  auto joined_at = x.either().info.joined_at;
  if (links.count(id) == 0)
    return;
  if (!x.after || x.after->info.status == node_status::down) {
    if (x.before && mesh::is_member(x.before->info))
      verify_link(id);
    return;
  }
  auto [life, is_first] = lives.emplace(id, joined_at);
  if (is_first || joined_at <= life->second)
    return;
  life->second = joined_at;
  verify_link(id);
}

} // namespace aegis::detail
