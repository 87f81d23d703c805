#include "mesh/timer_wheel.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

constexpr std::uint64_t tick_ns = 1'000'000;

} // namespace

timer_wheel::timer_wheel(instant start) : start_(start) {
  // nop
}

std::uint64_t timer_wheel::slot_of(std::uint64_t tick, int level) {
  return tick >> (slot_bits * level) & (slots - 1);
}

std::uint64_t timer_wheel::ticks_at(instant x, bool up) const {
  if (x <= start_)
    return 0;
  auto ns = static_cast<std::uint64_t>((x - start_).count());
  return ns / tick_ns + (up && ns % tick_ns != 0 ? 1 : 0);
}

// -- timers ------------------------------------------------------------------

void timer_wheel::schedule(wheel_timer& x, instant due) {
  if (x.scheduled())
    unlink(x);
  else
    ++size_;
  // The slot of the present tick is being emptied: the next one is the first.
  x.due_ = std::max(ticks_at(due, true), now_ + 1);
  insert(x);
}

bool timer_wheel::cancel(wheel_timer& x) {
  if (!x.scheduled())
    return false;
  unlink(x);
  --size_;
  return true;
}

/// The level is where the due tick first differs from the present one.
void timer_wheel::insert(wheel_timer& x) {
  auto level = 0;
  auto due = x.due_;
  while (level + 1 < levels
         && due >> (slot_bits * (level + 1))
              != now_ >> (slot_bits * (level + 1)))
    ++level;
  // Beyond the last level: as far away as it gets.
  constexpr auto last_shift = slot_bits * (levels - 1);
  if (level == levels - 1
      && (due >> last_shift) - (now_ >> last_shift) >= slots)
    due = ((now_ >> last_shift) + slots - 1) << last_shift;
  auto slot = slot_of(due, level);
  auto& head = head_of(level, slot);
  x.previous_ = head.previous_;
  x.next_ = &head;
  head.previous_->next_ = &x;
  head.previous_ = &x;
  x.place_ = static_cast<std::uint32_t>(level) << slot_bits
             | static_cast<std::uint32_t>(slot);
  mark(level, slot, true);
}

void timer_wheel::unlink(wheel_timer& x) {
  if (x.previous_ == x.next_) // alone in its slot
    mark(static_cast<int>(x.place_ >> slot_bits), x.place_ & (slots - 1),
         false);
  x.previous_->next_ = x.next_;
  x.next_->previous_ = x.previous_;
  x.previous_ = nullptr;
  x.next_ = nullptr;
}

void timer_wheel::mark(int level, std::uint64_t slot, bool used) {
  auto bit = std::uint64_t{1} << (slot % 64);
  auto& word = levels_[level].used[slot / 64];
  word = used ? word | bit : word & ~bit;
}

bool timer_wheel::is_used(int level, std::uint64_t slot) const {
  return (levels_[level].used[slot / 64] >> (slot % 64) & 1) != 0;
}

wheel_timer& timer_wheel::head_of(int level, std::uint64_t slot) {
  auto& heads = levels_[level].heads;
  if (!heads) {
    heads = std::make_unique<slot_heads>();
    for (auto& head : *heads) {
      head.next_ = &head;
      head.previous_ = &head;
    }
  }
  return (*heads)[slot];
}

// -- time --------------------------------------------------------------------

/// Returns the first used slot behind `after`, around the end.
std::optional<std::uint64_t> timer_wheel::next_used(int level,
                                                    std::uint64_t after) const {
  for (std::uint64_t i = 1; i <= slots; ++i) {
    auto slot = (after + i) & (slots - 1);
    if (slot % 64 == 0 && levels_[level].used[slot / 64] == 0) {
      i += 63;
      continue;
    }
    if (is_used(level, slot))
      return slot;
  }
  return std::nullopt;
}

/// Returns the first tick at which a slot has to be emptied. A level's slots
/// lie within one turn from now, so the finest used level decides.
std::optional<std::uint64_t> timer_wheel::next_event() const {
  for (int level = 0; level < levels; ++level) {
    auto shift = slot_bits * level;
    auto here = now_ >> shift;
    auto slot = next_used(level, here & (slots - 1));
    if (!slot)
      continue;
    auto distance = (*slot - here) & (slots - 1);
    return (here + (distance == 0 ? slots : distance)) << shift;
  }
  return std::nullopt;
}

/// Sorts the timers of the present slot into finer ones.
void timer_wheel::cascade(int level) {
  auto slot = slot_of(now_, level);
  if (!is_used(level, slot))
    return;
  mark(level, slot, false);
  auto& head = head_of(level, slot);
  while (head.next_ != &head) {
    auto& x = *head.next_;
    unlink(x);
    insert(x);
  }
}

wheel_timer* timer_wheel::expire(instant now) {
  auto end = ticks_at(now, false);
  for (;;) {
    auto slot = slot_of(now_, 0);
    if (is_used(0, slot)) {
      auto* result = head_of(0, slot).next_;
      unlink(*result);
      --size_;
      return result;
    }
    if (now_ >= end)
      return nullptr;
    auto event = next_event();
    now_ = event ? std::min(*event, end) : end;
    for (int level = levels - 1; level > 0; --level)
      if ((now_ & ((std::uint64_t{1} << (slot_bits * level)) - 1)) == 0)
        cascade(level);
  }
}

std::optional<instant> timer_wheel::next() const {
  if (size_ == 0)
    return std::nullopt;
  auto tick = is_used(0, slot_of(now_, 0)) ? now_ : *next_event();
  return start_
         + std::chrono::nanoseconds{static_cast<std::int64_t>(tick * tick_ns)};
}

} // namespace aegis::mesh
