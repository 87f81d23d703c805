#include "actors/peers/peer_entry.hpp"

#include <utility>

namespace aegis::detail {

peer_step peer_entry::wanted() {
  if (state_ == peer_state::up)
    return peer_step::none;
  wanted_ = true;
  if (state_ != peer_state::idle)
    return peer_step::none;
  return begin_attempt();
}

peer_step peer_entry::begin_attempt() {
  ++attempt_;
  state_ = peer_state::dialing;
  return peer_step::dial;
}

peer_step peer_entry::dial_failed(fault why, steady_time now,
                                  mesh::random_source& random) {
  if (state_ != peer_state::dialing)
    return peer_step::none;
  ++failures_;
  return back_off(std::move(why), now, random);
}

void peer_entry::came_up(steady_time now, timestamp_ms wall) {
  state_ = peer_state::up;
  wanted_ = false;
  failures_ = 0;
  up_at_ = now;
  connected_since_ = wall;
}

peer_step peer_entry::went_down(fault why, steady_time now,
                                mesh::random_source& random) {
  if (state_ != peer_state::up)
    return peer_step::none;
  if (now - up_at_ >= stable_after_)
    backoff_.reset();
  return back_off(std::move(why), now, random);
}

peer_step peer_entry::back_off(fault why, steady_time now,
                               mesh::random_source& random) {
  last_error_ = std::move(why);
  wanted_ = false;
  state_ = peer_state::backing_off;
  retry_at_ = now + backoff_.next(random);
  return peer_step::wait;
}

peer_step peer_entry::retry_due(steady_time now) {
  if (state_ != peer_state::backing_off)
    return peer_step::none;
  if (now < retry_at_)
    return peer_step::wait;
  return hurry();
}

peer_step peer_entry::hurry() {
  if (state_ != peer_state::backing_off)
    return peer_step::none;
  if (!kept_ && !wanted_) {
    state_ = peer_state::idle;
    backoff_.reset();
    return peer_step::none;
  }
  return begin_attempt();
}

void peer_entry::learn(std::string id) {
  where_.id = std::move(id);
}

bool peer_entry::forget_id() {
  if (id_given_)
    return false;
  where_.id.clear();
  return true;
}

void peer_entry::absorb(const peer_entry& x) {
  if (where_.address.empty())
    where_.address = x.where_.address;
  if (!x.kept_ || kept_)
    return;
  // Known by chance so far: what is kept is whoever answers at the address.
  kept_ = true;
  id_given_ = x.id_given_;
}

void peer_entry::keep(std::string address) {
  kept_ = true;
  if (!address.empty())
    where_.address = std::move(address);
}

const std::string& peer_entry::target(const std::string& in_topology) const {
  if (where_.address.empty())
    return in_topology;
  if (in_topology.empty() || in_topology == where_.address)
    return where_.address;
  return attempt_ % 2 == 1 ? where_.address : in_topology;
}

peer_info peer_entry::info() const {
  peer_info result;
  result.id = where_.id;
  result.address = where_.address;
  result.state = state_;
  result.last_error = last_error_;
  result.failures = failures_;
  result.connected_since = connected_since_;
  return result;
}

} // namespace aegis::detail
