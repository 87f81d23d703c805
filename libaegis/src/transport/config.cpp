#include "aegis/config.hpp"

#include "aegis/error.hpp"
#include "aegis/messages.hpp"
#include "transport/mesh_middleman.hpp"
#include "transport/scheduling.hpp"
#include "transport/types.hpp"

#include <caf/atom.hpp>
#include <caf/string_view.hpp>
#include <caf/timespan.hpp>

namespace aegis {

namespace {

using namespace std::chrono_literals;

/// A hung peer is noticed after the timeout; each heartbeat is 32 bytes.
constexpr caf::timespan heartbeat_interval = 2s;
constexpr caf::timespan connection_timeout = 10s;

/// Messages that an actor handles before others get their turn. With handlers
/// of ten milliseconds that is a third of a second, which a probe can wait.
constexpr std::size_t messages_in_a_row = 32;

template <class T>
void set_default(caf::actor_system_config& cfg, caf::string_view name,
                 T value) {
  if (!caf::get_if<T>(&cfg.content, name))
    cfg.set(name, value);
}

} // namespace

void transport::add_types(caf::actor_system_config& cfg) {
  cfg.add_message_type<frame>("aegis.frame");
  cfg.add_error_category(error_category,
                         [](std::uint8_t code, caf::atom_value category,
                            const caf::message& context) {
                           return describe(caf::error{code, category, context});
                         });
}

void configure(caf::actor_system_config& cfg) {
  cfg.load<transport::mesh_middleman>();
  transport::add_types(cfg);
  set_default(cfg, "middleman.heartbeat-interval", heartbeat_interval);
  set_default(cfg, "middleman.connection-timeout", connection_timeout);
}

config::config() {
  configure(*this);
  load<transport::scheduling>();
  set_default(*this, "scheduler.policy", caf::atom("sharing"));
  set_default(*this, "scheduler.max-threads", std::size_t{1});
  set_default(*this, "scheduler.max-throughput", messages_in_a_row);
}

} // namespace aegis
