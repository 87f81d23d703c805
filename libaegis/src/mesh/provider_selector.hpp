#pragma once

#include "mesh/consistent_hash.hpp"
#include "mesh/random_choice.hpp"
#include "mesh/region_first.hpp"
#include "mesh/round_robin.hpp"
#include "mesh/two_choices.hpp"
#include "mesh/weighted_choice.hpp"

#include <aegis/service.hpp>

#include <cstdint>
#include <variant>
#include <vector>

namespace aegis::mesh {

/// What a selector needs to know of a candidate in advance.
struct candidate_traits {
  std::uint64_t id = 0; ///< a hash of its name
  std::uint32_t weight = 1;
};

/// What goes on from one choice to the next while candidates come and go.
/// Thread-safe.
struct selection_state {
  explicit selection_state(std::uint64_t seed)
    : turn(static_cast<std::size_t>(seed >> 32)), random(seed) {}

  round_robin turn;
  random_stream random;
};

/// The call that a candidate is chosen for.
struct selection_input {
  std::uint64_t key = 0;   ///< for `pick_policy::consistent_hash`
  std::uint64_t total = 0; ///< unanswered calls of all candidates
};

/// One of the selectors, for one list of candidates. Immutable and thread-safe;
/// `pick` neither locks nor allocates.
class provider_selector {
public:
  /// Chooses nobody.
  provider_selector() = default;

  /// @param near_count  how many candidates, first in the list, are of this
  ///                    node's own region; with `same_region_first` the others
  ///                    are chosen only if none of these is usable
  provider_selector(pick_policy policy, bool same_region_first,
                    const std::vector<candidate_traits>& candidates,
                    std::size_t near_count);

  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs, selection_state& state,
                                  const selection_input& input) const {
    return std::visit(
      [&](const auto& x) { return choose(x, xs, state, input); }, choice_);
  }

private:
  /// Takes turns; the turn is in the state, not here.
  struct in_turn {
    template <class Candidates>
    std::optional<std::size_t> pick(const Candidates& xs,
                                    round_robin& turn) const {
      return turn.pick(xs.size(), [&](std::size_t i) { return !xs.usable(i); });
    }
  };

  template <class T>
  using near_first = region_first<T>;

  using choice
    = std::variant<near_first<in_turn>, near_first<random_choice>,
                   near_first<least_outstanding>, near_first<peak_ewma>,
                   near_first<weighted_choice>, near_first<consistent_hash>>;

  static choice make(pick_policy policy,
                     const std::vector<candidate_traits>& candidates,
                     std::size_t near_count);

  template <class Candidates>
  static std::optional<std::size_t>
  choose(const near_first<in_turn>& x, const Candidates& xs,
         selection_state& state, const selection_input&) {
    return x.pick(xs, state.turn);
  }

  template <class Candidates>
  static std::optional<std::size_t>
  choose(const near_first<consistent_hash>& x, const Candidates& xs,
         selection_state&, const selection_input& input) {
    return x.pick(xs, input.key, input.total);
  }

  template <class T, class Candidates>
  static std::optional<std::size_t>
  choose(const near_first<T>& x, const Candidates& xs, selection_state& state,
         const selection_input&) {
    return x.pick(xs, state.random);
  }

  choice choice_{near_first<in_turn>{{}, {}, 0}};
};

} // namespace aegis::mesh
