#pragma once

#include <aegis/fault.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// A version of numbers: `1.2.3` or `v1.2.3`, one to four of them. Numbers that
/// are not there are zero, so `v1` equals `1.0`.
struct version_number {
  std::array<std::uint32_t, 4> parts{};

  /// @returns nothing for any other text.
  static std::optional<version_number> parse(std::string_view text);
};

inline bool operator==(const version_number& x, const version_number& y) {
  return x.parts == y.parts;
}

inline bool operator<(const version_number& x, const version_number& y) {
  return x.parts < y.parts;
}

/// Which versions of a service a caller takes.
///
/// A text without `<`, `>`, `=` or `^` at its begin is one exact version,
/// compared as text. Otherwise it is a range: up to eight conditions with
/// blanks between, all of which must hold, each an operator before a number:
///
///   `>=1.2 <2`   at least 1.2 and below 2
///   `^1.2`       the same: compatible with 1.2, below the next first number
///   `=1.2.0`     equal as numbers: also `v1.2`
///
/// Versions that are not numbers are in no range.
class version_rule {
public:
  static constexpr std::size_t conditions_max = 8;

  /// @returns `ec::invalid_argument` naming the text and the condition.
  static outcome<version_rule> parse(std::string_view text);

  bool is_exact() const noexcept {
    return conditions_.empty();
  }

  bool admits(std::string_view version) const;

  /// Returns the highest version that is admitted, or nothing. Equal numbers:
  /// the first one.
  std::optional<std::string>
  best_of(const std::vector<std::string>& versions) const;

  const std::string& text() const noexcept {
    return text_;
  }

private:
  enum class comparison { less, at_most, equal, at_least, greater };

  struct condition {
    comparison how;
    version_number what;
  };

  static bool holds(const condition& x, const version_number& version);
  outcome<done> add(std::string_view word);

  std::string text_;
  std::vector<condition> conditions_;
};

} // namespace aegis::mesh
