#pragma once

#include "mesh/instant.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace aegis::mesh {

/// What a wheel holds; derive from it. It is in one wheel at most and must not
/// be destroyed or moved meanwhile.
class wheel_timer {
public:
  wheel_timer() = default;
  wheel_timer(const wheel_timer&) = delete;
  wheel_timer& operator=(const wheel_timer&) = delete;

  bool scheduled() const noexcept {
    return next_ != nullptr;
  }

private:
  friend class timer_wheel;

  wheel_timer* previous_ = nullptr;
  wheel_timer* next_ = nullptr;
  std::uint64_t due_ = 0;   ///< in ticks
  std::uint32_t place_ = 0; ///< level and slot
};

/// Timers by the hundred thousand: setting and cancelling one is constant in
/// time and allocates nothing, but for the first on each of four levels.
/// Hierarchical: a timer that lies far ahead waits in a coarse slot and moves to
/// finer ones when its time comes nearer.
/// (G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", 1987.)
///
/// Timers go off up to one tick late, never early, and in the order of their
/// ticks. Deterministic. Not thread-safe. Time must not go back.
class timer_wheel {
public:
  static constexpr std::chrono::milliseconds tick_length{1};

  explicit timer_wheel(instant start);

  timer_wheel(const timer_wheel&) = delete;
  timer_wheel& operator=(const timer_wheel&) = delete;

  /// Sets a timer, anew if it is set already.
  void schedule(wheel_timer& x, instant due);

  /// @returns false if it was not set.
  bool cancel(wheel_timer& x);

  /// Takes out one timer whose time has come, or returns null. To be called
  /// until it does.
  wheel_timer* expire(instant now);

  /// When `expire` has to be called next: not after the first timer, maybe
  /// before it. Nothing if there is none.
  std::optional<instant> next() const;

  std::size_t size() const noexcept {
    return size_;
  }

private:
  // Four levels of 256 slots: 1 ms each, 256 ms, 66 s, 4.7 h; 50 days in all.
  // What lies beyond waits at the end and is sorted in again.
  static constexpr int levels = 4;
  static constexpr int slot_bits = 8;
  static constexpr std::size_t slots = std::size_t{1} << slot_bits;

  using slot_heads = std::array<wheel_timer, slots>;

  struct wheel_level {
    std::unique_ptr<slot_heads> heads; ///< null until it has a timer: 8 KiB
    std::array<std::uint64_t, slots / 64> used{};
  };

  static std::uint64_t slot_of(std::uint64_t tick, int level);
  std::uint64_t ticks_at(instant x, bool up) const;
  void insert(wheel_timer& x);
  void unlink(wheel_timer& x);
  void mark(int level, std::uint64_t slot, bool used);
  bool is_used(int level, std::uint64_t slot) const;
  wheel_timer& head_of(int level, std::uint64_t slot);
  std::optional<std::uint64_t> next_event() const;
  std::optional<std::uint64_t> next_used(int level, std::uint64_t after) const;
  void cascade(int level);

  const instant start_;
  std::uint64_t now_ = 0; ///< ticks that have been worked off
  std::size_t size_ = 0;
  std::array<wheel_level, levels> levels_;
};

} // namespace aegis::mesh
