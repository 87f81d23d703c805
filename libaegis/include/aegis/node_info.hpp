#pragma once

#include "aegis/export.hpp"
#include "aegis/service_id.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace AEGIS_PUBLIC aegis {

/// Wall-clock time as it is stored in records, milliseconds since 1970 (UTC).
using timestamp_ms = std::chrono::time_point<std::chrono::system_clock,
                                             std::chrono::milliseconds>;

/// How alive a node is held to be; the order is the order of the merge.
enum class node_status : std::uint8_t { alive, suspect, down, left };

AEGIS_PUBLIC std::string to_string(node_status x);

/// What one member holds against another; the order is the order of the merge.
enum class accusation_kind : std::uint8_t {
  suspect = 1, ///< it does not answer
  dead = 2,    ///< it did not refute the suspicion in time
};

AEGIS_PUBLIC std::string to_string(accusation_kind x);

/// What the mesh knows about one node: its record. Only its owner changes it.
struct node_info {
  std::string id;   ///< see `aegis::check_node_id`
  std::string name; ///< for people
  std::string type = "generic";
  std::string address; ///< `host:port`, as others dial it
  std::vector<service_id> services;
  std::string region;
  std::map<std::string, std::string> labels;
  timestamp_ms joined_at{};
  timestamp_ms updated_at{};
  /// Grows with each life of the node: wall clock in ms at its start, or the
  /// last one known + 1.
  std::uint64_t incarnation = 0;
  /// Grows with each change within an incarnation.
  std::uint64_t revision = 0;
  node_status status = node_status::alive;
};

AEGIS_PUBLIC bool operator==(const node_info& x, const node_info& y);

inline bool operator!=(const node_info& x, const node_info& y) {
  return !(x == y);
}

/// One line for people: `id (name) address [services] status`.
AEGIS_PUBLIC std::string to_string(const node_info& x);

/// Checks the rule for node ids: 1-64 of `a-z A-Z 0-9 . _ -`, no leading dot or
/// dash. An id that passes is safe as a file name.
/// @returns `ec::invalid_id` with the reason and the id, control characters
///          escaped, at most 80 characters of it.
AEGIS_PUBLIC outcome<done> check_node_id(std::string_view id);

/// A dialable or bindable address.
struct host_port {
  std::string host; ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 0;
};

inline bool operator==(const host_port& x, const host_port& y) {
  return x.host == y.host && x.port == y.port;
}

/// Returns `host:port`, with brackets around an IPv6 host.
AEGIS_PUBLIC std::string to_string(const host_port& x);

/// Parses `host:port` or `[v6]:port`; port 0-65535, host 1-253 characters.
/// @returns `ec::invalid_address` with the reason and the text.
AEGIS_PUBLIC outcome<host_port> parse_host_port(std::string_view text);

} // namespace aegis
