// In: what a user of a simulation wants of a node. Out: its actors, made and
// ended, and messages to them.

#include "aegis/simulation/node.hpp"

#include "mesh/hash.hpp"
#include "simulation/engine/node_impl.hpp"

#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

/// What is left to a node between the news that it leaves and its end, for
/// calls that are in flight.
constexpr duration departure_time = 1s;

/// The node id of BASP: no two nodes, and no two lives of one, have the same.
caf::node_id basp_id(std::size_t index, unsigned life) {
  caf::node_id::default_data::host_id_type host{};
  for (std::size_t i = 0; i < host.size(); ++i)
    host[i] = static_cast<std::uint8_t>(index >> (8 * (i % 8)) & 0xff);
  host[host.size() - 1] = 1; // not all of them are 0
  return caf::make_node_id(life, host);
}

std::shared_ptr<const caller> make_identity(const std::string& id,
                                            const node_keys& keys) {
  caller result;
  result.node_id = id;
  result.certificate = keys.papers;
  return std::make_shared<const caller>(std::move(result));
}

} // namespace

simulated_node::impl::impl(world::impl& w, std::size_t i, node_traits x)
  : there(w), index(i), traits(std::move(x)) {
  if (traits.id.empty())
    traits.id = "n" + std::to_string(index);
  options.id = traits.id;
  options.name = traits.id;
  options.type = traits.type;
  options.mesh = there.options.mesh;
  options.region = traits.region;
  options.labels = traits.labels;
  options.declared = traits.declared;
  options.address = address();
  options.settings = traits.settings.value_or(there.options.settings);
  for (const auto& id : traits.seeds)
    options.seeds.addresses.push_back(id + ":7000");
  if (traits.seeds.empty() && index > 0)
    options.seeds.addresses = {there.nodes.front()->address()};
}

void simulated_node::impl::start(simulated_node& self) {
  if (running)
    return;
  if (lives > 0)
    depart(*hubs.back());
  there.settle();
  scheduler::in scope{there.sched, who()};
  running = true;
  ++lives;
  if (!identity) {
    keys = there.keys->make(traits.id);
    identity = make_identity(traits.id, keys);
  }
  hubs.push_back(std::make_unique<simulated_hub>(
    simulated_hub::setup{there.net.get(), static_cast<node_index>(index),
                         basp_id(index, lives), identity}));
  auto& hub = *hubs.back();
  there.sched.assign(who(), &hub);
  detail::node_world world;
  world.sys = &there.sys;
  world.hub = &hub;
  world.now = [this] { return now(); };
  world.random = [this] { return there.random.next(); };
  world.key = keys.key;
  world.judge = there.keys->judge();
  world.records = there.records;
  world.parts = there.parts;
  world.caller_of = aegis::caller_of;
  world.detach_checks = false;
  snapshots = std::make_shared<detail::snapshot_cell>();
  detail::node_assembly assembly{std::move(world), options, snapshots};
  assembly.prepare(); // no files
  assembly.spawn_topology();
  there.settle(); // the first snapshot is there before anybody reads
  assembly.spawn_others();
  desk = assembly.desk();
  actors = assembly.actors();
  static_cast<void>(hub.attach(assembly.hub_options())); // cannot fail here
  there.net->begin_life(static_cast<node_index>(index), hub);
  there.net->listen(hub, options.address);
  caf::anon_send(actors.topology, address_announcement{options.address});
  caf::anon_send(actors.peers, detail::dialing_start{});
  caf::anon_send(actors.detector, detail::detection_start{});
  for (const auto& [service, factory] : provisions)
    provide(self, service);
  there.settle();
  there.sched.slow_down(who(), quantum);
}

void simulated_node::impl::provide(simulated_node& self,
                                   const service_id& service) {
  for (const auto& [known, factory] : provisions)
    if (known == service) {
      scheduler::in scope{there.sched, who()};
      caf::anon_send(actors.services,
                     service_provision{service, factory(self), {}, {}});
    }
}

/// The order of `aegis::node`: peers hear of it, calls end, connections close.
void simulated_node::impl::stop() {
  if (!std::exchange(running, false))
    return;
  caf::anon_send(actors.detector, detail::detection_stop{});
  caf::anon_send(actors.topology, departure{});
  caf::anon_send(actors.peers, peer_sync_request{});
  auto now = there.sched.agenda().now();
  auto* hub = hubs.back().get();
  there.sched.agenda().plan_call(
    now + defaults::drain_grace,
    [pool = actors.services] { caf::anon_send(pool, service_drain{}); });
  there.sched.agenda().plan_call(now + departure_time,
                                 [this, hub] { depart(*hub); });
}

/// The end of a node that leaves; at once if it is to start again.
void simulated_node::impl::depart(simulated_hub& hub) {
  if (!hub.alive())
    return;
  caf::anon_send(actors.peers, detail::dialing_stop{});
  hub.detach(0ms);
  end_actors();
}

void simulated_node::impl::end(crash how) {
  if (lives == 0 || !hubs.back()->alive())
    return;
  running = false;
  there.settle();
  auto x = static_cast<node_index>(index);
  if (how == crash::process)
    there.net->kill_process(x);
  else
    there.net->kill_host(x);
  there.sched.slow_down(who(), duration::zero());
  there.sched.freeze(who(), false);
  end_actors();
  there.settle();
}

void simulated_node::impl::end_actors() {
  for (const auto& x : there.sched.actors_of(who()))
    caf::anon_send_exit(caf::actor_cast<caf::actor>(x), caf::exit_reason::kill);
  actors = {};
}

// -- the facade -----------------------------------------------------------------

simulated_node::simulated_node(std::unique_ptr<impl> x) : impl_(std::move(x)) {
  // nop
}

simulated_node::~simulated_node() {
  // nop
}

const std::string& simulated_node::id() const {
  return impl_->traits.id;
}

std::size_t simulated_node::index() const {
  return impl_->index;
}

const std::string& simulated_node::region() const {
  return impl_->traits.region;
}

std::string simulated_node::address() const {
  return impl_->address();
}

void simulated_node::start() {
  impl_->start(*this);
}

void simulated_node::stop() {
  impl_->stop();
}

void simulated_node::end(crash how) {
  impl_->end(how);
}

bool simulated_node::running() const {
  return impl_->running;
}

unsigned simulated_node::lives() const {
  return impl_->lives;
}

void simulated_node::freeze() {
  impl_->there.net->freeze(static_cast<node_index>(impl_->index));
}

void simulated_node::thaw() {
  impl_->there.net->thaw(static_cast<node_index>(impl_->index));
}

bool simulated_node::frozen() const {
  return impl_->there.net->frozen(static_cast<node_index>(impl_->index));
}

void simulated_node::slow_down(duration quantum) {
  impl_->quantum = quantum;
  if (impl_->running)
    impl_->there.sched.slow_down(impl_->who(), quantum);
}

void simulated_node::set_clock_offset(std::chrono::milliseconds x) {
  impl_->clock_offset = x;
}

void simulated_node::reset_connections() {
  impl_->there.net->reset_connections(static_cast<node_index>(impl_->index));
}

void simulated_node::provide(
  service_id service, std::function<caf::actor(simulated_node&)> factory) {
  impl_->provisions.emplace_back(service, std::move(factory));
  if (impl_->running)
    impl_->provide(*this, service);
}

caf::actor simulated_node::service(service_id name, call_options options) {
  if (!impl_->desk)
    return {};
  scheduler::in scope{impl_->there.sched, impl_->who()};
  return caf::actor_cast<caf::actor>(
    impl_->desk->open(std::move(name), std::move(options), {}));
}

caf::actor
simulated_node::spawn(const std::function<caf::actor(caf::actor_system&)>& f) {
  scheduler::in scope{impl_->there.sched, impl_->who()};
  return f(impl_->there.sys);
}

topology_view simulated_node::topology() const {
  return topology_view{impl_->snapshots ? impl_->snapshots->read() : nullptr};
}

void simulated_node::subscribe(const caf::actor& x) {
  if (impl_->running)
    caf::anon_send(impl_->actors.topology, topology_subscription_request{x});
}

node_traffic simulated_node::traffic() const {
  const auto& x
    = impl_->there.net->traffic_of(static_cast<node_index>(impl_->index));
  return {x.sent_messages, x.sent_bytes, x.received_messages, x.dials};
}

} // namespace aegis::simulation
