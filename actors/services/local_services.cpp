#include "actors/services/local_services.hpp"

#include "actors/services/call_error.hpp"
#include "aegis/defaults.hpp"
#include "aegis/error.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

outcome<local_services::entry> local_services::add(const service_id& service,
                                                   const caf::actor& provider) {
  if (auto ok = check(service); !ok)
    return std::move(ok).error();
  if (!provider || provider->node() != sys_.node())
    return fault{ec::invalid_argument,
                 name_of(service) + ": its provider is no actor of this node"};
  if (entries_.count(service) > 0)
    return fault{ec::already_exists,
                 name_of(service) + " is provided by this node already"};
  if (entries_.size() >= defaults::record_services_max)
    return fault{ec::overloaded, "this node provides "
                                   + std::to_string(entries_.size())
                                   + " services already"};
  auto target = caf::actor_cast<caf::strong_actor_ptr>(provider);
  entry x{service_guard::make(sys_, service, target),
          target->get()->message_types()};
  hub_->export_actor(x.guard.ptr());
  entries_.emplace(service, x);
  return x;
}

bool local_services::withdraw(const service_id& service, time_point until) {
  auto node = entries_.extract(service);
  if (!node)
    return false;
  leaving_.push_back({std::move(node.mapped().guard), until});
  return true;
}

const local_services::entry*
local_services::find(const service_id& service) const {
  auto i = entries_.find(service);
  return i != entries_.end() ? &i->second : nullptr;
}

std::optional<service_id>
local_services::on_down(const caf::actor_addr& guard) {
  auto is_it = [&](auto& x) { return x.guard.ptr()->address() == guard; };
  leaving_.erase(std::remove_if(leaving_.begin(), leaving_.end(), is_it),
                 leaving_.end());
  auto i = std::find_if(entries_.begin(), entries_.end(),
                        [&](auto& kvp) { return is_it(kvp.second); });
  if (i == entries_.end())
    return std::nullopt;
  hub_->unexport_actor(guard.id());
  return entries_.extract(i).key();
}

std::optional<local_services::time_point>
local_services::expire(time_point now) {
  std::optional<time_point> next;
  for (auto& x : std::exchange(leaving_, {}))
    if (x.until <= now) {
      end(x.guard, make_error(ec::peer_lost, "the service was withdrawn"));
    } else {
      next = next ? std::min(*next, x.until) : x.until;
      leaving_.push_back(std::move(x));
    }
  return next;
}

void local_services::stop(const caf::error& why) {
  for (auto& x : std::exchange(leaving_, {}))
    end(x.guard, why);
  for (auto& kvp : std::exchange(entries_, {}))
    end(kvp.second.guard, why);
}

void local_services::end(const plain_actor<service_guard>& guard,
                         const caf::error& why) {
  hub_->unexport_actor(guard.ptr()->id());
  guard->stop(why);
}

} // namespace aegis::detail
