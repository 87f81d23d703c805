#pragma once

#include "aegis/ec.hpp"
#include "aegis/export.hpp"

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace AEGIS_PUBLIC aegis {

/// An error code with a text that names the peer, file or field and the
/// offending value. The error type of everything below the actors, where CAF
/// is not known; `aegis/error.hpp` turns it into a `caf::error`.
struct fault {
  ec code = ec::internal;
  std::string text;
};

inline bool operator==(const fault& x, const fault& y) {
  return x.code == y.code && x.text == y.text;
}

/// Returns `"<code>: <text>"`.
inline std::string to_string(const fault& x) {
  return x.text.empty() ? to_string(x.code) : to_string(x.code) + ": " + x.text;
}

/// Either a value or a `fault`. Converts implicitly from both, tests true when
/// it holds a value. Accessing the alternative that it does not hold is a
/// precondition violation.
template <class T>
class [[nodiscard]] outcome {
public:
  using value_type = T;

  outcome(T value) : content_(std::in_place_index<0>, std::move(value)) {}

  outcome(fault why) : content_(std::in_place_index<1>, std::move(why)) {}

  explicit operator bool() const noexcept {
    return content_.index() == 0;
  }

  T& operator*() & noexcept {
    assert(*this);
    return *std::get_if<0>(&content_);
  }

  const T& operator*() const& noexcept {
    assert(*this);
    return *std::get_if<0>(&content_);
  }

  T&& operator*() && noexcept {
    assert(*this);
    return std::move(*std::get_if<0>(&content_));
  }

  T* operator->() noexcept {
    assert(*this);
    return std::get_if<0>(&content_);
  }

  const T* operator->() const noexcept {
    assert(*this);
    return std::get_if<0>(&content_);
  }

  fault& error() & noexcept {
    assert(!*this);
    return *std::get_if<1>(&content_);
  }

  const fault& error() const& noexcept {
    assert(!*this);
    return *std::get_if<1>(&content_);
  }

  fault&& error() && noexcept {
    assert(!*this);
    return std::move(*std::get_if<1>(&content_));
  }

private:
  std::variant<T, fault> content_;
};

/// Success without a value.
struct done {};

} // namespace aegis
