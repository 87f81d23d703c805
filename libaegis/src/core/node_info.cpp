#include <aegis/node_info.hpp>

#include "core/printable.hpp"

#include <tuple>

namespace aegis {

namespace {

constexpr std::size_t id_max_bytes = 64;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

auto fields_of(const node_info& x) {
  return std::tie(x.id, x.name, x.type, x.address, x.services, x.region,
                  x.labels, x.joined_at, x.updated_at, x.incarnation,
                  x.revision, x.status);
}

} // namespace

std::string to_string(node_status x) {
  switch (x) {
    case node_status::alive:
      return "alive";
    case node_status::suspect:
      return "suspect";
    case node_status::down:
      return "down";
    case node_status::left:
      return "left";
  }
  return "unknown";
}

std::string to_string(accusation_kind x) {
  return x == accusation_kind::dead ? "dead" : "suspect";
}

bool operator==(const node_info& x, const node_info& y) {
  return fields_of(x) == fields_of(y);
}

std::string to_string(const node_info& x) {
  std::string services;
  for (const auto& service : x.services)
    services += (services.empty() ? "" : ", ") + to_string(service);
  return x.id + " (" + x.name + ") " + x.address + " [" + services + "] "
         + to_string(x.status);
}

outcome<done> check_node_id(std::string_view id) {
  auto refuse = [&](const std::string& reason) {
    return fault{ec::invalid_id, "node id " + core::quoted(id) + ' ' + reason};
  };
  if (id.empty())
    return refuse("is empty");
  if (id.size() > id_max_bytes)
    return refuse("is longer than " + std::to_string(id_max_bytes)
                  + " characters");
  if (id.front() == '.' || id.front() == '-')
    return refuse("begins with a dot or a dash");
  for (const char& c : id)
    if (!is_id_character(c))
      return refuse("contains " + core::quoted({&c, 1})
                    + ", but may only have a-z A-Z 0-9 . _ -");
  return done{};
}

} // namespace aegis
