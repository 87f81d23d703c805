// In: what a user of a simulation wants. Out: virtual time that passes.

#include "aegis/simulation/world.hpp"

#include "log/log.hpp"
#include "mesh/hash.hpp"
#include "simulation/engine/node_impl.hpp"
#include "simulation/engine/world_impl.hpp"
#include "transport/types.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

// So that no part of a simulation draws the numbers of another.
constexpr std::uint64_t network_salt = 1;
constexpr std::uint64_t workload_salt = 2;

constexpr std::size_t threads_max = 256;
constexpr duration stride_min = 1us;

std::uint64_t derive(std::uint64_t seed, std::uint64_t salt) {
  return mesh::hasher{}.number(seed).number(salt).result();
}

world_options checked(world_options x) {
  if (x.threads < 1 || x.threads > threads_max)
    throw std::invalid_argument{"threads " + std::to_string(x.threads)
                                + ": not from 1 to "
                                + std::to_string(threads_max)};
  if (x.stride < stride_min)
    throw std::invalid_argument{"stride " + std::to_string(x.stride.count())
                                + " ns: less than a microsecond"};
  return x;
}

node_set to_set(const node_group& xs) {
  node_set result;
  for (auto x : xs)
    result.insert(static_cast<node_index>(x));
  return result;
}

} // namespace

virtual_config::virtual_config(const world_options& x) {
  load<scheduler>();
  transport::add_types(*this);
  if (x.configure)
    x.configure(*this);
}

world::impl::impl(world_options x)
  : options(std::move(x)),
    random(options.seed),
    workload_random(derive(options.seed, workload_salt)),
    cfg(options),
    sys(cfg),
    sched(scheduler::of(sys)),
    keys(options.keys == key_material::p256
           ? make_real_source(options.mesh)
           : make_stand_in_source(options.mesh)) {
  net = std::make_unique<simulated_network>(sys, sched, options.network,
                                            derive(options.seed, network_salt));
  sched.use_threads(options.threads);
  if (!options.log)
    log().set_level(spdlog::level::off);
}

world::impl::~impl() {
  net->on_delivery = nullptr;
  for (auto& x : nodes)
    x->end(crash::process);
  for (domain x = 0; x <= nodes.size(); ++x) {
    sched.freeze(x, false);
    for (const auto& y : sched.actors_of(x))
      caf::anon_send_exit(caf::actor_cast<caf::actor>(y),
                          caf::exit_reason::kill);
  }
  do
    sched.agenda().clear();
  while (sched.run() > 0);
  for (domain x = 0; x <= nodes.size(); ++x)
    sched.assign(x, nullptr);
  log().set_level(log_level_before);
}

void world::impl::run_to(instant end) {
  auto& agenda = sched.agenda();
  for (;;) {
    sched.run();
    if (agenda.empty() || agenda.next() > end)
      break;
    auto together = std::min(end, agenda.next() + stride());
    do {
      ++events;
      agenda.take()->happen();
    } while (stride() > 0ns && !agenda.empty() && agenda.next() <= together);
  }
  agenda.move_to(end);
}

/// One event after the other if one thread shall do it.
duration world::impl::stride() const {
  return options.threads > 1 ? options.stride : 0ns;
}

timestamp_ms world::impl::wall_clock() const {
  return options.wall_clock
         + std::chrono::duration_cast<std::chrono::milliseconds>(
           sched.agenda().now() - beginning);
}

// -- the facade -----------------------------------------------------------------

world::world(world_options options)
  : impl_(std::make_unique<impl>(checked(std::move(options)))) {
  // nop
}

world::~world() {
  // nop
}

simulated_node& world::add(node_traits traits) {
  auto index = impl_->nodes.size();
  auto fresh
    = std::make_unique<simulated_node::impl>(*impl_, index, std::move(traits));
  if (auto ok = detail::validate(fresh->options); !ok)
    throw std::invalid_argument{to_string(ok.error())};
  if (find(fresh->options.id) != nullptr)
    throw std::invalid_argument{"node " + fresh->options.id
                                + ": there is one of this id"};
  impl_->net->add_node(fresh->options.region);
  impl_->nodes.push_back(std::make_unique<simulated_node>(std::move(fresh)));
  auto& result = *impl_->nodes.back();
  impl_->by_id.emplace(result.id(), index);
  return result;
}

std::size_t world::size() const {
  return impl_->nodes.size();
}

simulated_node& world::operator[](std::size_t index) {
  return *impl_->nodes[index];
}

simulated_node* world::find(const std::string& id) {
  auto i = impl_->by_id.find(id);
  return i != impl_->by_id.end() ? impl_->nodes[i->second].get() : nullptr;
}

node_group world::everybody() const {
  node_group result(size());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

// -- time -----------------------------------------------------------------------

duration world::now() const {
  return impl_->sched.agenda().now() - beginning;
}

void world::run_for(duration x) {
  impl_->run_to(impl_->sched.agenda().now() + x);
}

bool world::run_until(const std::function<bool()>& done, duration limit,
                      duration step) {
  auto end = impl_->sched.agenda().now() + limit;
  impl_->settle();
  while (!done()) {
    auto now = impl_->sched.agenda().now();
    if (now >= end)
      return false;
    impl_->run_to(std::min(end, now + step));
  }
  return true;
}

void world::at(duration when, std::function<void()> f) {
  impl_->sched.agenda().plan_call(beginning + when, std::move(f));
}

void world::after(duration x, std::function<void()> f) {
  at(now() + x, std::move(f));
}

void world::every(duration interval, std::function<void()> f) {
  after(interval, [this, interval, f = std::move(f)] {
    f();
    every(interval, f);
  });
}

// -- the network ----------------------------------------------------------------

cut_id world::cut(const node_group& from, const node_group& to, bool both) {
  return cut_id{impl_->net->cut(to_set(from), to_set(to), both)};
}

void world::heal(cut_id x) {
  impl_->net->heal(static_cast<cuts::number>(x));
}

void world::heal_all() {
  impl_->net->heal_all();
}

network_options& world::network() {
  return impl_->net->options();
}

// -- observation ----------------------------------------------------------------

std::uint64_t world::trace_hash() const {
  return impl_->net->trace().value();
}

std::uint64_t world::deliveries() const {
  return impl_->net->trace().count();
}

std::uint64_t world::events() const {
  return impl_->events;
}

void world::watch_deliveries(std::function<void(const delivery&)> f) {
  if (!f) {
    impl_->net->on_delivery = nullptr;
    return;
  }
  impl_->net->on_delivery
    = [f = std::move(f)](const trace_hash::delivery& x, std::size_t bytes) {
        f({x.when - beginning, x.from, x.to, x.type, bytes});
      };
}

timestamp_ms world::wall_clock() const {
  return impl_->wall_clock();
}

std::uint64_t world::random() {
  return impl_->workload_random.next();
}

caf::actor_system& world::system() {
  return impl_->sys;
}

} // namespace aegis::simulation
