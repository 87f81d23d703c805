#pragma once

#include "aegis/export.hpp"
#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"

#include <functional>
#include <memory>
#include <string>

namespace AEGIS_PUBLIC aegis {

enum class health_status : std::uint8_t { unknown, healthy, unhealthy };

AEGIS_PUBLIC std::string to_string(health_status x);

/// The health of a node at one moment.
struct health {
  health_status status = health_status::unknown;
  std::string message;
  std::string error;           ///< empty unless unhealthy
  timestamp_ms last_checked{}; ///< epoch start: never
};

inline bool is_healthy(const health& x) {
  return x.status == health_status::healthy;
}

/// Something that can be asked whether all is well. `check` runs in a thread
/// that may block, one call at a time.
class health_checker {
public:
  virtual ~health_checker();

  virtual std::string name() const = 0;

  /// Returns success, or why the checked thing is unhealthy.
  virtual outcome<done> check() = 0;
};

using health_checker_ptr = std::shared_ptr<health_checker>;

/// Wraps a function as a checker.
AEGIS_PUBLIC health_checker_ptr
make_function_checker(std::string name, std::function<outcome<done>()> f);

} // namespace aegis
