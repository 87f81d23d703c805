#include "mesh/call_rules.hpp"

#include "core/printable.hpp"

#include <algorithm>
#include <utility>

namespace aegis::mesh {

namespace {

constexpr std::string_view blanks = " \t\r";

/// Takes the next word off a line; empty at its end.
std::string_view take_word(std::string_view& line) {
  auto begin = std::min(line.find_first_not_of(blanks), line.size());
  line.remove_prefix(begin);
  auto word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

std::string_view without_comment(std::string_view line) {
  line = line.substr(0, line.find('#'));
  auto end = line.find_last_not_of(blanks);
  return line.substr(0, end == line.npos ? 0 : end + 1);
}

fault malformed(const std::string& reason) {
  return {ec::invalid_argument, reason};
}

} // namespace

bool fits_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  auto star = pattern.npos; // the last one seen, and what it has eaten
  std::size_t eaten = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      eaten = t;
    } else if (p < pattern.size()
               && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++eaten;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

outcome<done> call_rules::read_condition(rule& x, std::string_view word) {
  auto equals = word.find('=');
  auto key = word.substr(0, equals);
  if (equals == word.npos || equals + 1 == word.size())
    return malformed(core::quoted(word) + " is no condition: key=pattern");
  std::string value{word.substr(equals + 1)};
  constexpr std::string_view label_prefix = "label.";
  if (key.substr(0, label_prefix.size()) == label_prefix
      && key.size() > label_prefix.size()) {
    x.labels[std::string{key.substr(label_prefix.size())}] = value;
  } else if (key == "caller") {
    x.caller = value;
  } else if (key == "region") {
    x.region = value;
  } else if (key == "san") {
    x.san = value;
  } else if (key == "method") {
    x.method = value;
  } else if (key == "type") {
    x.type = value;
  } else if (key == "service") {
    auto at = value.find('@');
    x.service = value.substr(0, at);
    x.version = at == value.npos ? "*" : value.substr(at + 1);
  } else {
    return malformed(core::quoted(key)
                     + " is none of caller, region, label.KEY, san, service, "
                       "method and type");
  }
  return done{};
}

outcome<call_rules> call_rules::parse(std::string_view text,
                                      bool allow_by_default) {
  if (text.size() > text_max_bytes)
    return malformed("rules of " + std::to_string(text.size())
                     + " bytes, at most " + std::to_string(text_max_bytes));
  call_rules result{allow_by_default};
  auto has_default = false;
  std::size_t number = 0;
  auto at_line = [&](const std::string& what) {
    return malformed("line " + std::to_string(number) + ": " + what);
  };
  while (!text.empty()) {
    ++number;
    auto end = text.find('\n');
    auto line = without_comment(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    auto rest = line;
    auto verb = take_word(rest);
    if (verb.empty())
      continue;
    if (verb == "default") {
      auto what = take_word(rest);
      if (std::exchange(has_default, true))
        return at_line("a second default");
      if ((what != "allow" && what != "deny") || !take_word(rest).empty())
        return at_line("default is `allow` or `deny`");
      result.allow_by_default_ = what == "allow";
      continue;
    }
    if (verb != "allow" && verb != "deny")
      return at_line(core::quoted(verb) + " is none of default, allow, deny");
    rule x;
    x.allow = verb == "allow";
    x.text = "line " + std::to_string(number) + ": " + std::string{line};
    for (auto word = take_word(rest); !word.empty(); word = take_word(rest))
      if (auto ok = read_condition(x, word); !ok)
        return at_line(ok.error().text);
    result.rules_.push_back(std::move(x));
    if (result.rules_.size() > rules_max)
      return at_line("more than " + std::to_string(rules_max) + " rules");
  }
  return result;
}

bool call_rules::fits(const rule& x, const call_origin& who,
                      const call_target& what) {
  auto label_fits = [&](const auto& wanted) {
    auto i = who.labels.find(wanted.first);
    return i != who.labels.end() && fits_pattern(i->second, wanted.second);
  };
  auto san_fits
    = [&](const std::string& san) { return fits_pattern(san, x.san); };
  return fits_pattern(who.node_id, x.caller)
         && fits_pattern(who.region, x.region)
         && fits_pattern(what.service.name, x.service)
         && fits_pattern(what.service.version, x.version)
         && fits_pattern(what.method, x.method)
         && fits_pattern(what.type, x.type)
         && (x.san.empty()
             || std::any_of(who.sans.begin(), who.sans.end(), san_fits))
         && std::all_of(x.labels.begin(), x.labels.end(), label_fits);
}

rule_verdict call_rules::decide(const call_origin& who,
                                const call_target& what) const {
  for (auto& x : rules_)
    if (fits(x, who, what))
      return {x.allow, x.text};
  return {allow_by_default_,
          allow_by_default_ ? "default allow" : "default deny"};
}

} // namespace aegis::mesh
