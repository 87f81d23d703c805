// In: records and links as they change, the timer. Out: what the failure
// detector makes of them, see detector_actions.cpp.

#include "actors/detector/detector.hpp"

#include "mesh/topology_snapshot.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <utility>

namespace aegis::detail {

namespace {

mesh::detector_settings rules(const node_settings::detector_settings& x) {
  mesh::detector_settings result;
  result.suspicion.probe_interval = x.probe_interval;
  result.suspicion.step = x.suspicion_step;
  result.suspicion.alpha = x.suspicion_alpha;
  result.suspicion.beta = x.suspicion_beta;
  result.suspicion.confirmations = x.suspicion_confirmations;
  result.probe_timeout = x.probe_timeout;
  result.helpers = x.probe_helpers;
  result.awareness_max = x.awareness_max;
  return result;
}

/// True if the connection ended by itself; who says goodbye lives.
bool is_evidence(const fault& why) {
  return why.code == ec::peer_lost || why.code == ec::timed_out;
}

} // namespace

void detector_state::init(detector_deps x) {
  deps = std::move(x);
  detector = mesh::failure_detector{deps.node_id, rules(deps.settings),
                                    mesh::random_source{deps.seed}};
  auto me = caf::actor_cast<caf::actor>(self);
  caf::anon_send(deps.topology, table_watch{me});
  caf::anon_send(deps.peers, link_watch{me});
}

detector_internal_actor::behavior_type detector_state::make_behavior() {
  return {
    [this](const detector_query&) { return on_detector_query(); },
    [this](const detection_start&) { on_detection_start(); },
    [this](const detection_stop&) { started = false; },
    [this](const detector_due&) { on_detector_due(); },
    [this](const table_news& x) { on_table_news(x); },
    [this](const link_news& x) { on_link_news(x); },
  };
}

void detector_state::on_detection_start() {
  if (!std::exchange(started, true))
    perform(detector.on_time(now()));
}

void detector_state::on_detector_due() {
  if (armed && now() >= *armed)
    armed.reset();
  if (started)
    perform(detector.on_time(now()));
}

void detector_state::on_table_news(const table_news& x) {
  detector.on_table(deps.snapshots->read());
  if (x.self_accused)
    detector.on_self_accused();
  for (const auto& change : x.changes)
    if (change.after && !change.after->accusations.empty())
      on_accused(*change.after);
  perform({}); // the timer
}

void detector_state::on_accused(const mesh::record& x) {
  const auto& info = x.info;
  if (x.local || !mesh::is_member(info))
    return;
  for (const auto& accusation : x.accusations)
    detector.on_accusation(info.id, info.incarnation, accusation.accuser,
                           now());
}

void detector_state::on_link_news(const link_news& x) {
  if (!x.lost) {
    detector.on_connected(x.node_id);
    return detector.on_reached(x.node_id);
  }
  detector.on_disconnected(x.node_id);
  if (started && is_evidence(*x.lost))
    perform(detector.on_connection_lost(x.node_id, now()));
}

detector_view detector_state::on_detector_query() const {
  detector_view result;
  result.health_score = detector.health().score();
  result.suspects = detector.suspects();
  result.probes = probes;
  result.failures = failures;
  return result;
}

detector_internal_actor::behavior_type detector(detector_state::pointer self,
                                                detector_deps deps) {
  self->state.init(std::move(deps));
  return self->state.make_behavior();
}

} // namespace aegis::detail
