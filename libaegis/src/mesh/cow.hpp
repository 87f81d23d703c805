#pragma once

#include <cstdint>
#include <memory>
#include <utility>

// Copy-on-write for one writer and immutable copies: what was made since the
// last copy belongs to the writer and is changed in place, everything older is
// shared and is copied before a change. Unlike a look at the reference count
// this needs no synchronisation with readers that drop their copy.

namespace aegis::mesh {

/// The writer's identity. Copying it ends the ownership of everything that was
/// made so far, on both sides.
///
/// A copy counts as a write access to the original: not thread-safe.
class cow_owner {
public:
  cow_owner() = default;

  cow_owner(const cow_owner& x) : stamp_(++x.stamp_) {}

  cow_owner& operator=(const cow_owner& x) {
    stamp_ = ++x.stamp_;
    return *this;
  }

  std::uint64_t stamp() const noexcept {
    return stamp_;
  }

private:
  mutable std::uint64_t stamp_ = 1;
};

/// A value that copies of its holder share. Null until first edited.
template <class T>
class cow_ptr {
public:
  explicit operator bool() const noexcept {
    return content_ != nullptr;
  }

  /// @pre not null
  const T& operator*() const noexcept {
    return content_->value;
  }

  const T* operator->() const noexcept {
    return &content_->value;
  }

  /// Access for the writer; copies the value first unless `owner` made it.
  T& edit(const cow_owner& owner) {
    if (!content_)
      content_ = std::make_shared<content>(content{owner.stamp(), T{}});
    else if (content_->stamp != owner.stamp())
      content_
        = std::make_shared<content>(content{owner.stamp(), content_->value});
    return content_->value;
  }

  /// From now on no writer owns it: each copies it before a change.
  /// @pre not null
  void freeze() {
    if (content_->stamp != nobody)
      content_->stamp = nobody;
  }

  /// How many holders share the value.
  long use_count() const noexcept {
    return content_.use_count();
  }

  /// True if both are the same object in memory.
  bool shares_with(const cow_ptr& x) const noexcept {
    return content_ == x.content_;
  }

private:
  /// The stamps of owners begin at 1.
  static constexpr std::uint64_t nobody = 0;

  struct content {
    std::uint64_t stamp;
    T value;
  };

  std::shared_ptr<content> content_;
};

} // namespace aegis::mesh
