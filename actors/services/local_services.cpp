#include "actors/services/local_services.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/figures.hpp"
#include "aegis/defaults.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace aegis::detail {

namespace {

outcome<done> check_options(const provide_options& x) {
  auto refuse = [](const std::string& what) {
    return fault{ec::invalid_argument, "provide: " + what};
  };
  if (x.instances == 0 || x.instances > defaults::instances_max)
    return refuse(std::to_string(x.instances) + " instances, at most "
                  + std::to_string(defaults::instances_max));
  if (x.in_flight_max == 0)
    return refuse("in_flight_max must be positive, is 0");
  if (x.restart_pause_min.count() <= 0
      || x.restart_pause_max < x.restart_pause_min)
    return refuse("restart_pause_min must be positive and at most "
                  "restart_pause_max, is "
                  + std::to_string(x.restart_pause_min.count()) + " ms");
  return done{};
}

bool is_failure(const caf::error& why) {
  return why && why != caf::exit_reason::normal
         && why != caf::exit_reason::user_shutdown;
}

} // namespace

local_services::local_services(caf::actor_system& sys,
                               local_services_setup setup)
  : sys_(sys), setup_(std::move(setup)) {
  // nop
}

outcome<done> local_services::check_new(const service_id& service) const {
  if (auto ok = check(service); !ok)
    return ok;
  if (entries_.count(service) > 0)
    return fault{ec::already_exists,
                 name_of(service) + " is provided by this node already"};
  if (entries_.size() >= defaults::record_services_max)
    return fault{ec::overloaded, "this node provides "
                                   + std::to_string(entries_.size())
                                   + " services already"};
  return done{};
}

local_services::entry& local_services::insert(const service_id& service,
                                              factory make,
                                              const provide_options& options) {
  guard_setup x;
  x.service = service;
  x.node = setup_.node;
  x.hub = setup_.hub;
  x.alarm = setup_.alarm;
  x.timers = setup_.timers;
  x.gate = setup_.gate;
  x.in_flight_max = options.in_flight_max;
  x.supervised = make != nullptr && options.restart != restart_policy::never;
  if (make && setup_.on_instance_end)
    x.on_instance_end
      = [tell = setup_.on_instance_end,
         service](const caf::actor_addr& instance, const caf::error& why) {
          tell(service, instance, why);
        };
  mesh::restart_rule rule{
    {options.restart_pause_min, options.restart_pause_max, options.restarts_max,
     options.restart_window},
    mesh::random_source{setup_.seed ^ std::hash<service_id>{}(service)}};
  entry fresh{service_guard::make(sys_, std::move(x)),
              {},
              options,
              std::move(make),
              std::move(rule),
              {}};
  setup_.hub->export_actor(fresh.guard.ptr());
  return entries_.emplace(service, std::move(fresh)).first->second;
}

outcome<local_services::entry*>
local_services::add(const service_id& service, const caf::actor& provider) {
  if (!provider || provider->node() != sys_.node())
    return fault{ec::invalid_argument,
                 name_of(service) + ": its provider is no actor of this node"};
  if (auto ok = check_new(service); !ok)
    return std::move(ok).error();
  auto& x = insert(service, nullptr, {});
  auto target = caf::actor_cast<caf::strong_actor_ptr>(provider);
  x.interface = target->get()->message_types();
  x.guard->add_instance(std::move(target));
  return &x;
}

outcome<local_services::entry*> local_services::add(const service_id& service,
                                                    factory make,
                                                    provide_options options) {
  if (auto ok = check_options(options); !ok)
    return std::move(ok).error();
  if (auto ok = check_new(service); !ok)
    return std::move(ok).error();
  auto& x = insert(service, std::move(make), options);
  for (std::size_t i = 0; i < options.instances; ++i)
    if (auto ok = start_instance(service, x); !ok) {
      end(x, to_error(ok.error()));
      entries_.erase(service);
      return std::move(ok).error();
    }
  return &x;
}

outcome<done> local_services::start_instance(const service_id& service,
                                             entry& x) {
  auto failed = [&](const std::string& what) {
    return fault{ec::invalid_argument, name_of(service) + ": " + what};
  };
  caf::actor made;
  try {
    made = x.make(sys_);
  } catch (const std::exception& why) {
    return failed(std::string{"its factory threw: "} + why.what());
  }
  if (!made || made->node() != sys_.node())
    return failed("its factory made no actor of this node");
  auto target = caf::actor_cast<caf::strong_actor_ptr>(made);
  if (x.interface.empty())
    x.interface = target->get()->message_types();
  x.guard->add_instance(std::move(target));
  return done{};
}

bool local_services::withdraw(const service_id& service, time_point until) {
  auto node = entries_.extract(service);
  if (!node)
    return false;
  node.mapped().restarts.clear();
  leaving_.push_back({std::move(node.mapped()), until});
  return true;
}

const local_services::entry*
local_services::find(const service_id& service) const {
  auto i = entries_.find(service);
  return i != entries_.end() ? &i->second : nullptr;
}

local_services::entry* local_services::find(const service_id& service) {
  auto i = entries_.find(service);
  return i != entries_.end() ? &i->second : nullptr;
}

const local_services::entry*
local_services::find_ready(const std::string& name,
                           const mesh::version_rule& rule) const {
  std::vector<std::string> versions;
  for (auto& [service, x] : entries_)
    if (service.name == name && x.ready())
      versions.push_back(service.version);
  auto best = rule.best_of(versions);
  return best ? find(service_id{name, *best}) : nullptr;
}

std::optional<service_id>
local_services::on_down(const caf::actor_addr& guard) {
  auto is_it = [&](auto& x) { return x.guard.ptr()->address() == guard; };
  leaving_.erase(std::remove_if(leaving_.begin(), leaving_.end(),
                                [&](auto& x) { return is_it(x.what); }),
                 leaving_.end());
  auto i = std::find_if(entries_.begin(), entries_.end(),
                        [&](auto& kvp) { return is_it(kvp.second); });
  if (i == entries_.end())
    return std::nullopt;
  setup_.hub->unexport_actor(guard.id());
  return entries_.extract(i).key();
}

// -- supervision -------------------------------------------------------------

local_services::aftermath
local_services::on_instance_end(const service_id& service,
                                const caf::error& why, time_point now) {
  auto* x = find(service);
  if (x == nullptr || !x->supervised())
    return aftermath::nothing;
  auto alive = x->guard->instances().size() + x->restarts.size();
  if (x->options.restart == restart_policy::on_failure && !is_failure(why))
    return alive == 0 ? aftermath::give_up : aftermath::nothing;
  auto when = x->rule.on_failure(now);
  if (!when) {
    log().error("{}: given up after {} ends of its actors within {} ms",
                name_of(service), x->rule.failures(),
                x->options.restart_window.count());
    return aftermath::give_up;
  }
  log().warn("{}: an actor of it has ended ({}); another one follows",
             name_of(service), describe(why));
  x->restarts.push_back(*when);
  return aftermath::restart;
}

std::vector<service_id> local_services::restart_due(time_point now) {
  std::vector<service_id> result;
  for (auto& [service, x] : entries_) {
    auto due = std::partition(x.restarts.begin(), x.restarts.end(),
                              [now](auto t) { return t > now; });
    auto count = x.restarts.end() - due;
    x.restarts.erase(due, x.restarts.end());
    for (; count > 0; --count) {
      ++x.guard->figures().restarts;
      if (auto ok = start_instance(service, x); !ok)
        // The guard has nobody to tell of it.
        setup_.on_instance_end(service, nullptr, to_error(ok.error()));
      result.push_back(service);
    }
  }
  return result;
}

// -- time --------------------------------------------------------------------

std::optional<local_services::time_point>
local_services::expire(time_point now) {
  std::optional<time_point> next;
  auto note = [&](time_point t) { next = next ? std::min(*next, t) : t; };
  for (auto& x : std::exchange(leaving_, {}))
    if (x.until <= now) {
      end(x.what, make_error(ec::peer_lost, "the service was withdrawn"));
    } else {
      note(x.until);
      leaving_.push_back(std::move(x));
    }
  for (auto& kvp : entries_)
    for (auto t : kvp.second.restarts)
      note(t);
  return next;
}

void local_services::drain(const fault& why) {
  for (auto& kvp : entries_)
    kvp.second.guard->refuse(why);
  for (auto& x : leaving_)
    x.what.guard->refuse(why);
}

std::uint64_t local_services::in_flight() const {
  std::uint64_t result = 0;
  for (auto& kvp : entries_)
    result += kvp.second.guard->figures().calls.in_flight;
  for (auto& x : leaving_)
    result += x.what.guard->figures().calls.in_flight;
  return result;
}

std::vector<provider_metrics> local_services::metrics() const {
  std::vector<provider_metrics> result;
  for (auto& [service, x] : entries_) {
    auto& figures = x.guard->figures();
    provider_metrics y;
    y.service = service;
    y.calls = to_figures(figures.calls);
    y.instances = x.guard->instances().size();
    y.restarts = figures.restarts;
    y.not_authorized = figures.not_authorized;
    y.overloaded = figures.overloaded;
    y.expired = figures.expired;
    y.in_rotation = x.announced;
    result.push_back(std::move(y));
  }
  return result;
}

void local_services::stop(const caf::error& why) {
  for (auto& x : std::exchange(leaving_, {}))
    end(x.what, why);
  for (auto& kvp : std::exchange(entries_, {}))
    end(kvp.second, why);
}

void local_services::end(const entry& x, const caf::error& why) {
  auto instances = x.guard->instances();
  setup_.hub->unexport_actor(x.guard.ptr()->id());
  x.guard->stop(why);
  if (x.make)
    for (auto& instance : instances)
      caf::anon_send_exit(instance, caf::exit_reason::user_shutdown);
}

} // namespace aegis::detail
