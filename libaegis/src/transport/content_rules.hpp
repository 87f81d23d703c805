#pragma once

#include "transport/payload_verdict.hpp"

#include <string_view>

namespace aegis::transport {

/// Messages nested in a message or an error, at most. Reading is recursive in
/// CAF, so a peer could otherwise use up the stack of the I/O thread.
constexpr int nesting_max = 32;

/// Pairs in the query of a node id of CAF's URI kind, at most. CAF reads them
/// into a map whose cost grows with their square. A mesh has no such ids.
constexpr int query_max = 64;

/// Judges bytes that may hold messages, errors, handles and node ids, at places
/// that are not known: how deep messages are nested, that none of them holds a
/// type that is refused, and that no node id is costly to read.
payload_verdict judge_content(std::string_view content);

} // namespace aegis::transport
