#include "transport/content_rules.hpp"

#include "transport/bytes.hpp"
#include "transport/occurrences.hpp"
#include "transport/type_names.hpp"

#include <caf/node_id.hpp>

#include <cstdint>
#include <string>

namespace aegis::transport {

namespace {

constexpr std::string_view type_list_prefix = "@<>";

constexpr std::uint8_t ip_address_tag = 1;
constexpr std::size_t ip_address_bytes = 16;

/// How CAF's serializer writes the kind of a URI node id.
const std::string& uri_kind() {
  static const std::string bytes
    = big_endian(static_cast<std::uint64_t>(caf::node_id::uri_data::class_id));
  return bytes;
}

/// True if a type list's text at `at` may be the head of a message: a zero type
/// number and a size stand before it.
bool is_message_head(std::string_view content, std::size_t at) {
  auto is_continued = [](char x) { return (x & 0x80) != 0; };
  if (at < 3 || is_continued(content[--at]))
    return false;
  while (at > 0 && is_continued(content[at - 1]))
    --at;
  return at >= 2 && content[at - 1] == 0 && content[at - 2] == 0;
}

payload_verdict judge_nesting(std::string_view content) {
  auto found = 0;
  occurrences lists{content, type_list_prefix};
  while (auto at = lists.next())
    if (is_message_head(content, *at) && ++found > nesting_max)
      return payload_verdict::too_deep;
  return found > 0 && may_name_refused_type(content)
           ? payload_verdict::system_message
           : payload_verdict::ok;
}

/// Skips scheme, user, host, port and path as caf/uri.hpp has them.
/// @returns whether what follows may be a query.
bool skip_to_query(byte_reader& in) {
  std::string_view text;
  std::uint8_t tag = 0;
  if (!in.read_string(text) || !in.read_string(text) || !in.read(tag))
    return false;
  if (tag == ip_address_tag ? !in.skip(ip_address_bytes)
                            : !in.read_string(text))
    return false;
  std::uint16_t port = 0;
  return in.read(port) && in.read_string(text);
}

/// What follows the kind is a node id only as far as CAF would read it so; most
/// often it is a number that happens to be equal.
bool is_costly_uri(std::string_view rest) {
  byte_reader in{rest};
  std::uint32_t pairs = 0;
  if (skip_to_query(in) && in.read_size(pairs))
    return pairs > query_max;
  return in.has_malformed_size(); // CAF takes it for another size
}

payload_verdict judge_node_ids(std::string_view content) {
  occurrences kinds{content, uri_kind()};
  while (auto at = kinds.next())
    if (is_costly_uri(content.substr(*at + uri_kind().size())))
      return payload_verdict::foreign_node_id;
  return payload_verdict::ok;
}

} // namespace

payload_verdict judge_content(std::string_view content) {
  auto nesting = judge_nesting(content);
  return nesting == payload_verdict::ok ? judge_node_ids(content) : nesting;
}

} // namespace aegis::transport
