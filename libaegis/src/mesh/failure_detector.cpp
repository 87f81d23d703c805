#include "mesh/failure_detector.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::mesh {

failure_detector::failure_detector(std::string self_id,
                                   const detector_settings& settings,
                                   random_source random)
  : self_id_(std::move(self_id)),
    settings_(settings),
    random_(random),
    health_(settings.awareness_max),
    members_(self_id_) {}

// -- members ------------------------------------------------------------------

void failure_detector::on_table(snapshot_ptr x) {
  members_.follow(std::move(x));
  follow_neighbours();
  follow_trials();
  if (probe_ && !members_.find(probe_->target))
    probe_.reset();
}

void failure_detector::follow_neighbours() {
  for (const auto& id : connected_) {
    auto member = members_.find(id);
    if (!member)
      neighbours_.remove(id);
    else if (neighbours_.contains(id))
      neighbours_.replace(std::move(member));
    else
      neighbours_.add(std::move(member), random_);
  }
}

void failure_detector::follow_trials() {
  for (auto i = trials_.begin(); i != trials_.end();) {
    auto member = members_.find(i->first);
    auto is_over
      = !member || member->info.incarnation > i->second.incarnation();
    i = is_over ? trials_.erase(i) : std::next(i);
  }
}

// -- suspicion ----------------------------------------------------------------

void failure_detector::on_accusation(const std::string& id,
                                     std::uint64_t incarnation,
                                     const std::string& accuser, instant now) {
  auto member = members_.find(id);
  if (!member || member->info.incarnation != incarnation || accuser == id
      || accuser == self_id_)
    return;
  if (auto trial = trials_.find(id); trial != trials_.end()) {
    trial->second.confirm(accuser);
    return;
  }
  trials_.emplace(id, suspicion{incarnation, accuser, now, settings_.suspicion,
                                members_.size()});
  alarm_ = settings_.alarm_probes;
  auto wanted = 2 * (settings_.suspicion.confirmations + 1);
  if (random_.below(members_.size()) < wanted)
    urgent_.push_back(id);
}

detector_actions failure_detector::on_connection_lost(const std::string& id,
                                                      instant now) {
  detector_actions result;
  if (members_.find(id))
    take_evidence(id, now, result);
  return result;
}

void failure_detector::on_reached(const std::string& id) {
  if (auto trial = trials_.find(id); trial != trials_.end())
    trial->second.evidence(false);
}

void failure_detector::on_connected(const std::string& id) {
  auto member = members_.find(id);
  if (connected_.insert(id).second && member)
    neighbours_.add(std::move(member), random_);
}

void failure_detector::on_disconnected(const std::string& id) {
  if (connected_.erase(id) != 0)
    neighbours_.remove(id);
}

void failure_detector::on_self_accused() {
  health_.worsen();
}

// The suspect is probed once more out of turn: it hears of the suspicion so,
// and if it answers the evidence is void.
void failure_detector::take_evidence(const std::string& id, instant now,
                                     detector_actions& out) {
  auto incarnation = members_.find(id)->info.incarnation;
  auto [i, is_new] = trials_.try_emplace(id, incarnation, self_id_, now,
                                         settings_.suspicion, members_.size());
  auto& trial = i->second;
  alarm_ = settings_.alarm_probes;
  if (!is_new) {
    trial.confirm(self_id_);
    if (!trial.open())
      trial.begin_again(now);
  }
  if (trial.has_evidence())
    return;
  trial.evidence(true);
  urgent_.push_back(id);
  out.push_back(member_suspected{id, incarnation});
}

bool failure_detector::suspects(const std::string& id) const {
  auto trial = trials_.find(id);
  return trial != trials_.end() && trial->second.open();
}

std::vector<std::string> failure_detector::suspects() const {
  std::vector<std::string> result;
  for (const auto& [id, trial] : trials_)
    if (trial.open())
      result.push_back(id);
  return result;
}

// -- probes -------------------------------------------------------------------

void failure_detector::on_answer(std::uint64_t number) {
  if (!probe_ || probe_->number != number)
    return;
  on_reached(probe_->target);
  if (!std::exchange(probe_->answered, true))
    health_.improve();
}

detector_actions failure_detector::on_unreachable(std::uint64_t number,
                                                  instant now) {
  detector_actions result;
  if (probe_ && probe_->number == number && !probe_->answered
      && !probe_->asked_for_help)
    ask_for_help(now, result);
  return result;
}

// The word of a helper ends the probe, but takes nothing back of what this node
// has seen for itself: it may lie.
void failure_detector::on_help(std::uint64_t number,
                               const std::string& helper) {
  if (!probe_ || probe_->number != number)
    return;
  on_refusal(number, helper);
  if (!std::exchange(probe_->answered, true))
    health_.improve();
}

void failure_detector::on_refusal(std::uint64_t number,
                                  const std::string& helper) {
  if (!probe_ || probe_->number != number)
    return;
  auto& silent = probe_->silent_helpers;
  silent.erase(std::remove(silent.begin(), silent.end(), helper), silent.end());
}

detector_actions failure_detector::on_time(instant now) {
  detector_actions result;
  if (period_end_ && now - due() > settings_.probe_timeout)
    excuse(now);
  end_trials(now, result);
  if (!period_end_ || now >= *period_end_) {
    end_period(now, result);
    begin_period(now, result);
  } else if (probe_ && !probe_->answered && !probe_->asked_for_help
             && now >= probe_->help_at) {
    ask_for_help(now, result);
  }
  return result;
}

void failure_detector::excuse(instant now) {
  auto late = now - due();
  for (auto& [id, trial] : trials_)
    trial.postpone(late);
  probe_.reset();
  period_end_ = now;
  health_.worsen();
}

instant failure_detector::due() const {
  if (!period_end_)
    return instant::min();
  auto result = *period_end_;
  if (probe_ && !probe_->answered && !probe_->asked_for_help)
    result = std::min(result, probe_->help_at);
  for (const auto& [id, trial] : trials_)
    if (trial.open())
      result = std::min(result, trial.deadline());
  return result;
}

void failure_detector::end_trials(instant now, detector_actions& out) {
  for (auto& [id, trial] : trials_) {
    if (!trial.open() || now < trial.deadline())
      continue;
    if (trial.has_evidence())
      out.push_back(member_failed{id, trial.incarnation()});
    trial.close();
  }
}

// Helpers that do not even refuse are a sign that this node is the slow one; so
// is a failed probe that nobody could help with. Refusals of all helpers say
// that it is the target.
void failure_detector::end_period(instant now, detector_actions& out) {
  auto ended = std::exchange(probe_, std::nullopt);
  if (!ended || ended->answered)
    return;
  auto missing = static_cast<unsigned>(ended->silent_helpers.size());
  health_.worsen(ended->has_helpers ? missing : 1);
  if (members_.find(ended->target))
    take_evidence(ended->target, now, out);
}

void failure_detector::begin_period(instant now, detector_actions& out) {
  auto period = health_.scale(settings_.suspicion.probe_interval);
  period_end_ = now + period;
  auto target = next_target();
  if (!target)
    return;
  probe fresh;
  fresh.number = ++last_probe_;
  fresh.target = *target;
  fresh.help_at = now + health_.scale(settings_.probe_timeout);
  probe_ = std::move(fresh);
  out.push_back(
    probe_wanted{probe_->number, *target, suspects(*target), period});
}

/// Suspects and the others take turns, so that many suspicions at once keep
/// nobody from being probed.
std::optional<std::string> failure_detector::next_target() {
  if (in_turn_)
    if (auto suspect = next_suspect()) {
      in_turn_ = false;
      return suspect;
    }
  in_turn_ = true;
  auto is_near
    = neighbours_.size() > 0 && alarm_ == 0 && near_ < settings_.near_probes;
  near_ = is_near ? near_ + 1 : 0;
  alarm_ -= alarm_ > 0 ? 1 : 0;
  return is_near ? neighbours_.next(random_) : members_.next(random_);
}

std::optional<std::string> failure_detector::next_suspect() {
  while (!urgent_.empty()) {
    auto id = std::move(urgent_.front());
    urgent_.pop_front();
    if (suspects(id))
      return id;
  }
  return std::nullopt;
}

void failure_detector::ask_for_help(instant now, detector_actions& out) {
  probe_->asked_for_help = true;
  auto helpers = members_.helpers(probe_->target, settings_.helpers, random_);
  if (helpers.empty())
    return;
  probe_->has_helpers = true;
  probe_->silent_helpers = helpers;
  auto left
    = std::chrono::duration_cast<std::chrono::milliseconds>(*period_end_ - now);
  out.push_back(
    help_wanted{probe_->number, probe_->target, std::move(helpers), left});
}

} // namespace aegis::mesh
