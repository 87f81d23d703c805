#pragma once

#include "aegis/fault.hpp"
#include "aegis/simulation/network.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The words of a scenario and what they stand for.

namespace aegis::simulation {

using words = std::vector<std::string_view>;

/// Splits at blanks.
words split(std::string_view line);

/// `ec::invalid_argument`.
fault wrong(std::string what);

std::optional<std::size_t> to_count(std::string_view x);

/// A finite number that is not negative.
std::optional<double> to_number(std::string_view x);

/// `5%` is 0.05; at most all.
std::optional<double> to_share(std::string_view x);

/// Takes one word after the other off a line.
class word_reader {
public:
  explicit word_reader(words xs) : words_(std::move(xs)) {}

  bool done() const {
    return next_ == words_.size();
  }

  std::string_view peek() const {
    return done() ? std::string_view{} : words_[next_];
  }

  std::string_view take() {
    return done() ? std::string_view{} : words_[next_++];
  }

  /// Takes the next word if it is this one.
  bool take_if(std::string_view x) {
    if (peek() != x)
      return false;
    ++next_;
    return true;
  }

private:
  words words_;
  std::size_t next_ = 0;
};

outcome<duration> read_time(word_reader& in);

} // namespace aegis::simulation
