#include "transport/mesh_middleman.hpp"

#include "log/log.hpp"
#include "transport/hub_impl.hpp"
#include "transport/mesh_broker.hpp"

#include <caf/actor_system_config.hpp>

namespace aegis::transport {

mesh_middleman::mesh_middleman(caf::actor_system& sys)
  : middleman(sys), backend_(&sys), hub_(std::make_unique<hub_impl>(*this)) {
  // nop
}

mesh_middleman::~mesh_middleman() {
  // nop
}

caf::actor_system::module* mesh_middleman::make(caf::actor_system& sys,
                                                caf::detail::type_list<>) {
  return new mesh_middleman(sys);
}

void mesh_middleman::init(caf::actor_system_config& cfg) {
  constexpr const char key[] = "middleman.workers"; // CAF wants the array
  if (caf::get_or(cfg, key, std::size_t{0}) != 0)
    log().warn("{} is set to 0: mesh nodes read messages in the I/O thread",
               key);
  cfg.set(key, std::size_t{0});
  middleman::init(cfg);
}

void mesh_middleman::start() {
  // `start` of the base takes the broker of this name if there is one.
  named_broker<mesh_broker>(caf::atom("BASP"));
  middleman::start();
}

void mesh_middleman::stop() {
  hub_->stop();
  middleman::stop();
}

} // namespace aegis::transport
