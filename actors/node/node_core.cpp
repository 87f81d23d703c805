// In: the options of a builder, then start and shutdown. Out: the actors of the
// node and what they are told about its life.

#include "actors/node/node_core.hpp"

#include "actors/node/ask.hpp"
#include "actors/node/ending.hpp"
#include "log/log.hpp"
#include "mesh/topology_snapshot.hpp"
#include "pki/trust.hpp"
#include "seal/pki_keys.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace aegis::detail {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// Between two looks at the calls in flight; they take microseconds mostly.
constexpr auto poll_interval = 5ms;

} // namespace

node_core::node_core(node_options options, caf::actor_system* sys)
  : options_(std::move(options)), sys_(sys) {
  if (sys_ != nullptr)
    return;
  own_config_ = std::make_unique<config>();
  for (const auto& f : options_.configurators)
    f(*own_config_);
  own_system_ = std::make_unique<caf::actor_system>(*own_config_);
  sys_ = own_system_.get();
}

caf::expected<std::unique_ptr<node_core>>
node_core::make(node_options options, caf::actor_system* sys) {
  auto credentials = load_credentials(options);
  if (!credentials)
    return to_error(credentials.error());
  std::unique_ptr<node_core> result{new node_core(std::move(options), sys)};
  result->credentials_ = std::move(*credentials);
  if (auto err = result->take_hub())
    return err;
  if (auto err = result->spawn_actors())
    return err;
  if (auto err = result->provide())
    return err;
  return result;
}

node_core::~node_core() {
  end(0ms, defaults::departure_timeout);
}

timestamp_ms node_core::now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

node_info node_core::own_record() const {
  auto record = snapshots_->read()->find_any(options_.id);
  return record ? record->info : first_record(options_, {});
}

pki::credentials_ptr node_core::credentials() const {
  std::unique_lock guard{credentials_mtx_};
  return credentials_;
}

caf::expected<void> node_core::start() {
  std::unique_lock guard{life_};
  if (stage_ == stage::running)
    return {};
  if (stage_ == stage::ended)
    return make_error(ec::shutting_down,
                      "node " + options_.id + ": was shut down");
  auto bound = hub_->listen(*parse_host_port(options_.address));
  if (!bound)
    return to_error(bound.error());
  auto address = public_address(options_, bound->port);
  auto told = ask<topology_view>(*sys_, actors_.topology, timeout(),
                                 address_announcement{address});
  if (!told) {
    hub_->stop_listening();
    return told.error();
  }
  caf::anon_send(actors_.peers, dialing_start{});
  caf::anon_send(actors_.detector, detection_start{});
  stage_ = stage::running;
  log().info("node {} listens at {}, others dial {}", options_.id,
             to_string(*bound), address);
  return {};
}

void node_core::shutdown(std::chrono::milliseconds deadline) {
  end(deadline, std::min(deadline, defaults::departure_timeout));
}

void node_core::end(std::chrono::milliseconds deadline,
                    std::chrono::milliseconds farewell) {
  std::unique_lock guard{life_};
  auto before = stage_.exchange(stage::ended);
  if (before == stage::ended)
    return;
  auto end = steady_clock::now() + std::min(deadline, defaults::wait_max);
  caf::anon_send(actors_.detector, detection_stop{});
  if (before == stage::running) {
    announce_departure(farewell);
    hub_->stop_listening();
    drain(end);
    await_calls(end);
  }
  caf::anon_send(actors_.peers, dialing_stop{});
  if (std::exchange(attached_, false)) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      end - steady_clock::now());
    hub_->detach(std::max(left, 100ms));
  }
  end_actors();
  log().info("node {} has left", options_.id);
}

void node_core::announce_departure(std::chrono::milliseconds deadline) {
  if (deadline <= 0ms)
    deadline = poll_interval;
  auto left
    = ask<topology_view>(*sys_, actors_.topology, timeout(), departure{});
  auto told = left ? without_value(ask<sync_summary>(
                *sys_, actors_.peers, deadline, peer_sync_request{}))
                   : without_value(std::move(left));
  if (!told)
    log().warn("node {}: peers may not know that it left: {}", options_.id,
               describe(told.error()));
}

/// Peers know of the departure; calls that they sent before are on their way.
/// What comes later is refused, and made again elsewhere.
void node_core::drain(steady_clock::time_point end) {
  auto left = [end] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
      end - steady_clock::now());
  };
  if (left() <= 0ms)
    return;
  std::this_thread::sleep_for(std::min(left(), defaults::drain_grace));
  if (left() > 0ms)
    if (auto ok = order(*sys_, actors_.services, left(), service_drain{}); !ok)
      log().warn("node {}: not all calls have ended: {}", options_.id,
                 describe(ok.error()));
}

void node_core::await_calls(steady_clock::time_point end) {
  while (hub_->stats().in_flight > 0 && steady_clock::now() < end)
    std::this_thread::sleep_for(poll_interval);
}

void node_core::end_actors() {
  std::vector<caf::strong_actor_ptr> all;
  auto add = [&](const auto& x) {
    if (x)
      all.push_back(caf::actor_cast<caf::strong_actor_ptr>(x));
  };
  add(actors_.endpoint);
  add(actors_.services);
  // After the pool, to which a provider that ends is a service that fails.
  for (const auto& provider : std::exchange(own_providers_, {}))
    add(provider);
  add(actors_.detector);
  add(actors_.peers);
  add(actors_.health);
  add(actors_.topology);
  end_all(*sys_, all, timeout());
}

void node_core::adopt(const caf::actor& provider) {
  if (!own_system_)
    return;
  std::unique_lock guard{life_};
  if (stage_ == stage::ended) // meanwhile
    caf::anon_send_exit(provider, caf::exit_reason::user_shutdown);
  else
    own_providers_.push_back(provider);
}

caf::expected<void> node_core::validate() const {
  if (auto ok = detail::validate(options_); !ok)
    return to_error(ok.error());
  if (auto ok = pki::verify_chain(*credentials()); !ok)
    return to_error(ok.error());
  return {};
}

caf::expected<void> node_core::reload_tls() {
  auto fresh = load_credentials(options_);
  if (!fresh)
    return to_error(fresh.error());
  if (auto ok = hub_->reload(*fresh); !ok)
    return to_error(ok.error());
  caf::anon_send(actors_.topology, key_change{seal::make_signing_key(*fresh),
                                              seal::make_key_judge(*fresh)});
  std::unique_lock guard{credentials_mtx_};
  credentials_ = std::move(*fresh);
  return {};
}

} // namespace aegis::detail
