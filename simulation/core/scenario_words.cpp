#include "simulation/core/scenario_words.hpp"

#include "aegis/simulation/scenario.hpp"
#include "core/printable.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aegis::simulation {

using namespace std::chrono_literals;

words split(std::string_view line) {
  words result;
  while (!line.empty()) {
    auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos)
      break;
    line.remove_prefix(begin);
    auto end = std::min(line.find_first_of(" \t\r"), line.size());
    result.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return result;
}

fault wrong(std::string what) {
  return {ec::invalid_argument, std::move(what)};
}

std::optional<std::size_t> to_count(std::string_view x) {
  std::size_t result = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), result);
  if (error != std::errc{} || end != x.data() + x.size())
    return std::nullopt;
  return result;
}

std::optional<double> to_number(std::string_view x) {
  double result = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), result);
  if (error != std::errc{} || end != x.data() + x.size()
      || !std::isfinite(result) || result < 0)
    return std::nullopt;
  return result;
}

std::optional<double> to_share(std::string_view x) {
  if (x.empty() || x.back() != '%')
    return std::nullopt;
  x.remove_suffix(1);
  auto percent = to_number(x);
  return percent && *percent <= 100 ? std::optional{*percent / 100}
                                    : std::nullopt;
}

outcome<duration> parse_time(std::string_view text) {
  static const std::pair<std::string_view, duration> units[]
    = {{"ms", 1ms}, {"us", 1us}, {"min", 1min}, {"s", 1s}, {"h", 1h}};
  for (const auto& [unit, length] : units) {
    if (text.size() <= unit.size()
        || text.substr(text.size() - unit.size()) != unit)
      continue;
    auto number = to_number(text.substr(0, text.size() - unit.size()));
    if (!number || *number > 1e6)
      break;
    return duration{static_cast<duration::rep>(
      *number * static_cast<double>(length.count()))};
  }
  return wrong(core::quoted(text)
               + " is no time such as 200ms, 1.5s, 2min or 1h");
}

outcome<duration> read_time(word_reader& in) {
  return parse_time(in.take());
}

} // namespace aegis::simulation
