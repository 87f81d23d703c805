#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace aegis::simulation {

using node_index = std::uint32_t;

/// A set of nodes.
class node_set {
public:
  node_set() = default;
  node_set(std::initializer_list<node_index> xs) {
    for (auto x : xs)
      insert(x);
  }

  void insert(node_index x) {
    if (x >= in_.size())
      in_.resize(x + 1);
    in_[x] = true;
  }

  bool contains(node_index x) const {
    return x < in_.size() && in_[x];
  }

private:
  std::vector<bool> in_;
};

/// Which ways through the network are cut: each cut has a number and stops all
/// packets from some nodes to some others, in that direction only. Pure.
class cuts {
public:
  using number = std::uint64_t;

  /// Stops packets from `from` to `to`; both ways if `both`.
  number add(node_set from, node_set to, bool both = true) {
    cuts_.emplace(++last_, cut{std::move(from), std::move(to), both});
    return last_;
  }

  void remove(number x) {
    cuts_.erase(x);
  }

  void clear() {
    cuts_.clear();
  }

  bool empty() const {
    return cuts_.empty();
  }

  bool stops(node_index from, node_index to) const {
    for (const auto& [which, x] : cuts_)
      if ((x.from.contains(from) && x.to.contains(to))
          || (x.both && x.from.contains(to) && x.to.contains(from)))
        return true;
    return false;
  }

private:
  struct cut {
    node_set from;
    node_set to;
    bool both;
  };

  std::map<number, cut> cuts_;
  number last_ = 0;
};

} // namespace aegis::simulation
