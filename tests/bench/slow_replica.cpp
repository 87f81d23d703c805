#include "tests/bench/slow_replica.hpp"

#include "actors/services/service_handle.hpp"
#include "mesh/random.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

namespace bench {

namespace {

using namespace std::chrono_literals;
using namespace aegis::detail;
using time_point = call_alarm::time_point;
using std::chrono::nanoseconds;

constexpr int providers = 10;
constexpr double usual_ms = 1;
constexpr double slow_ms = 10;
constexpr double load = 0.6;
constexpr auto warm_up = 500ms;
constexpr auto length = 4500ms;

struct testing_config : caf::actor_system_config {
  testing_config() {
    set("scheduler.policy", caf::atom("testing"));
  }
};

/// What happens when, in virtual time.
class agenda {
public:
  using action = std::function<void()>;

  void at(time_point when, action what) {
    events_.push({when, ++count_, std::move(what)});
  }

  bool empty() const {
    return events_.empty();
  }

  time_point next() const {
    return events_.top().when;
  }

  void run_next() {
    auto what = events_.top().what;
    events_.pop();
    what();
  }

private:
  struct event {
    time_point when;
    std::uint64_t order;
    action what;

    bool operator<(const event& x) const {
      return when != x.when ? when > x.when : order > x.order;
    }
  };

  std::priority_queue<event> events_;
  std::uint64_t count_ = 0;
};

/// Answers after its time, one call after the other.
class replica : public caf::monitorable_actor {
public:
  replica(caf::actor_config& cfg, agenda& events, call_alarm& clock,
          double mean_ms, std::uint64_t seed)
    : caf::monitorable_actor(cfg),
      events_(events),
      clock_(clock),
      mean_ms_(mean_ms),
      random_(seed) {}

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    free_at_ = std::max(free_at_, clock_.now()) + service_time();
    events_.at(free_at_, [sender = what->sender, mid = what->mid] {
      sender->enqueue(nullptr, mid.response_id(),
                      caf::make_message(std::string{"done"}), nullptr);
    });
  }

private:
  nanoseconds service_time() {
    auto uniform = (static_cast<double>(random_.next() >> 11) + 1) * 0x1p-53;
    return nanoseconds{
      static_cast<std::int64_t>(-std::log(uniform) * mean_ms_ * 1e6)};
  }

  agenda& events_;
  call_alarm& clock_;
  const double mean_ms_;
  aegis::mesh::random_source random_;
  time_point free_at_;
};

/// Notes how long each call took.
class caller : public caf::monitorable_actor {
public:
  caller(caf::actor_config& cfg, call_alarm& clock)
    : caf::monitorable_actor(cfg), clock_(clock) {}

  caf::message_id begin() {
    begins_.push_back(clock_.now());
    return caf::message_id{begins_.size()}.with_normal_priority();
  }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    auto id = what->mid.request_id().integer_value();
    std::chrono::duration<double, std::milli> took
      = clock_.now() - begins_[id - 1];
    if (begins_[id - 1] - begins_.front() >= warm_up)
      millis_.push_back(took.count());
  }

  double quantile(double q) {
    std::sort(millis_.begin(), millis_.end());
    return millis_[static_cast<std::size_t>(
      static_cast<double>(millis_.size() - 1) * q)];
  }

private:
  call_alarm& clock_;
  std::vector<time_point> begins_;
  std::vector<double> millis_;
};

class world {
public:
  world(aegis::pick_policy policy, bool hedged)
    : sys_(cfg_),
      sched_(static_cast<caf::scheduler::test_coordinator&>(sys_.scheduler())),
      alarm_(std::make_shared<call_alarm>(sys_)),
      timers_(std::make_shared<call_timers>(*alarm_)),
      caller_(make_plain_actor<caller>(sys_, *alarm_)) {
    aegis::call_options options;
    options.deadline = aegis::defaults::call_deadline;
    options.policy = policy;
    options.idempotent = hedged;
    options.hedge_quantile = hedged ? 0.95 : 0;
    auto setup = std::make_shared<handle_setup>(service_, options,
                                                std::set<std::string>{});
    setup->alarm = alarm_;
    setup->timers = timers_;
    setup->counters = counters_;
    setup->seed = 1;
    handle_ = make_plain_actor<service_handle>(sys_, setup);
    handle_->publish(make_list(policy, setup));
  }

  ~world() {
    handle_->end(caf::exit_reason::user_shutdown);
    timers_->stop(caf::exit_reason::user_shutdown);
  }

  slow_replica_result run() {
    auto per_second = load * 1000 * ((providers - 1) / usual_ms + 1 / slow_ms);
    arrive(alarm_->now() + length, 1e9 / per_second);
    while (!events_.empty()) {
      pass_until(events_.next());
      events_.run_next();
    }
    auto calls = static_cast<double>(counters_->figures.calls);
    auto attempts = static_cast<double>(counters_->attempts);
    return {caller_->quantile(0.5), caller_->quantile(0.99),
            100 * (attempts - calls) / calls};
  }

private:
  std::unique_ptr<const provider_list> make_list(aegis::pick_policy policy,
                                                 handle_setup_ptr setup) {
    auto list = std::make_unique<provider_list>();
    std::vector<aegis::mesh::candidate_traits> traits;
    for (std::uint64_t i = 0; i < providers; ++i) {
      auto mean = i == 0 ? slow_ms : usual_ms;
      auto target
        = make_plain_actor<replica>(sys_, events_, *alarm_, mean, 100 + i);
      auto state = std::make_shared<provider_state>(
        "node-" + std::to_string(i), aegis::mesh::circuit_settings{}, nullptr);
      list->ports.push_back(
        reply_port::make(sys_, {service_, target.ptr(), state, setup}));
      traits.push_back({aegis::mesh::hasher{}.number(i).result(), 100});
    }
    list->selector = {policy, false, traits, 0};
    return list;
  }

  void arrive(time_point end, double mean_ns) {
    auto uniform = (static_cast<double>(random_.next() >> 11) + 1) * 0x1p-53;
    auto pause
      = nanoseconds{static_cast<std::int64_t>(-std::log(uniform) * mean_ns)};
    auto when = alarm_->now() + pause;
    if (when > end)
      return;
    events_.at(when, [=] {
      auto options = handle_->setup().options;
      options.key = std::to_string(random_.below(1000));
      handle_->take(caf::make_mailbox_element(caller_.ptr(), caller_->begin(),
                                              {}, std::string{"call"}),
                    options, nullptr);
      arrive(end, mean_ns);
    });
  }

  /// Lets the timers go off that are due before.
  void pass_until(time_point when) {
    for (;;) {
      auto next = std::min(alarm_->next(), when);
      if (next > alarm_->now())
        sched_.advance_time(next - alarm_->now());
      if (alarm_->now() < alarm_->next())
        return;
      alarm_->clear();
      timers_->run(alarm_->now());
      if (next >= when)
        return;
    }
  }

  const aegis::service_id service_{"pricing", "v1"};
  testing_config cfg_;
  caf::actor_system sys_;
  caf::scheduler::test_coordinator& sched_;
  agenda events_;
  std::shared_ptr<call_alarm> alarm_;
  std::shared_ptr<call_timers> timers_;
  std::shared_ptr<service_counters> counters_
    = std::make_shared<service_counters>();
  plain_actor<caller> caller_;
  plain_actor<service_handle> handle_;
  aegis::mesh::random_source random_{7};
};

} // namespace

slow_replica_result measure_slow_replica(aegis::pick_policy policy,
                                         bool hedged) {
  return world{policy, hedged}.run();
}

} // namespace bench
