#include "transport/payload_rules.hpp"

#include "transport/bytes.hpp"

#include <caf/atom.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace aegis::transport {

namespace {

constexpr std::string_view type_list_prefix = "@<>";

constexpr std::array<std::string_view, 10> refused_types = {
  "@exit",         "@down",         "@group",          "@group_down",
  "@timeout",      "@upstream_msg", "@downstream_msg", "@open_stream_msg",
  "@config_value", "@duration",
};

constexpr std::string_view stream_prefix = "stream<";

constexpr std::array<std::string_view, 2> nesting_types
  = {"@message", "@error"};

/// First atoms of the messages that CAF's runtime handles itself.
constexpr std::array<std::uint64_t, 6> refused_atoms = {
  static_cast<std::uint64_t>(caf::atom("link")),
  static_cast<std::uint64_t>(caf::atom("unlink")),
  static_cast<std::uint64_t>(caf::atom("sys")),
  static_cast<std::uint64_t>(caf::atom("monitor")),
  static_cast<std::uint64_t>(caf::atom("demonitor")),
  static_cast<std::uint64_t>(caf::atom("migrate")),
};

template <class Range, class T>
bool contains(const Range& range, const T& x) {
  return std::find(range.begin(), range.end(), x) != range.end();
}

bool is_stream_type(std::string_view name) {
  return name.substr(0, stream_prefix.size()) == stream_prefix;
}

/// True if a list of types inside of `content` may name one that is refused.
/// Where the lists end is not known, so any place will do.
bool names_refused_type(std::string_view content) {
  auto named = [&](std::string_view name) {
    return content.find('+' + std::string{name}) != content.npos;
  };
  return named(stream_prefix)
         || std::any_of(refused_types.begin(), refused_types.end(), named);
}

bool may_nest(std::string_view name) {
  return std::any_of(nesting_types.begin(), nesting_types.end(),
                     [&](auto x) { return name.find(x) != name.npos; });
}

payload_verdict judge_types(std::string_view types, std::string_view content,
                            bool is_response) {
  auto nests = false;
  auto count = 0;
  for (auto first = true; !types.empty(); first = false) {
    if (++count > values_max)
      return payload_verdict::too_many_values;
    types.remove_prefix(1); // the '+'
    auto name = types.substr(0, types.find('+'));
    types.remove_prefix(name.size());
    if (contains(refused_types, name) || is_stream_type(name)
        || (first && !is_response && name == "@error"))
      return payload_verdict::system_message;
    std::uint64_t atom = 0;
    if (first && name == "@atom" && byte_reader{content}.read(atom)
        && contains(refused_atoms, atom))
      return payload_verdict::system_message;
    nests = nests || may_nest(name);
  }
  return nests ? judge_nested(content) : payload_verdict::ok;
}

} // namespace

const char* to_string(payload_verdict x) {
  switch (x) {
    case payload_verdict::ok:
      return "ok";
    case payload_verdict::malformed:
      return "malformed_message";
    case payload_verdict::forwarding_stack:
      return "forwarding_stack";
    case payload_verdict::system_message:
      return "system_message";
    case payload_verdict::too_deep:
      return "nested_too_deep";
    case payload_verdict::too_many_values:
      return "too_many_values";
  }
  return "unknown";
}

payload_verdict judge_payload(std::string_view payload, bool is_response) {
  byte_reader in{payload};
  std::uint32_t stages = 0;
  if (!in.read_size(stages))
    return payload_verdict::malformed;
  if (stages != 0)
    return payload_verdict::forwarding_stack;
  std::uint16_t type_number = 0;
  std::string_view types;
  if (!in.read(type_number) || type_number != 0 || !in.read_string(types)
      || types.substr(0, 3) != type_list_prefix)
    return payload_verdict::malformed;
  types.remove_prefix(type_list_prefix.size());
  if (!types.empty() && types.front() != '+')
    return payload_verdict::malformed;
  return judge_types(types, in.rest(), is_response);
}

payload_verdict judge_nested(std::string_view content) {
  auto found = 0;
  for (auto at = content.find(type_list_prefix); at != content.npos;
       at = content.find(type_list_prefix, at + type_list_prefix.size()))
    if (++found > nesting_max)
      return payload_verdict::too_deep;
  return found > 0 && names_refused_type(content)
           ? payload_verdict::system_message
           : payload_verdict::ok;
}

} // namespace aegis::transport
