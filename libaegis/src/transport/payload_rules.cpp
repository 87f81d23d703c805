#include "transport/payload_rules.hpp"

#include "transport/bytes.hpp"
#include "transport/content_rules.hpp"
#include "transport/type_names.hpp"

#include <caf/atom.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace aegis::transport {

namespace {

constexpr std::string_view type_list_prefix = "@<>";

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

payload_verdict judge_types(std::string_view types, std::string_view content,
                            bool is_response) {
  auto is_plain = true;
  auto count = 0;
  for (auto first = true; !types.empty(); first = false) {
    if (++count > values_max)
      return payload_verdict::too_many_values;
    types.remove_prefix(1); // the '+'
    auto name = types.substr(0, types.find('+'));
    types.remove_prefix(name.size());
    if (!is_permitted_type(name) || (first && !is_response && name == "@error"))
      return payload_verdict::system_message;
    std::uint64_t atom = 0;
    if (first && name == "@atom" && byte_reader{content}.read(atom)
        && contains(refused_atoms, atom))
      return payload_verdict::system_message;
    is_plain = is_plain && is_plain_type(name);
  }
  return is_plain ? payload_verdict::ok : judge_content(content);
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
    case payload_verdict::foreign_node_id:
      return "foreign_node_id";
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

} // namespace aegis::transport
