#include <aegis/service_id.hpp>

#include "core/printable.hpp"

namespace aegis {

namespace {

constexpr std::size_t part_max_bytes = 128;

outcome<done> check_part(const char* part, const std::string& value) {
  auto refuse = [&](const std::string& reason) {
    return fault{ec::invalid_argument,
                 std::string{part} + ' ' + core::quoted(value) + ' ' + reason};
  };
  if (value.empty())
    return refuse("is empty");
  if (value.size() > part_max_bytes)
    return refuse("is longer than " + std::to_string(part_max_bytes)
                  + " characters");
  for (char c : value)
    if (c <= ' ' || c > '~' || c == '/' || c == '@')
      return refuse("contains " + core::quoted({&c, 1})
                    + ", but may only have printable ASCII characters other "
                      "than '/' and '@'");
  return done{};
}

} // namespace

outcome<done> check(const service_id& x) {
  if (auto result = check_part("service name", x.name); !result)
    return result;
  return check_part("service version", x.version);
}

} // namespace aegis
