// In: wishes for handles, in the threads of users. Out: the handles; to the
// service pool, that there are new ones.

#include "actors/services/handle_desk.hpp"

#include "actors/services/pool_messages.hpp"
#include "aegis/error.hpp"
#include "mesh/version_rule.hpp"

#include <caf/make_message.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

using std::chrono::milliseconds;

call_options completed(call_options x, std::chrono::milliseconds deadline) {
  if (x.deadline.count() <= 0)
    x.deadline = deadline;
  x.deadline = std::min<milliseconds>(x.deadline, defaults::wait_max);
  x.park
    = std::clamp<milliseconds>(x.park, milliseconds{0}, defaults::wait_max);
  x.attempts_max = std::max(x.attempts_max, 1u);
  return x;
}

/// A handle's service may have a range of versions.
outcome<done> check_wish(const service_id& x) {
  if (auto ok = check(service_id{x.name, "v"}); !ok)
    return ok;
  auto rule = mesh::version_rule::parse(x.version);
  return rule ? outcome<done>{done{}} : std::move(rule).error();
}

} // namespace

handle_desk::handle_desk(caf::actor_system& sys,
                         node_settings::service_settings settings,
                         std::uint64_t seed)
  : sys_(sys),
    settings_(std::move(settings)),
    seed_(seed),
    alarm_(std::make_shared<call_alarm>(sys)),
    timers_(std::make_shared<call_timers>(*alarm_)) {
  // nop
}

caf::strong_actor_ptr handle_desk::open(service_id service,
                                        call_options options,
                                        std::set<std::string> interface) {
  auto valid = check_wish(service);
  auto setup = std::make_shared<handle_setup>(
    service, completed(std::move(options), settings_.call_deadline),
    std::move(interface));
  setup->provider_in_flight_max = settings_.provider_in_flight_max;
  setup->alarm = alarm_;
  setup->timers = timers_;
  setup->counters = counters(service);
  setup->seed = seed_;
  auto handle = make_plain_actor<service_handle>(sys_, std::move(setup));
  if (!valid) {
    auto nobody = std::make_unique<provider_list>();
    nobody->why = std::move(valid.error());
    handle->publish(std::move(nobody));
    return handle.ptr();
  }
  auto weak_desk = weak_from_this();
  handle->attach_functor([weak_desk, service] {
    if (auto desk = weak_desk.lock())
      desk->tell_pool(caf::make_message(handle_end{service}));
  });
  std::unique_lock guard{mtx_};
  auto closed = closed_;
  if (!closed)
    new_.push_back(handle.weak());
  guard.unlock();
  if (closed)
    handle->end(closed);
  else
    tell_pool(caf::make_message(handles_made{}));
  return handle.ptr();
}

std::shared_ptr<service_counters>
handle_desk::counters(const service_id& service) {
  std::unique_lock guard{mtx_};
  auto& known = counters_[service];
  auto result = known.lock();
  if (!result) {
    result = std::make_shared<service_counters>(settings_);
    known = result;
    for (auto i = counters_.begin(); i != counters_.end();)
      i = i->second.expired() ? counters_.erase(i) : std::next(i);
  }
  return result;
}

void handle_desk::attach(caf::weak_actor_ptr pool) {
  alarm_->attach(pool);
  std::unique_lock guard{mtx_};
  pool_ = std::move(pool);
}

std::vector<caf::weak_actor_ptr> handle_desk::take_new() {
  std::unique_lock guard{mtx_};
  return std::exchange(new_, {});
}

void handle_desk::close(const caf::error& why) {
  std::unique_lock guard{mtx_};
  closed_ = why;
  auto never_filled = std::exchange(new_, {});
  guard.unlock();
  for (auto& weak : never_filled)
    if (plain_actor<service_handle> handle{weak.lock()})
      handle->end(why);
}

void handle_desk::tell_pool(caf::message x) {
  std::unique_lock guard{mtx_};
  auto pool = pool_.lock();
  guard.unlock();
  if (pool)
    pool->enqueue(nullptr, caf::make_message_id(), std::move(x), nullptr);
}

} // namespace aegis::detail
