// In: what the application says about its node. Out: a node, or the first thing
// that is wrong with it.

#include "actors/node/node_impl.hpp"
#include "actors/node/node_options.hpp"

#include <utility>

namespace aegis {

struct node_builder::impl {
  detail::node_options options;
  caf::actor_system* system = nullptr;
};

node_builder::node_builder() : impl_(std::make_unique<impl>()) {}

node_builder::node_builder(caf::actor_system& sys) : node_builder() {
  impl_->system = &sys;
}

node_builder::node_builder(node_builder&&) noexcept = default;
node_builder& node_builder::operator=(node_builder&&) noexcept = default;
node_builder::~node_builder() = default;

node_builder& node_builder::id(std::string x) {
  impl_->options.id = std::move(x);
  return *this;
}

node_builder& node_builder::name(std::string x) {
  impl_->options.name = std::move(x);
  return *this;
}

node_builder& node_builder::type(std::string x) {
  impl_->options.type = std::move(x);
  return *this;
}

node_builder& node_builder::mesh(std::string x) {
  impl_->options.mesh = std::move(x);
  return *this;
}

node_builder& node_builder::region(std::string x) {
  impl_->options.region = std::move(x);
  return *this;
}

node_builder& node_builder::label(std::string key, std::string value) {
  impl_->options.labels[std::move(key)] = std::move(value);
  return *this;
}

node_builder& node_builder::address(std::string x) {
  impl_->options.address = std::move(x);
  return *this;
}

node_builder& node_builder::advertise(std::string x) {
  impl_->options.advertise = std::move(x);
  return *this;
}

node_builder& node_builder::cert_dir(std::string x) {
  impl_->options.cert_dir = std::move(x);
  return *this;
}

node_builder& node_builder::key(key_kind x) {
  impl_->options.key = x;
  return *this;
}

node_builder& node_builder::tls(tls_options x) {
  impl_->options.tls = std::move(x);
  return *this;
}

node_builder& node_builder::provide(service_id service, caf::actor provider) {
  impl_->options.provisions.push_back(
    {std::move(service), std::move(provider), nullptr, std::nullopt});
  return *this;
}

node_builder&
node_builder::provide(service_id service,
                      std::function<caf::actor(caf::actor_system&)> factory) {
  impl_->options.provisions.push_back(
    {std::move(service), nullptr, std::move(factory), std::nullopt});
  return *this;
}

node_builder&
node_builder::provide(service_id service,
                      std::function<caf::actor(caf::actor_system&)> factory,
                      provide_options options) {
  impl_->options.provisions.push_back(
    {std::move(service), nullptr, std::move(factory), options});
  return *this;
}

node_builder& node_builder::declare(service_id service) {
  impl_->options.declared.push_back(std::move(service));
  return *this;
}

node_builder& node_builder::configure(std::function<void(config&)> f) {
  impl_->options.configurators.push_back(std::move(f));
  return *this;
}

node_builder& node_builder::checker(health_checker_ptr x) {
  impl_->options.checkers.push_back(std::move(x));
  return *this;
}

node_builder& node_builder::seeds(std::vector<std::string> x) {
  impl_->options.seeds.addresses = std::move(x);
  return *this;
}

node_builder& node_builder::seed_dns(std::string x) {
  impl_->options.seeds.dns = std::move(x);
  return *this;
}

node_builder& node_builder::seed_file(std::string x) {
  impl_->options.seeds.file = std::move(x);
  return *this;
}

node_builder& node_builder::settings(node_settings x) {
  impl_->options.settings = std::move(x);
  return *this;
}

caf::expected<node> node_builder::build() {
  if (auto ok = detail::validate(impl_->options); !ok)
    return to_error(ok.error());
  if (auto ok = detail::check_files(impl_->options); !ok)
    return to_error(ok.error());
  auto core = detail::node_core::make(impl_->options, impl_->system);
  if (!core)
    return std::move(core.error());
  auto result = std::make_unique<node::impl>();
  result->core = std::move(*core);
  return node{std::move(result)};
}

} // namespace aegis
