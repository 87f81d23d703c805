#pragma once

#include "actors/services/service_counters.hpp"
#include "aegis/service_metrics.hpp"

namespace aegis::detail {

/// The counters as users read them.
call_figures to_figures(const call_counters& x);

consumer_metrics to_metrics(const service_id& service,
                            const service_counters& x);

} // namespace aegis::detail
