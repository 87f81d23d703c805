// In: calls of the application. Out: questions to the actors of the node, or to
// the topology snapshot. (Peers and services are in files of their own.)

#include "aegis/node.hpp"

#include "actors/node/ask.hpp"
#include "actors/node/node_impl.hpp"
#include "actors/node/subscription.hpp"
#include "wire/record_codec.hpp"

#include <utility>

namespace aegis {

node::node(std::unique_ptr<impl> x) : impl_(std::move(x)) {}

node::node(node&&) noexcept = default;
node& node::operator=(node&&) noexcept = default;
node::~node() = default;

// -- life --------------------------------------------------------------------

caf::expected<void> node::start() {
  return impl_->core->start();
}

void node::shutdown(std::chrono::milliseconds deadline) {
  impl_->core->shutdown(deadline);
}

bool node::running() const {
  return impl_->core->running();
}

caf::expected<void> node::validate() const {
  return impl_->core->validate();
}

caf::expected<void> node::reload_tls() {
  return impl_->core->reload_tls();
}

// -- identity ----------------------------------------------------------------

const std::string& node::id() const {
  return impl_->core->options().id;
}

std::string node::name() const {
  return impl_->core->options().name;
}

std::string node::type() const {
  return impl_->core->options().type;
}

std::string node::mesh() const {
  return impl_->core->options().mesh;
}

std::string node::address() const {
  return info().address;
}

certificate node::own_certificate() const {
  return impl_->core->credentials()->info;
}

node_info node::info() const {
  return impl_->core->own_record();
}

std::string node::to_json() const {
  return wire::to_json(info());
}

// -- topology ----------------------------------------------------------------

std::uint64_t node::topology_version() const {
  return topology().version();
}

std::vector<node_info> node::mesh_nodes() const {
  return topology().nodes();
}

topology_view node::topology() const {
  return impl_->core->view();
}

topology_subscription
node::subscribe(std::function<void(const topology_event&)> f,
                std::function<void(const topology_view&)> begin) {
  auto& core = *impl_->core;
  return detail::subscribe(core.system(), core.actors().topology,
                           core.timeout(), std::move(f), std::move(begin));
}

// What is told of other nodes by hand.

caf::expected<void> node::add_node(node_info x) {
  auto& core = *impl_->core;
  return detail::without_value(
    detail::ask<topology_view>(core.system(), core.actors().topology,
                               core.timeout(), node_addition{std::move(x)}));
}

caf::expected<void> node::remove_node(const std::string& id) {
  auto& core = *impl_->core;
  return detail::without_value(detail::ask<topology_view>(
    core.system(), core.actors().topology, core.timeout(), node_removal{id}));
}

caf::expected<void> node::update_node(node_info x) {
  auto& core = *impl_->core;
  return detail::without_value(
    detail::ask<topology_view>(core.system(), core.actors().topology,
                               core.timeout(), node_update{std::move(x)}));
}

// -- health ------------------------------------------------------------------

void node::set_health(health_status status, std::string message) {
  auto& core = *impl_->core;
  detail::ask<health>(core.system(), core.actors().health, core.timeout(),
                      health_update{status, std::move(message)});
}

health node::current_health() const {
  auto& core = *impl_->core;
  auto result = detail::ask<health>(core.system(), core.actors().health,
                                    core.timeout(), health_query{});
  if (result)
    return *result;
  health unknown;
  unknown.error = describe(result.error());
  return unknown;
}

bool node::is_healthy() const {
  return aegis::is_healthy(current_health());
}

health node::check_health() {
  auto& core = *impl_->core;
  auto result = detail::ask<health>(core.system(), core.actors().health,
                                    core.timeout(), health_check{});
  if (result)
    return *result;
  health failed;
  // Checkers that take longer than we wait have not failed.
  if (code_of(result.error()) != ec::deadline)
    failed.status = health_status::unhealthy;
  failed.error = describe(result.error());
  return failed;
}

caf::expected<void> node::add_checker(health_checker_ptr x) {
  auto& core = *impl_->core;
  return detail::order(core.system(), core.actors().health, core.timeout(),
                       checker_addition{std::move(x)});
}

// -- actors ------------------------------------------------------------------

caf::actor_system& node::system() const {
  return impl_->core->system();
}

topology_actor node::topology_handle() const {
  return impl_->core->actors().topology;
}

peer_manager_actor node::peer_manager_handle() const {
  return impl_->core->actors().peers;
}

mesh_endpoint_actor node::endpoint_handle() const {
  return impl_->core->actors().endpoint;
}

service_pool_actor node::service_pool_handle() const {
  return impl_->core->actors().services;
}

health_actor node::health_handle() const {
  return impl_->core->actors().health;
}

detector_actor node::detector_handle() const {
  return impl_->core->actors().detector;
}

std::string to_string(const node& x) {
  return x.id() + " (" + x.name() + ") at " + x.address() + ", "
         + std::to_string(x.peers().size()) + " peers, topology version "
         + std::to_string(x.topology_version());
}

} // namespace aegis
