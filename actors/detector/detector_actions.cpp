// In: what the failure detector wants done. Out: probes and requests for help to
// members, by way of the peer manager; accusations to the topology actor.

#include "actors/detector/detector.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"
#include "mesh/topology_snapshot.hpp"
#include "wire/frame_codec.hpp"
#include "wire/signed_record_codec.hpp"

#include <caf/send.hpp>

namespace aegis::detail {

namespace {

/// A helper needs this share of the time for its own probe; the rest is for the
/// way there and back.
constexpr int help_share_percent = 75;

/// True if an error says nothing about the other side: it did not answer in
/// time. Any other comes from it, or from a machine that is there.
bool is_silence(const caf::error& why) {
  auto code = code_of(why);
  return code == ec::deadline || code == ec::timed_out;
}

} // namespace

void detector_state::perform(const mesh::detector_actions& actions) {
  for (const auto& action : actions)
    std::visit([this](const auto& x) { carry_out(x); }, action);
  if (!started)
    return;
  auto due = std::max(detector.due(), now());
  if (armed && *armed <= due)
    return;
  armed = due;
  self->scheduled_send(self, due, detector_due{});
}

void detector_state::carry_out(const mesh::probe_wanted& x) {
  ++probes;
  v1::Probe question;
  question.set_sender(deps.node_id);
  if (x.suspected)
    notify(question, x.target);
  self
    ->request(deps.peers, caf::infinite,
              member_question{x.target, wire::pack(question), x.patience})
    .then(
      [this, n = x.probe](const frame& answer) {
        if (wire::unpack<v1::ProbeAnswer>(answer))
          detector.on_answer(n);
      },
      [this, n = x.probe](const caf::error&) {
        perform(detector.on_unreachable(n, now()));
      });
}

void detector_state::carry_out(const mesh::help_wanted& x) {
  for (const auto& helper : x.helpers)
    ask_helper(helper, x);
}

void detector_state::ask_helper(const std::string& helper,
                                const mesh::help_wanted& x) {
  v1::ProbeHelpRequest question;
  question.set_sender(deps.node_id);
  question.set_target(x.target);
  auto time = x.patience.count() * help_share_percent / 100;
  question.set_timeout_ms(
    static_cast<std::uint32_t>(std::clamp<std::int64_t>(time, 1, 60'000)));
  notify(question, x.target);
  self
    ->request(deps.peers, caf::infinite,
              member_question{helper, wire::pack(question), x.patience})
    .then(
      [this, n = x.probe, helper](const frame& answer) {
        auto help = wire::unpack<v1::ProbeHelp>(answer);
        if (help && help->reached())
          detector.on_help(n, helper);
        else
          detector.on_refusal(n, helper);
      },
      [this, n = x.probe, helper](const caf::error& why) {
        if (!is_silence(why))
          detector.on_refusal(n, helper);
      });
}

void detector_state::carry_out(const mesh::member_suspected& x) {
  log().info("{}: suspects node {}", deps.node_id, x.target);
  accuse(x.target, x.incarnation, accusation_kind::suspect);
}

void detector_state::carry_out(const mesh::member_failed& x) {
  ++failures;
  log().warn("{}: node {} is down: it did not answer, nor refute it in time",
             deps.node_id, x.target);
  accuse(x.target, x.incarnation, accusation_kind::dead);
}

void detector_state::accuse(const std::string& id, std::uint64_t incarnation,
                            accusation_kind kind) {
  caf::anon_send(deps.topology, member_accusation{id, incarnation, kind});
}

template <class Question>
void detector_state::notify(Question& question,
                            const std::string& target) const {
  auto record = deps.snapshots->read()->find_any(target);
  if (record && record->proof && !record->accusations.empty())
    *question.mutable_notice() = wire::to_wire(*record);
}

} // namespace aegis::detail
