#include "mesh/failure_detector.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

failure_detector::failure_detector(std::string self_id,
                                   const detector_settings& settings,
                                   random_source random)
  : self_id_(std::move(self_id)),
    settings_(settings),
    random_(random),
    health_(settings.awareness_max) {}

// -- members ------------------------------------------------------------------

void failure_detector::on_alive(const std::string& id,
                                std::uint64_t incarnation) {
  if (id == self_id_)
    return;
  auto [i, is_new] = members_.emplace(id, incarnation);
  if (is_new) {
    order_.add(id, random_);
    return;
  }
  if (incarnation <= i->second)
    return;
  i->second = incarnation;
  trials_.erase(id);
}

void failure_detector::on_gone(const std::string& id) {
  if (members_.erase(id) == 0)
    return;
  order_.remove(id);
  trials_.erase(id);
  if (probe_ && probe_->target == id)
    probe_.reset();
}

// -- suspicion ----------------------------------------------------------------

detector_actions failure_detector::on_accusation(const std::string& id,
                                                 std::uint64_t incarnation,
                                                 const std::string& accuser,
                                                 instant now) {
  detector_actions result;
  auto member = members_.find(id);
  if (member != members_.end() && member->second == incarnation
      && accuser != id)
    suspect(id, accuser, now, result);
  return result;
}

detector_actions failure_detector::on_connection_lost(const std::string& id,
                                                      instant now) {
  detector_actions result;
  if (members_.count(id) != 0)
    suspect(id, self_id_, now, result);
  return result;
}

void failure_detector::on_self_accused() {
  health_.worsen();
}

void failure_detector::suspect(const std::string& id,
                               const std::string& accuser, instant now,
                               detector_actions& out) {
  if (auto trial = trials_.find(id); trial != trials_.end()) {
    trial->second.confirm(accuser);
    return;
  }
  auto incarnation = members_.at(id);
  trials_.emplace(id, suspicion{incarnation, accuser, now, settings_.suspicion,
                                members_.size() + 1});
  out.push_back(member_suspected{id, incarnation});
}

// -- probes -------------------------------------------------------------------

void failure_detector::on_answer(std::uint64_t number) {
  if (!probe_ || probe_->number != number || probe_->answered)
    return;
  probe_->answered = true;
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
  end_trials(now, result);
  if (!period_end_ || now >= *period_end_) {
    end_period(now, result);
    begin_period(now, result);
  } else if (probe_ && !probe_->answered && !probe_->asked_for_help
             && now >= probe_->help_at) {
    ask_for_help(result);
  }
  return result;
}

instant failure_detector::due() const {
  if (!period_end_)
    return instant::min();
  auto result = *period_end_;
  if (probe_ && !probe_->answered && !probe_->asked_for_help)
    result = std::min(result, probe_->help_at);
  for (const auto& [id, trial] : trials_)
    result = std::min(result, trial.deadline());
  return result;
}

void failure_detector::end_trials(instant now, detector_actions& out) {
  for (auto i = trials_.begin(); i != trials_.end();) {
    if (now < i->second.deadline()) {
      ++i;
      continue;
    }
    out.push_back(member_failed{i->first, i->second.incarnation()});
    i = trials_.erase(i);
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
  if (members_.count(ended->target) != 0)
    suspect(ended->target, self_id_, now, out);
}

void failure_detector::begin_period(instant now, detector_actions& out) {
  period_end_ = now + health_.scale(settings_.suspicion.probe_interval);
  auto target = order_.next(random_);
  if (!target)
    return;
  probe_.emplace();
  probe_->number = ++last_probe_;
  probe_->target = *target;
  probe_->help_at = now + health_.scale(settings_.probe_timeout);
  out.push_back(probe_wanted{probe_->number, *target, suspects(*target)});
}

void failure_detector::ask_for_help(detector_actions& out) {
  probe_->asked_for_help = true;
  auto helpers = order_.helpers(probe_->target, settings_.helpers, random_);
  if (helpers.empty())
    return;
  probe_->has_helpers = true;
  probe_->silent_helpers = helpers;
  out.push_back(
    help_wanted{probe_->number, probe_->target, std::move(helpers)});
}

} // namespace aegis::mesh
