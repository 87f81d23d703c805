#pragma once

#include <cstring>
#include <optional>
#include <string_view>

namespace aegis::transport {

/// Finds the places of a text in a range of bytes, one after the other; they do
/// not overlap. Its cost is linear, whatever the bytes are. Holds views.
class occurrences {
public:
  /// @param what is nowhere if it is empty.
  occurrences(std::string_view bytes, std::string_view what)
    : bytes_(bytes), what_(what) {}

  std::optional<std::size_t> next() {
    auto rest = bytes_.substr(at_);
    auto* found = what_.empty() ? nullptr
                                : ::memmem(rest.data(), rest.size(),
                                           what_.data(), what_.size());
    if (found == nullptr) {
      at_ = bytes_.size();
      return std::nullopt;
    }
    auto result = static_cast<std::size_t>(static_cast<const char*>(found)
                                           - bytes_.data());
    at_ = result + what_.size();
    return result;
  }

private:
  std::string_view bytes_;
  std::string_view what_;
  std::size_t at_ = 0;
};

} // namespace aegis::transport
