#pragma once

#include "aegis/health.hpp"

#include <aegis/v1/mesh.pb.h>

namespace aegis::wire {

/// Texts are cut to `defaults::frame_text_max_bytes`; control characters and
/// what is not UTF-8 are replaced.
v1::Health to_wire(const health& x);

/// An unknown status becomes `health_status::unknown`.
health from_wire(const v1::Health& x);

} // namespace aegis::wire
