#include "mesh/version_rule.hpp"

#include "core/printable.hpp"

#include <aegis/service_id.hpp>

#include <algorithm>
#include <limits>

namespace aegis::mesh {

namespace {

constexpr std::string_view operators = "<>=^";

std::optional<std::uint32_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 9)
    return std::nullopt;
  std::uint32_t result = 0;
  for (char c : digits) {
    if (c < '0' || c > '9')
      return std::nullopt;
    result = result * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return result;
}

fault malformed(std::string_view text, const std::string& reason) {
  return {ec::invalid_argument,
          "version rule " + core::quoted(text) + ": " + reason};
}

} // namespace

std::optional<version_number> version_number::parse(std::string_view text) {
  if (!text.empty() && text.front() == 'v')
    text.remove_prefix(1);
  version_number result;
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    auto dot = text.find('.');
    auto part = number_of(text.substr(0, dot));
    if (!part)
      return std::nullopt;
    result.parts[i] = *part;
    if (dot == text.npos)
      return result;
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

outcome<version_rule> version_rule::parse(std::string_view text) {
  version_rule result;
  result.text_ = text;
  if (text.empty() || operators.find(text.front()) == operators.npos) {
    if (auto ok = check(service_id{"x", result.text_}); !ok)
      return std::move(ok).error();
    return result;
  }
  for (auto rest = text; !rest.empty();) {
    auto blank = rest.find(' ');
    if (auto word = rest.substr(0, blank); !word.empty())
      if (auto ok = result.add(word); !ok)
        return std::move(ok).error();
    rest.remove_prefix(blank == rest.npos ? rest.size() : blank + 1);
  }
  return result;
}

outcome<done> version_rule::add(std::string_view word) {
  auto end = std::min(word.find_first_not_of(operators), word.size());
  auto how = word.substr(0, end);
  auto what = version_number::parse(word.substr(end));
  if (!what)
    return malformed(text_, core::quoted(word)
                              + " does not end with a version of one to four "
                                "numbers");
  if (how == "^") {
    auto next = version_number{{what->parts[0] + 1, 0, 0, 0}};
    conditions_.push_back({comparison::at_least, *what});
    conditions_.push_back({comparison::less, next});
  } else if (how == "<") {
    conditions_.push_back({comparison::less, *what});
  } else if (how == "<=") {
    conditions_.push_back({comparison::at_most, *what});
  } else if (how == "=" || how == "==") {
    conditions_.push_back({comparison::equal, *what});
  } else if (how == ">=") {
    conditions_.push_back({comparison::at_least, *what});
  } else if (how == ">") {
    conditions_.push_back({comparison::greater, *what});
  } else {
    return malformed(text_, core::quoted(word)
                              + " does not begin with <, <=, =, >=, > or ^");
  }
  if (conditions_.size() > conditions_max)
    return malformed(text_, "more than " + std::to_string(conditions_max)
                              + " conditions");
  return done{};
}

bool version_rule::holds(const condition& x, const version_number& version) {
  switch (x.how) {
    case comparison::less:
      return version < x.what;
    case comparison::at_most:
      return !(x.what < version);
    case comparison::equal:
      return version == x.what;
    case comparison::at_least:
      return !(version < x.what);
    case comparison::greater:
      return x.what < version;
  }
  return false;
}

bool version_rule::admits(std::string_view version) const {
  if (is_exact())
    return version == text_;
  auto number = version_number::parse(version);
  return number
         && std::all_of(conditions_.begin(), conditions_.end(),
                        [&](auto& x) { return holds(x, *number); });
}

std::optional<std::string>
version_rule::best_of(const std::vector<std::string>& versions) const {
  const std::string* best = nullptr;
  for (auto& x : versions) {
    if (!admits(x))
      continue;
    if (is_exact())
      return x;
    if (best == nullptr
        || *version_number::parse(*best) < *version_number::parse(x))
      best = &x;
  }
  return best != nullptr ? std::optional{*best} : std::nullopt;
}

} // namespace aegis::mesh
