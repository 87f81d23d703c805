// In: reasons to sync: a request, a new link, a change, the timer. Out: a frame
// to the peer's endpoint with what the topology actor has for it, and to the
// topology actor what the peer answered.

#include "actors/answer.hpp"
#include "actors/peers/peer_manager.hpp"
#include "aegis/error.hpp"
#include "wire/frame_codec.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace aegis::detail {

namespace {

/// Syncs in a row that follow at once because the tables still differ. An
/// honest peer needs ten for 20,000 records, and two more after a restart or
/// for missing certificates; the timer does the rest.
constexpr unsigned repeated_syncs_max = 16;

/// The longest pause before a push, in those after a calm: news of a mesh that
/// falls apart take a second to all of 1,000 nodes.
constexpr int push_pause_max = 8;

/// After so many pauses without news it is calm.
constexpr int push_calm = 2;

bool is_busy(const caf::expected<sync_summary>& x) {
  return x ? x->busy : x.error() == ec::overloaded;
}

/// Adds up the syncs of a round with several peers.
struct sync_round {
  std::size_t open = 0;
  sync_summary total;
  sync_callback done;

  void add(const caf::expected<sync_summary>& x) {
    if (x) {
      total.peers += x->peers;
      total.changes += x->changes;
      total.version = std::max(total.version, x->version);
    }
    if (--open == 0 && done)
      done(total);
  }
};

} // namespace

caf::result<sync_summary>
peer_manager_state::on_peer_sync(const peer_sync_request& x) {
  auto promise = self->make_response_promise<sync_summary>();
  auto answer = [promise](const caf::expected<sync_summary>& result) mutable {
    if (result)
      promise.deliver(*result);
    else
      promise.deliver(result.error());
  };
  if (x.node_id.empty())
    sync_with_all(answer);
  else
    sync_with(x.node_id, answer);
  return promise;
}

void peer_manager_state::sync_with_all(sync_callback done) {
  auto round = std::make_shared<sync_round>();
  round->done = std::move(done);
  auto version = topology_view{deps.snapshots->read()}.version();
  round->total.version = version;
  round->open = links.size() + 1;
  auto peers = some_connected_peers(links.size());
  for (const auto& peer : peers)
    sync_with(peer, [round](const auto& x) { round->add(x); });
  round->add(sync_summary{}); // stands for the loop itself
}

void peer_manager_state::sync_with(const std::string& peer,
                                   sync_callback done) {
  if (links.count(peer) == 0) {
    if (done)
      done(table.find(peer) == 0
             ? unknown_peer(peer)
             : make_error(ec::not_connected,
                          "peer " + peer + ": is not connected"));
    return;
  }
  if (syncs.add(peer, std::move(done)))
    begin_sync(peer);
}

void peer_manager_state::begin_sync(const std::string& peer) {
  auto failed = [this, peer](const caf::error& why) {
    if (is_busy(why))
      return put_sync_off(peer, why);
    end_sync(peer, local_failure(why));
  };
  auto send = [this, peer](const v1::SyncRequest& request) {
    ask(peer, wire::pack(request), deps.settings.peers.sync_timeout,
        [this, peer](caf::expected<frame> answer) {
          take_sync_answer(peer, std::move(answer));
        });
  };
  self->request(deps.topology, deps.settings.local_timeout, sync_start{peer})
    .then(send, failed);
}

void peer_manager_state::take_sync_answer(const std::string& peer,
                                          caf::expected<frame> answer) {
  if (!answer)
    return end_sync(peer, answer.error());
  auto response = wire::unpack<v1::SyncResponse>(*answer);
  if (!response)
    return end_sync(peer, to_error(response.error()));
  if (response->accepted() > 0)
    push_on();
  self
    ->request(deps.topology, deps.settings.local_timeout,
              sync_answer{peer, std::move(*response)})
    .then(
      [this, peer](const sync_summary& x) {
        return is_busy(x) ? put_sync_off(peer, x) : end_sync(peer, x);
      },
      [this, peer](const caf::error& why) {
        end_sync(peer, local_failure(why));
      });
}

/// One of both is busy: tries again when it may not be any more, as one of them
/// may have news for the other; a few times, then the timer does the rest. If
/// somebody waits for the end of it, it goes on; else others may come first.
void peer_manager_state::put_sync_off(const std::string& peer,
                                      const caf::expected<sync_summary>& x) {
  auto is_last = ++repeated_syncs[peer] > repeated_syncs_max;
  if (!is_last && syncs.has_callers(peer)) {
    self->delayed_send(self, catch_up_pause.next(random), sync_retry{peer});
    return;
  }
  if (is_last) {
    forget_syncs(peer);
  } else if (std::find(put_off.begin(), put_off.end(), peer) == put_off.end()) {
    put_off.push_back(peer);
  }
  end_sync(peer, x);
  catch_up_soon();
}

void peer_manager_state::on_sync_retry(const sync_retry& x) {
  begin_sync(x.peer);
}

void peer_manager_state::catch_up_soon() {
  if (!put_off.empty() && !std::exchange(catch_up_scheduled, true))
    self->delayed_send(self, catch_up_pause.next(random), catch_up_due{});
}

void peer_manager_state::on_catch_up_due() {
  catch_up_scheduled = false;
  if (put_off.empty())
    return;
  std::swap(put_off[random.below(put_off.size())], put_off.back());
  auto peer = std::move(put_off.back());
  put_off.pop_back();
  sync_with(peer, nullptr);
  catch_up_soon();
}

/// Nothing is left to do for a peer.
void peer_manager_state::settle(const std::string& peer) {
  catch_up_pause.reset();
  put_off.erase(std::remove(put_off.begin(), put_off.end(), peer),
                put_off.end());
}

/// The same, and the next sync with it begins anew.
void peer_manager_state::forget_syncs(const std::string& peer) {
  settle(peer);
  repeated_syncs.erase(peer);
}

void peer_manager_state::end_sync(const std::string& peer,
                                  const caf::expected<sync_summary>& x) {
  if (!x)
    caf::anon_send(deps.topology, sync_failure{peer});
  else if (!x->busy)
    settle(peer);
  for (auto& done : syncs.finish(peer))
    if (done)
      done(x);
  auto connected = links.count(peer) != 0;
  if (syncs.next(peer)) {
    if (connected)
      begin_sync(peer);
    else
      end_sync(peer, make_error(ec::peer_lost,
                                "peer " + peer + ": the connection ended"));
  } else if (connected && x && x->again
             && ++repeated_syncs[peer] <= repeated_syncs_max) {
    sync_with(peer, nullptr);
  } else if (!is_busy(x)) {
    repeated_syncs.erase(peer);
  }
}

void peer_manager_state::schedule_sync() {
  // Spread, so that nodes which started together do not sync together.
  auto interval = deps.settings.topology.sync_interval;
  auto spread = random.below(static_cast<std::uint64_t>(interval.count()) + 1);
  self->delayed_send(self, interval / 2 + std::chrono::milliseconds{spread},
                     sync_due{});
}

void peer_manager_state::on_sync_due() {
  if (!started)
    return;
  for (const auto& peer : some_connected_peers(1))
    sync_with(peer, nullptr);
  schedule_sync();
}

/// News after a calm travel at once. While they keep coming, each push waits
/// twice as long as the one before, so that more of them travel together.
void peer_manager_state::push_soon() {
  if (links.empty() || std::exchange(push_scheduled, true))
    return;
  auto shortest = deps.settings.topology.push_delay;
  auto is_calm = self->clock().now() - pushed_at > push_calm * push_pause;
  push_pause
    = is_calm ? shortest : std::min(2 * push_pause, push_pause_max * shortest);
  self->delayed_send(self, push_pause, push_due{});
}

void peer_manager_state::on_push_due() {
  push_scheduled = false;
  pushed_at = self->clock().now();
  for (const auto& peer :
       some_connected_peers(deps.settings.topology.push_fan_out, told)) {
    told.insert(peer);
    sync_with(peer, nullptr);
  }
}

/// A peer did not know what it was told: others may not know it either. Those
/// that are left hear it in turn, until some knew it already (the feedback of
/// rumour mongering: Demers et al., "Epidemic Algorithms for Replicated Database
/// Maintenance", 1987, section 1.4). Each peer once, whatever it says.
void peer_manager_state::push_on() {
  if (told.size() < links.size())
    push_soon();
}

std::vector<std::string>
peer_manager_state::some_connected_peers(std::size_t count,
                                         const std::set<std::string>& but) {
  std::vector<std::string> result;
  result.reserve(links.size());
  for (const auto& [id, link] : links)
    if (but.count(id) == 0)
      result.push_back(id);
  // The first `count` places of a Fisher-Yates shuffle.
  count = std::min(count, result.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(result[i], result[i + random.below(result.size() - i)]);
  result.resize(count);
  return result;
}

} // namespace aegis::detail
