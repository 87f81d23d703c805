#include <aegis/node_info.hpp>

#include "core/printable.hpp"

#include <charconv>
#include <optional>

namespace aegis {

namespace {

constexpr std::size_t host_max_bytes = 253;

struct parts {
  std::string_view host;
  std::string_view port;
  bool bracketed = false;
};

// Takes `host:port` or `[v6]:port` apart without looking at either half.
std::optional<parts> split(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  if (text.front() == '[') {
    auto end = text.find("]:");
    if (end == std::string_view::npos)
      return std::nullopt;
    return parts{text.substr(1, end - 1), text.substr(end + 2), true};
  }
  auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  return parts{text.substr(0, colon), text.substr(colon + 1), false};
}

// Letters, digits and what occurs in names and in IPv4 and IPv6 addresses,
// zones included; in particular neither white space nor control characters.
bool is_host_character(char c, bool bracketed) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
      || c == '.' || c == '-' || c == '_')
    return true;
  return bracketed && (c == ':' || c == '%');
}

std::string check_host(const parts& x) {
  if (x.host.empty())
    return "has no host";
  if (x.host.size() > host_max_bytes)
    return "has a host longer than " + std::to_string(host_max_bytes)
           + " characters";
  if (!x.bracketed && x.host.find(':') != std::string_view::npos)
    return "has an IPv6 host without brackets";
  if (x.bracketed && x.host.find(':') == std::string_view::npos)
    return "has brackets around what is not an IPv6 host";
  for (const char& c : x.host)
    if (!is_host_character(c, x.bracketed))
      return "has " + core::quoted({&c, 1}) + " in its host";
  return {};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t result = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, result);
  if (text.empty() || stop != end || error != std::errc{})
    return std::nullopt;
  return result;
}

} // namespace

std::string to_string(const host_port& x) {
  auto port = ':' + std::to_string(x.port);
  if (x.host.find(':') != std::string::npos)
    return '[' + x.host + ']' + port;
  return x.host + port;
}

outcome<host_port> parse_host_port(std::string_view text) {
  auto refuse = [&](const std::string& reason) {
    return fault{ec::invalid_address,
                 "address " + core::quoted(text) + ' ' + reason};
  };
  auto halves = split(text);
  if (!halves)
    return refuse("is not host:port");
  if (auto reason = check_host(*halves); !reason.empty())
    return refuse(reason);
  auto port = parse_port(halves->port);
  if (!port)
    return refuse("has no port from 0 to 65535");
  return host_port{std::string{halves->host}, *port};
}

} // namespace aegis
