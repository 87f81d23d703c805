#pragma once

#include "aegis/export.hpp"
#include "aegis/fault.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>

namespace AEGIS_PUBLIC aegis {

/// Names a service and its version, e.g. `{"identity", "v1"}`. Both parts are
/// 1-128 printable characters without white space, `/` or `@`.
struct service_id {
  std::string name;
  std::string version;
};

inline bool operator==(const service_id& x, const service_id& y) {
  return x.name == y.name && x.version == y.version;
}

inline bool operator!=(const service_id& x, const service_id& y) {
  return !(x == y);
}

inline bool operator<(const service_id& x, const service_id& y) {
  return std::tie(x.name, x.version) < std::tie(y.name, y.version);
}

/// Returns `"name@version"`.
inline std::string to_string(const service_id& x) {
  return x.name + '@' + x.version;
}

/// Checks the rule of `service_id`.
/// @returns `ec::invalid_argument` naming the part and its value.
AEGIS_PUBLIC outcome<done> check(const service_id& x);

} // namespace aegis

template <>
struct std::hash<aegis::service_id> {
  std::size_t operator()(const aegis::service_id& x) const noexcept {
    std::hash<std::string> h;
    return h(x.name) * 31 + h(x.version);
  }
};
