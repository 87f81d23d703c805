#include "mesh/member_walk.hpp"

#include "mesh/hash.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace aegis::mesh {

namespace {

/// Draws for one helper before all members are looked at: enough in all but
/// the smallest meshes, and where most of a table are tombstones.
constexpr std::size_t draws_max = 16;

} // namespace

bool member_walk::is_other_member(const record& x) const {
  return is_member(x.info) && !x.local && x.info.id != self_id_;
}

record_ptr member_walk::find(std::string_view id) const {
  auto result = table_->find(id);
  return result && is_other_member(*result) ? result : nullptr;
}

std::uint64_t member_walk::rank(std::uint64_t hash) const noexcept {
  return mix(hash ^ key_);
}

std::optional<std::string> member_walk::next(random_source& random) {
  // The rest of this round, and one whole round.
  for (int rounds = 0; rounds < 2; ++rounds) {
    for (; turn_ < part_count; ++turn_) {
      if (auto* x = next_in(parts_[turn_])) {
        last_rank_ = rank(x->id_hash);
        last_id_ = x->info.id;
        return last_id_;
      }
      last_id_.clear();
    }
    begin_round(random);
  }
  return std::nullopt;
}

void member_walk::begin_round(random_source& random) {
  std::iota(parts_.begin(), parts_.end(), std::uint8_t{0});
  for (std::size_t i = part_count; i > 1; --i)
    std::swap(parts_[i - 1], parts_[random.below(i)]);
  key_ = random.next();
  turn_ = 0;
  last_id_.clear();
}

/// Returns the first member of a part after the last one, or null.
const record* member_walk::next_in(std::size_t part) const {
  const auto& there = table_->content().part(part);
  if (!there)
    return nullptr;
  const record* result = nullptr;
  std::uint64_t best = 0;
  for (const auto& x : there->entries()) {
    auto here = rank(x.hash);
    const auto& id = x.record->info.id;
    auto is_later
      = last_id_.empty() || std::tie(here, id) > std::tie(last_rank_, last_id_);
    auto is_first = result == nullptr
                    || std::tie(here, id) < std::tie(best, result->info.id);
    if (is_later && is_first && is_other_member(*x.record)) {
      result = x.record.get();
      best = here;
    }
  }
  return result;
}

/// Returns any record of the table. @pre There is one.
const record* member_walk::at_random(random_source& random) const {
  const auto& content = table_->content();
  auto index = random.below(content.record_count());
  for (std::size_t i = 0; i < part_count; ++i) {
    const auto& part = content.part(i);
    auto size = part ? part->size() : 0;
    if (index < size)
      return (*part)[index].get();
    index -= size;
  }
  return nullptr; // not reached
}

std::vector<std::string> member_walk::helpers(std::string_view target,
                                              std::size_t count,
                                              random_source& random) const {
  std::vector<std::string> result;
  auto may_help = [&](const record& x) {
    return is_other_member(x) && x.info.id != target
           && std::find(result.begin(), result.end(), x.info.id)
                == result.end();
  };
  auto draws = table_->content().record_count() > 0 ? draws_max * count : 0;
  for (; result.size() < count && draws > 0; --draws)
    if (auto* x = at_random(random); may_help(*x))
      result.push_back(x->info.id);
  if (result.size() == count)
    return result;
  std::vector<std::string> others;
  table_->for_each([&](const record_ptr& x) {
    if (may_help(*x))
      others.push_back(x->info.id);
  });
  random.shuffle(others);
  for (auto& id : others)
    if (result.size() < count)
      result.push_back(std::move(id));
  return result;
}

} // namespace aegis::mesh
