#pragma once

#include "aegis/defaults.hpp"
#include "aegis/export.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// Which record or table wins when two nodes compare theirs.
enum class merge_policy {
  /// Each record by itself: the newer one wins, no edit is ever lost.
  per_record,
  /// The whole map of the node with the higher version, for meshes with a
  /// single source of truth; taken only from a `topology_source`.
  highest_version,
};

/// When a provider that may be dead is no longer called.
enum class provider_exclusion {
  /// As soon as this node itself has reason to suspect it; what others say
  /// does not count until it is down.
  suspected,
  /// Once it is down.
  down,
};

/// Sets of times that fit together, see `node_settings::preset`.
enum class network {
  local, ///< processes of one machine, or of one rack
  lan,   ///< one site; the default
  wan,   ///< sites far apart, where packets get lost
};

/// How long and how much a node does things. Reasons and units of the numbers
/// are in <aegis/defaults.hpp>.
struct node_settings {
  /// What one connection may cost.
  struct transport_settings {
    std::chrono::milliseconds connect_timeout = defaults::connect_timeout;
    std::chrono::milliseconds tls_timeout = defaults::tls_timeout;
    std::chrono::milliseconds basp_timeout = defaults::basp_timeout;
    std::size_t payload_max_bytes = defaults::payload_max_bytes;
    std::size_t backlog_max_bytes = defaults::backlog_max_bytes;
    /// At most half of `backlog_max_bytes` counts.
    std::size_t bulk_backlog_max_bytes = defaults::bulk_backlog_max_bytes;
    std::chrono::milliseconds transfer_timeout = defaults::transfer_timeout;
    std::size_t handshakes_max = defaults::handshakes_max;
  };

  /// When peers are dialed and how long they may take to answer.
  struct peer_settings {
    std::chrono::milliseconds backoff_min = defaults::backoff_min;
    std::chrono::milliseconds backoff_max = defaults::backoff_max;
    std::chrono::milliseconds stable_after = defaults::stable_after;
    std::chrono::milliseconds ping_timeout = defaults::ping_timeout;
    std::chrono::milliseconds sync_timeout = defaults::sync_timeout;
    std::size_t peers_max = defaults::peers_max;
    std::size_t connection_waiters_max = defaults::connection_waiters_max;
    std::size_t open_frames_max = defaults::open_frames_max;
    /// Connections that a node keeps to random members of its own accord.
    std::size_t connections_min = defaults::connections_min;
    /// Beyond it, idle connections that nobody asked for are closed.
    std::size_t connections_max = defaults::connections_max;
    std::chrono::milliseconds idle_timeout = defaults::idle_timeout;
    /// Between two attempts to reach a random member that is held to be down.
    std::chrono::milliseconds reconnect_interval = defaults::reconnect_interval;
  };

  /// How members are probed and suspected, see <aegis/defaults.hpp>.
  struct detector_settings {
    std::chrono::milliseconds probe_interval = defaults::probe_interval;
    std::chrono::milliseconds probe_timeout = defaults::probe_timeout;
    std::size_t probe_helpers = defaults::probe_helpers;
    std::chrono::milliseconds suspicion_step = defaults::suspicion_step;
    unsigned suspicion_alpha = defaults::suspicion_alpha;
    unsigned suspicion_beta = defaults::suspicion_beta;
    unsigned suspicion_confirmations = defaults::suspicion_confirmations;
    unsigned awareness_max = defaults::awareness_max;
  };

  /// How the table of records is kept and spread.
  struct topology_settings {
    std::chrono::milliseconds sync_interval = defaults::sync_interval;
    std::chrono::milliseconds push_delay = defaults::push_delay;
    std::size_t push_fan_out = defaults::push_fan_out;
    std::chrono::milliseconds tombstone_ttl = defaults::tombstone_ttl;
    std::chrono::milliseconds expiry_interval = defaults::expiry_interval;
    std::size_t records_max = defaults::records_max;
    std::size_t subscribers_max = defaults::subscribers_max;
    /// How long a signature of the own record holds; renewed at half of it.
    std::chrono::milliseconds record_lifetime = defaults::record_lifetime;
    /// Between two refutations of what others say about this node.
    std::chrono::milliseconds refutation_pause = defaults::refutation_pause;
    provider_exclusion exclusion = provider_exclusion::suspected;
    merge_policy policy = merge_policy::per_record;
    /// Ids of the nodes whose map may be taken whole; for
    /// `merge_policy::highest_version` only.
    std::set<std::string> topology_source;
  };

  struct health_settings {
    std::chrono::milliseconds interval = defaults::health_interval;
    std::size_t checkers_max = defaults::checkers_max;
  };

  /// How services are called and guarded.
  struct service_settings {
    /// Of calls that name none.
    std::chrono::milliseconds call_deadline = defaults::call_deadline;
    /// Unanswered requests to one provider, all handles together.
    std::size_t provider_in_flight_max = defaults::provider_in_flight_max;
    double retry_share = defaults::retry_share;
    double retry_trickle_per_second = defaults::retry_trickle_per_second;
    double hedge_share = defaults::hedge_share;
    std::uint32_t ejection_failures = defaults::ejection_failures;
    std::chrono::milliseconds ejection_min = defaults::ejection_min;
    std::chrono::milliseconds ejection_max = defaults::ejection_max;
    std::chrono::milliseconds ejection_return = defaults::ejection_return;
    /// Share of a service's providers that may be ejected at a time, above 0
    /// and at most 1; one may in any case.
    double ejected_share_max = defaults::ejected_share_max;
    /// Who may call what, see docs/services.md; empty: no rules.
    std::string rules_file;
    /// What holds where no rule fits.
    bool allow_by_default = true;
  };

  transport_settings transport;
  peer_settings peers;
  topology_settings topology;
  health_settings health;
  service_settings services;
  detector_settings detector;

  /// Returns the default settings with the times of failure detection and
  /// syncs that fit a network; which to take is in docs/concepts.md.
  static node_settings preset(network x);

  /// A question from plain code to an actor of this process.
  std::chrono::milliseconds local_timeout = defaults::local_timeout;
};

} // namespace aegis
