#pragma once

#include "actors/services/provider_list.hpp"

namespace aegis::detail {

/// The ports of a list as candidates for one attempt of a call (see
/// mesh/candidates.hpp). Holds references; cheap to make.
class candidate_ports {
public:
  using time_point = call_alarm::time_point;

  /// @param ejected_too  also those that are ejected or on their return
  candidate_ports(const provider_list& list, const service_call& call,
                  time_point now, mesh::random_stream& random, bool ejected_too)
    : ports_(list.ports),
      call_(call),
      now_(now),
      random_(random),
      ejected_too_(ejected_too) {}

  std::size_t size() const {
    return ports_.size();
  }

  bool usable(std::size_t i) const {
    auto& port = *ports_[i].get();
    return port.alive() && !port.full() && !call_.tried(port.state())
           && (ejected_too_ || admits(port.state()));
  }

  std::uint32_t outstanding(std::size_t i) const {
    return ports_[i]->state().outstanding();
  }

  std::uint64_t cost(std::size_t i) const {
    return ports_[i]->state().cost(now_);
  }

private:
  bool admits(const provider_state& x) const {
    // A number is drawn only for those that come back.
    switch (x.state(now_)) {
      case mesh::circuit_state::closed:
        return true;
      case mesh::circuit_state::open:
        return false;
      case mesh::circuit_state::half_open:
        return x.admits(now_, random_.next());
    }
    return true;
  }

  const std::vector<plain_actor<reply_port>>& ports_;
  const service_call& call_;
  const time_point now_;
  mesh::random_stream& random_;
  const bool ejected_too_;
};

} // namespace aegis::detail
