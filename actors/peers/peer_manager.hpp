#pragma once

#include "actors/peers/connection_plan.hpp"
#include "actors/peers/open_frames.hpp"
#include "actors/peers/peer_messages.hpp"
#include "actors/peers/peer_table.hpp"
#include "actors/peers/seed_book.hpp"
#include "actors/peers/sync_queue.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/actors.hpp"
#include "aegis/settings.hpp"
#include "mesh/random.hpp"
#include "transport/hub.hpp"
#include "transport/resolver.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

struct peer_manager_deps {
  std::string node_id;
  transport::hub* hub = nullptr;
  topology_internal_actor topology;
  snapshot_cell_ptr snapshots;
  node_settings settings;
  std::function<timestamp_ms()> now; ///< wall clock
  std::uint64_t seed = 0;            ///< of jitter and choices
  seed_sources seeds = {};
};

/// Owns the connections: the table of peers, the links that are up, what waits
/// for them, and where to look for members when there are none.
///
/// Invariants: at most one attempt per peer is under way; a link is in `links`
/// if and only if its entry is up; every promise is answered exactly once, at
/// the latest when the peer's attempt fails, its link ends or the actor does.
///
/// The transport reports links from the I/O thread with messages; all else may
/// come from any actor of the process. If it ends, nothing is dialed or synced
/// any more; nobody starts it again.
struct peer_manager_state {
  using pointer
    = peer_manager_internal_actor::stateful_pointer<peer_manager_state>;

  static constexpr const char* name = "aegis.peers";

  explicit peer_manager_state(pointer ptr) : self(ptr) {}
  ~peer_manager_state();

  void init(peer_manager_deps x);
  peer_manager_internal_actor::behavior_type make_behavior();

  // -- the life of the node (peer_manager.cpp) -------------------------------

  void on_dialing_start();
  void on_dialing_stop();
  void on_table_news(const table_news& x);
  bool greet(const node_info& member, bool is_missing);

  // -- questions (peer_queries.cpp) ------------------------------------------

  caf::result<peer_info> on_peer_query(const peer_query& x);
  peer_list on_peers_query(const peers_query& x);
  peer_info describe_peer(const peer_entry& entry) const;

  // -- connections (peer_connections.cpp) ------------------------------------

  caf::result<peer_info> on_peer_addition(const peer_addition& x);
  caf::result<peer_info> on_peer_removal(const peer_removal& x);
  caf::result<peer_connection>
  on_connection_request(const connection_request& x);
  caf::result<peer_connection> await_connection(const std::string& id,
                                                const std::string& address);
  void on_link_up(const link_up& x);
  void on_link_down(const link_down& x);
  void on_dial_result(const dial_result& x);
  void on_retry_due(const retry_due& x);

  void follow(peer_key key, peer_step step);
  void dial(peer_key key);
  void attempt_failed(peer_key key, const fault& why);
  void answer_waiters(peer_key key, const caf::expected<peer_connection>& x);
  /// An entry has merged into another.
  void move_waiters(peer_key from, peer_key to);
  /// True if the application or a request asked for this peer.
  bool is_wanted(const std::string& id);
  void lose_link(const std::string& id, const fault& why);
  void drop_link(const std::string& id, const fault& why);
  std::string address_in_topology(const std::string& id) const;
  caf::error unknown_peer(const std::string& id) const;

  // -- questions to members, doubts about links (member_questions.cpp) -------

  caf::result<frame> on_member_question(const member_question& x);
  caf::result<peer_connection> on_short_dial(const short_dial& x);
  void on_link_watch(const link_watch& x);
  void on_rival_seen(const rival_seen& x);

  void tell_of_link(const std::string& id,
                    std::optional<fault> lost = std::nullopt) const;
  void doubt_link(const mesh::record_change& x);
  /// Ends the link if its peer does not answer a probe.
  void verify_link(const std::string& id);
  void give_link_up(const std::string& id);

  // -- how many connections, and to whom (connection_upkeep.cpp) -------------

  void on_upkeep_due();
  void on_links_counted(const links_counted& x);

  void schedule_upkeep();
  void dial_random_members();
  /// Connections have changed: those that are missing are dialed soon.
  void dial_soon();
  bool dial_member(const std::string& id);
  std::size_t connections_missing() const;
  void count_links();
  void seek_the_lost();

  // -- seeds (seeds.cpp) -----------------------------------------------------

  void on_seed_list(const seed_list& x);
  void on_seed_result(const seed_result& x);

  void watch_seed_sources();
  void look_seeds_up();
  void dial_seeds(std::size_t count);

  // -- round trips (peer_round_trips.cpp) ------------------------------------

  /// Sends a frame to the endpoint of a connected peer. `done` is called once,
  /// in this actor: with the answer, or with an error at the latest when the
  /// link is down or the time is up.
  void ask(const std::string& peer, frame request,
           std::chrono::milliseconds timeout, frame_callback done);

  caf::result<ping_result> on_ping(const ping_request& x);
  caf::result<health> on_peer_health(const peer_health_request& x);
  caf::result<node_info> on_peer_node_info(const peer_node_info_request& x);
  caf::result<node_list> on_peer_topology(const peer_topology_request& x);
  caf::result<service_list> on_peer_services(const peer_services_request& x);

  // -- syncs (peer_sync.cpp) -------------------------------------------------

  caf::result<sync_summary> on_peer_sync(const peer_sync_request& x);
  void on_sync_due();
  void on_sync_retry(const sync_retry& x);
  void on_catch_up_due();
  void catch_up_soon();
  void settle(const std::string& peer);
  void forget_syncs(const std::string& peer);
  void on_push_due();

  void sync_with(const std::string& peer, sync_callback done);
  void sync_with_all(sync_callback done);
  void begin_sync(const std::string& peer);
  void take_sync_answer(const std::string& peer, caf::expected<frame> answer);
  void put_sync_off(const std::string& peer,
                    const caf::expected<sync_summary>& x);
  void end_sync(const std::string& peer, const caf::expected<sync_summary>& x);
  void push_soon();
  void push_on();
  void schedule_sync();
  std::vector<std::string> some_connected_peers(std::size_t count,
                                                const std::set<std::string>& but
                                                = {});

  pointer self;
  peer_manager_deps deps;
  mesh::random_source random{0};
  peer_table table{{}, 0, {}};
  open_frames frames{0};
  sync_queue syncs;
  std::map<std::string, unsigned> repeated_syncs; ///< in a row, by peer
  std::map<std::string, transport::peer_link> links;
  std::map<std::string, timestamp_ms> lives; ///< of links: their `joined_at`
  std::set<std::string> doubted;             ///< links that are verified
  std::set<std::string> removed; ///< by the application: not dialed unasked
  std::vector<caf::actor> link_watchers;
  connection_plan plan;
  mesh::backoff dial_pause; ///< between rounds of dials of our own accord
  steady_time dial_at{};
  seed_book seeds;
  std::unique_ptr<transport::resolver> seed_lookups;
  steady_time seed_lookup_at = steady_time::max();
  steady_time seek_at{}; ///< a lost member, see `reconnect_interval`
  std::map<std::uint64_t, caf::typed_response_promise<frame>> questions;
  std::uint64_t last_question = 0;
  std::map<peer_key, std::vector<caf::typed_response_promise<peer_connection>>>
    waiters;
  bool started = false;
  bool push_scheduled = false;
  std::set<std::string> told; ///< peers that the latest news were pushed to
  steady_time pushed_at{};
  std::chrono::milliseconds push_pause{0}; ///< the last one
  std::vector<std::string> put_off;        ///< peers that were busy, each once
  bool catch_up_scheduled = false;
  mesh::backoff catch_up_pause; ///< grows as long as all are busy
};

peer_manager_internal_actor::behavior_type
peer_manager(peer_manager_state::pointer self, peer_manager_deps deps);

} // namespace aegis::detail
