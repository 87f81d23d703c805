#pragma once

#include <aegis/defaults.hpp>

namespace aegis::mesh {

/// How much this node mistrusts itself: the local health multiplier of Lifeguard
/// (Dadgar, Phillips, Currey: "Lifeguard: Local Health Awareness for More
/// Accurate Failure Detection", 2018, section IV-A). A node that is slow itself
/// sees the others fail; it gives them more time the more often that happens.
class awareness {
public:
  /// @param max  worst score
  explicit awareness(unsigned max = defaults::awareness_max) : max_(max) {}

  /// A probe was answered in time.
  void improve() noexcept;

  /// A probe failed, a helper did not even say no, or others suspect us.
  /// @param by  how many such observations
  void worsen(unsigned by = 1) noexcept;

  /// 0 is healthy.
  unsigned score() const noexcept {
    return score_;
  }

  /// Stretches a time by `score() + 1`.
  template <class Duration>
  Duration scale(Duration x) const {
    return x * (score_ + 1);
  }

private:
  unsigned max_;
  unsigned score_ = 0;
};

} // namespace aegis::mesh
