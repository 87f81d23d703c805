#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Every number of the library with its unit and its reason. What can be changed
// per node is in <aegis/settings.hpp>, which starts from these.

namespace aegis::defaults {

using namespace std::chrono_literals;

// -- transport ---------------------------------------------------------------

/// TCP connect. Three retransmitted SYNs fit in; raising it delays the report
/// of a black-holed address.
inline constexpr std::chrono::milliseconds connect_timeout = 5s;

/// TLS handshake. An honest one takes milliseconds; raising it lets silent
/// peers hold a descriptor longer.
inline constexpr std::chrono::milliseconds tls_timeout = 5s;

/// BASP handshake and hello after TLS; same reason.
inline constexpr std::chrono::milliseconds basp_timeout = 5s;

/// One message. Large enough for any reasonable payload; a peer can make this
/// node hold twice as much per connection, by payloads that it never ends.
inline constexpr std::size_t payload_max_bytes = 64u << 20;

/// Unsent bytes per connection: four messages of maximum size. Beyond it the
/// peer is held to be stuck and the connection ends.
inline constexpr std::size_t backlog_max_bytes = 256u << 20;

/// Unsent bytes per connection beyond which further large payloads are refused
/// with `ec::overloaded`: two messages of maximum size, so that with one more on
/// top the connection is still far from its end by `backlog_max_bytes`. Raising
/// it lets a sender that is faster than its connection hold more memory.
inline constexpr std::size_t bulk_backlog_max_bytes = 128u << 20;

/// Payloads beyond this travel in chunks, and smaller ones overtake them. On a
/// link of 1 Gbit/s a payload of this size holds up others for half a
/// millisecond. Part of the protocol.
inline constexpr std::size_t chunk_min_bytes = 64u << 10;

/// One chunk with its header: a full TLS record, so that none is split or
/// half empty. Part of the protocol.
inline constexpr std::size_t chunk_frame_max_bytes = 16u << 10;

/// Bytes of chunks that are on their way between two processes, in whatever
/// queue: what a small message waits for at most. At 1 Gbit/s it takes half a
/// millisecond; lowering it costs wake-ups and system calls for fewer bytes: a
/// quarter of 256 KiB took an eighth of the throughput and three quarters of
/// what the slowest small calls waited. The window is larger where one round
/// trip holds more, up to `bulk_window_max_bytes`.
inline constexpr std::size_t bulk_window_bytes = 64u << 10;

/// Twice what is on its way at 1 Gbit/s over 130 ms, which is once around half
/// the world.
inline constexpr std::size_t bulk_window_max_bytes = 32u << 20;

/// How much of what came in chunks a peer may be late to hear of; a quarter of
/// the smallest window, so that the sender never waits for that alone.
inline constexpr std::size_t bulk_credit_bytes = 16u << 10;

/// Payloads in chunks per connection and direction that take turns; further
/// ones begin when one of them ends. Each makes the others slower and keeps
/// memory at the receiver. Part of the protocol.
inline constexpr std::size_t transfers_max = 16;

/// Silence of a payload that has begun. Each gets a turn within some
/// milliseconds; an honest connection that is stuck for so long ends by its
/// heartbeats first.
inline constexpr std::chrono::milliseconds transfer_timeout = 60s;

/// Accepted connections that are not up yet: below the usual limit of
/// descriptors, so that a flood of connections cannot exhaust it.
inline constexpr std::size_t handshakes_max = 1024;

// -- peers -------------------------------------------------------------------

/// First pause after a failed dial: long enough not to spin on a refused port,
/// short enough that a restarted process is found at once.
inline constexpr std::chrono::milliseconds backoff_min = 200ms;

/// Longest pause between two dials; bounds how long a peer that came back may
/// go unnoticed if it does not dial us itself.
inline constexpr std::chrono::milliseconds backoff_max = 30s;

/// How long a connection must have lived for the next dial to start from
/// `backoff_min` again. Shorter ones count as failed attempts, so that two
/// nodes which drop each other do not spin.
inline constexpr std::chrono::milliseconds stable_after = 5s;

/// Peers that are known at a time, of any kind. Each costs about a kilobyte.
inline constexpr std::size_t peers_max = 10'000;

/// Requests that wait for one peer's connection; further ones are answered
/// `ec::overloaded`.
inline constexpr std::size_t connection_waiters_max = 4096;

/// Connections that a node keeps to random members of its own accord, dialed or
/// accepted. A random graph with n nodes is connected with near certainty from
/// ln(n) links a node on, about 9 at 10,000; each costs some 30 kB on each side
/// and nothing while idle.
inline constexpr std::size_t connections_min = 8;

/// Connections at a time beyond which idle ones are closed. Some 4 MB; a mesh
/// up to this size is fully connected if the application calls everywhere.
inline constexpr std::size_t connections_max = 128;

/// How long a connection without calls that nobody asked for is kept. Longer
/// than a probe needs by far; a new one costs some milliseconds of CPU.
inline constexpr std::chrono::milliseconds idle_timeout = 60s;

/// Between two attempts to reach a random member that is held to be down: how
/// the halves of a mesh that was split find each other again. (30 s as in Serf.)
inline constexpr std::chrono::milliseconds reconnect_interval = 30s;

/// Between two looks at the connections: whether there are too few or too many,
/// and whether a seed should be dialed. Half to one and a half of it.
inline constexpr std::chrono::milliseconds upkeep_interval = 1s;

/// Seeds that a node without any connection dials at a time. One suffices; more
/// find a living one sooner among dead ones.
inline constexpr std::size_t seeds_at_once = 3;

/// Longest pause between two such rounds: a mesh that starts all at once is
/// together after it at the latest. A refused dial costs next to nothing.
inline constexpr std::chrono::milliseconds seed_pause_max = 5s;

/// Between two look-ups of the name behind which the seeds are. Names of
/// services live for some tens of seconds in name servers.
inline constexpr std::chrono::milliseconds seed_dns_interval = 30s;

/// Between two looks at the file with seeds; it is small and seldom new.
inline constexpr std::chrono::milliseconds seed_file_interval = 5s;

/// Size of that file, and addresses of one source: as many as there can be
/// members, which no mesh needs.
inline constexpr std::size_t seed_file_max_bytes = 1u << 20;
inline constexpr std::size_t seeds_max = 10'000;

/// Answer of a peer's endpoint to a ping, health or node info request. A round
/// trip takes milliseconds; what takes seconds is a peer in trouble.
inline constexpr std::chrono::milliseconds ping_timeout = 5s;

/// Answer of a peer to a sync, which may carry a whole table.
inline constexpr std::chrono::milliseconds sync_timeout = 10s;

/// Unanswered frames per peer; further ones fail with `ec::overloaded`.
inline constexpr std::size_t open_frames_max = 1024;

// -- topology ----------------------------------------------------------------

/// Pause between two periodic syncs with a random peer. A sync without news is
/// some hundred bytes each way; news travel at once anyway (see `push_delay`),
/// so this only repairs what a lost push left behind.
inline constexpr std::chrono::milliseconds sync_interval = 10s;

/// How long a change waits for others to travel with it.
inline constexpr std::chrono::milliseconds push_delay = 20ms;

/// Connected peers that hear of a change at once. Three reach a thousand nodes
/// in about seven steps (push gossip grows by the fan-out each step).
inline constexpr std::size_t push_fan_out = 3;

/// How long the tombstone of a left or downed node is kept at least, and not
/// less than the signature of its record holds. Its id is remembered for longer
/// than any signature may hold, so that no old copy raises the dead.
inline constexpr std::chrono::milliseconds tombstone_ttl = 24h;

/// How long an owner's signature of its record holds, at most until its
/// certificate ends; renewed at half of it. Old copies are worthless after it,
/// so tombstones need not be kept for ever. Shorter costs signatures and syncs.
inline constexpr std::chrono::milliseconds record_lifetime = 24h;

/// The longest such time that others accept.
inline constexpr std::chrono::milliseconds record_lifetime_max = 168h;

/// Records and accusations in one message whose signatures are by others than
/// they say, beyond which the message is refused: honest nodes have none, and
/// each costs some 50 us. Expired ones and those by keys that are not trusted
/// here do not count: honest nodes may pass them on.
inline constexpr std::size_t forgeries_max = 16;

/// How far the clocks of two nodes may differ before they refuse each other's
/// records as expired or not yet made. As in Kerberos (RFC 4120, 8.2).
inline constexpr std::chrono::milliseconds clock_skew_max = 5min;

/// Between two refutations of what others say about this node. Below any
/// suspicion's time, so that an honest node is never late; bounds what a liar,
/// or a second node with the same id, can make this one send.
inline constexpr std::chrono::milliseconds refutation_pause = 1s;

/// Accusers from which a member counts as down without own evidence: no single
/// member can remove another.
inline constexpr std::size_t accusers_for_removal = 2;

/// Accusations that are kept of one record: the K + 1 accusers whose number
/// shortens a suspicion.
inline constexpr std::size_t accusations_max = 4;

/// Accusations of a record that are read at all.
inline constexpr std::size_t accusations_read_max = 16;

/// Members that one accuser may hold under accusation at a time, as far as
/// others heed it; a cut-off node accuses all others, and a liar may.
inline constexpr std::size_t accusations_per_accuser_max = 256;

/// A certificate in DER form; RSA-4096 with a dozen names fits in.
inline constexpr std::size_t certificate_max_bytes = 16u << 10;

/// Records in one message of a sync; more take further round trips. With new
/// certificates each costs the receiver some 250 us in its topology actor, so
/// that one message takes half a second of it.
inline constexpr std::size_t sync_records_max = 2048;

/// Certificates that a node asks for in one sync.
inline constexpr std::size_t wanted_certificates_max = 4096;

/// Pause between two searches for expired tombstones.
inline constexpr std::chrono::milliseconds expiry_interval = 60s;

/// Records in the table, tombstones included: some ten megabytes.
inline constexpr std::size_t records_max = 20'000;

/// Subscribers of topology events; each costs a message per change.
inline constexpr std::size_t subscribers_max = 1024;

// -- failure detection -------------------------------------------------------
//
// SWIM (Das, Gupta, Motivala, 2002) with the corrections of Lifeguard (Dadgar,
// Phillips, Currey, 2018). What follows are the numbers of `network::lan`; those
// of the other networks are below.

/// Between two probes of one node, SWIM's protocol period. In a mesh of any
/// size the first probe of a dead node starts after 0.7 periods at the median,
/// 4.6 in one case of a hundred, and takes one period. Halving it halves that
/// and doubles the traffic: one round trip per node and period and, beyond
/// `connections_max` nodes, a handshake in one of eight.
inline constexpr std::chrono::milliseconds probe_interval = 800ms;

/// Probes of members that a node is connected to between two of any member,
/// connected or not: it saves seven of eight handshakes in a large mesh at rest.
inline constexpr unsigned near_probes = 7;

/// Probes of any member that follow on each new suspicion: more than a trial
/// lasts, so that they go on while members are found dead.
inline constexpr unsigned alarm_probes = 16;

/// A direct probe, with the handshake of a short dial; others are asked for
/// help afterwards and have the rest of the period. Far above a round trip
/// between regions, and above the pauses of a loaded machine.
inline constexpr std::chrono::milliseconds probe_timeout = 400ms;

/// Members that are asked to help with a probe (SWIM's k; 3 as in Lifeguard).
/// With a tenth of all messages lost, three miss together once in a thousand
/// times.
inline constexpr std::size_t probe_helpers = 3;

/// Alpha: the shortest suspicion lasts `alpha` periods and the time that news
/// need (see `suspicion_step`). Lifeguard has 5 and multiplies the logarithm,
/// since there news travel with probes; with 3 a node that stands still for two
/// seconds has more than one left to refute, and a dead one is down everywhere
/// in less than five.
inline constexpr unsigned suspicion_alpha = 3;

/// How long news take from one member to the next: `push_delay` and the sync
/// that follows, with a margin for a loaded machine.
inline constexpr std::chrono::milliseconds suspicion_step = 50ms;

/// Beta: the longest suspicion in shortest ones (6 as in Lifeguard).
inline constexpr unsigned suspicion_beta = 6;

/// K: accusers beyond the first after which the shortest time holds (3 as in
/// Lifeguard).
inline constexpr unsigned suspicion_confirmations = 3;

/// S: the worst score of a node's own health; times stretch by it plus one (8
/// as in Lifeguard).
inline constexpr unsigned awareness_max = 8;

/// Probes that this node makes at a time because others ask it to, for one of
/// them. An honest peer asks for one at a time, for the latest of its probes.
inline constexpr std::size_t probe_help_max = 4;

/// The same for all of them together; each may cost a handshake.
inline constexpr std::size_t probe_help_total_max = 256;

/// The times of `network::local`: a round trip takes microseconds, nothing gets
/// lost, and a process that stands still for two seconds is as good as dead.
inline constexpr std::chrono::milliseconds local_probe_interval = 500ms;
inline constexpr std::chrono::milliseconds local_probe_timeout = 200ms;
inline constexpr std::chrono::milliseconds local_suspicion_step = 40ms;
inline constexpr std::chrono::milliseconds local_sync_interval = 5s;

/// The times of `network::wan`: round trips of 300 ms, a handshake takes three
/// of them, and a lost packet is sent again after a second. News are pushed with
/// more patience, as each push costs such a round trip.
inline constexpr std::chrono::milliseconds wan_probe_interval = 4s;
inline constexpr std::chrono::milliseconds wan_probe_timeout = 2s;
inline constexpr unsigned wan_suspicion_alpha = 4;
inline constexpr std::chrono::milliseconds wan_suspicion_step = 500ms;
inline constexpr std::chrono::milliseconds wan_push_delay = 100ms;
inline constexpr std::chrono::milliseconds wan_sync_interval = 30s;

// -- records -----------------------------------------------------------------

/// Length of a name, type, region or mesh name, for people to read.
inline constexpr std::size_t record_text_max_bytes = 256;

/// Length of an address: the longest DNS name, brackets and port fit in.
inline constexpr std::size_t record_address_max_bytes = 264;

/// Services of one node. A record travels whole with each of its changes.
inline constexpr std::size_t record_services_max = 256;

/// Labels of one node; same reason.
inline constexpr std::size_t record_labels_max = 64;

/// A label's value; its key is at most `record_text_max_bytes`.
inline constexpr std::size_t record_label_max_bytes = 1024;

/// Bytes of a signed record body, room for records of later versions.
inline constexpr std::size_t record_max_bytes = 256u << 10;

// -- frames ------------------------------------------------------------------

/// A frame without records: ping, health, services, ...
inline constexpr std::size_t small_frame_max_bytes = 64u << 10;

/// A frame with records. 20,000 records of 500 bytes fit in.
inline constexpr std::size_t frame_max_bytes = 16u << 20;

/// A text for people inside a frame, e.g. a health message; longer ones are
/// cut when sent and refused when received.
inline constexpr std::size_t frame_text_max_bytes = 4u << 10;

/// Message signatures of one typed interface.
inline constexpr std::size_t interface_signatures_max = 512;

/// Length of one of them.
inline constexpr std::size_t interface_signature_max_bytes = 4u << 10;

// -- services ----------------------------------------------------------------

/// A call that names no deadline. Long for a call, short enough that a lost
/// one does not pile up.
inline constexpr std::chrono::milliseconds call_deadline = 30s;

/// Unanswered requests per handle and provider. Some hundred bytes each, so a
/// handle whose provider hangs keeps a few megabytes at most.
inline constexpr std::size_t in_flight_max = 65'536;

/// Messages per handle that wait for a first provider; their payloads are held
/// in memory meanwhile.
inline constexpr std::size_t parked_max = 1024;

/// Unanswered requests of one handle, whoever they are with. Each keeps its
/// payload, for a retry: with small ones some 60 MB.
inline constexpr std::size_t handle_in_flight_max = 131'072;

/// Unanswered requests to one provider, of all handles of a node together.
/// What a provider refuses by itself, see `guard_in_flight_max`, need not be
/// sent.
inline constexpr std::size_t provider_in_flight_max = 131'072;

/// Calls to one service of this node that are not answered yet. Each keeps its
/// payload in the service actor's mailbox: with those of 1 KiB some 100 MB.
inline constexpr std::size_t guard_in_flight_max = 65'536;

/// Attempts of one call, the first included. Three different providers that
/// refuse a call are no accident.
inline constexpr std::uint32_t attempts_max = 3;

/// Retries per call of a service, all its handles together: what an outage
/// adds to the load of those who are left.
inline constexpr double retry_share = 0.1;

/// Retries per second in any case, for services that are called rarely.
inline constexpr double retry_trickle_per_second = 1;

/// Retries that can be saved up: a provider that is restarted fails what is
/// open there at once.
inline constexpr double retry_savings_max = 1000;

/// Hedges per call. The slowest hundredth is worth a second try; more would be
/// load without a gain.
inline constexpr double hedge_share = 0.02;

/// Hedges that can be saved up.
inline constexpr double hedge_savings_max = 100;

/// Calls that must have been answered before a quantile of them says anything.
inline constexpr std::size_t hedge_samples_min = 100;

/// First pause before a retry, doubled with each further one; full jitter. The
/// scale of a call, not of a restart.
inline constexpr std::chrono::milliseconds retry_pause_min = 5ms;

/// Longest pause before a retry.
inline constexpr std::chrono::milliseconds retry_pause_max = 1s;

/// Failures in a row after which a provider is ejected.
inline constexpr std::uint32_t ejection_failures = 5;

/// First ejection of a provider, doubled with each one that follows. Long
/// against a hiccup, short against the loss of capacity.
inline constexpr std::chrono::milliseconds ejection_min = 1s;

/// Longest ejection.
inline constexpr std::chrono::milliseconds ejection_max = 60s;

/// Share of a service's providers that may be ejected at a time: if more of
/// them fail, the fault is elsewhere, and the rest could not bear the load. (As
/// `max_ejection_percent` of Envoy, which is more careful with 10 %.)
inline constexpr double ejected_share_max = 0.5;

/// Between the news of a departure and the refusal of calls: a peer takes some
/// milliseconds to choose other providers, and its calls as long to arrive.
inline constexpr std::chrono::milliseconds drain_grace = 50ms;

/// How long an ejected provider takes to come back to its full share.
inline constexpr std::chrono::milliseconds ejection_return = 10s;

/// First pause before a service actor is started again.
inline constexpr std::chrono::milliseconds restart_pause_min = 100ms;

/// Longest one; others serve meanwhile.
inline constexpr std::chrono::milliseconds restart_pause_max = 10s;

/// Restarts within `restart_window` after which a service is given up: what
/// fails that often does so for good.
inline constexpr std::size_t restarts_max = 5;
inline constexpr std::chrono::milliseconds restart_window = 60s;

/// Instances of one service on one node. More actors than cores gain nothing
/// but patience with handlers that wait.
inline constexpr std::size_t instances_max = 256;

/// Nothing waits longer than a year, whatever is asked for: sums of times stay
/// far from overflow.
inline constexpr std::chrono::milliseconds wait_max
  = std::chrono::hours{24 * 365};

/// How long a withdrawn service still serves peers that have not heard of it.
/// News of a withdrawal take some tens of milliseconds, or one `sync_interval`
/// where a push was lost.
inline constexpr std::chrono::milliseconds withdrawal_linger = 5s;

/// How long the providers of a service that nobody has a handle to any more are
/// kept connected after somebody asked for a handle or for their number.
inline constexpr std::chrono::milliseconds unused_service_ttl = 60s;

// -- health ------------------------------------------------------------------

/// Pause between two runs of the checkers.
inline constexpr std::chrono::milliseconds health_interval = 10s;

/// Checkers of one node; they run one after the other.
inline constexpr std::size_t checkers_max = 64;

// -- node --------------------------------------------------------------------

/// A question from plain code to an actor of this process. Answers take
/// microseconds; what takes longer is a defect or an overloaded machine.
inline constexpr std::chrono::milliseconds local_timeout = 10s;

/// Calls in flight at shutdown.
inline constexpr std::chrono::milliseconds shutdown_deadline = 5s;

/// How long peers may take to hear of a departure; part of the deadline above.
inline constexpr std::chrono::milliseconds departure_timeout = 1s;

} // namespace aegis::defaults
