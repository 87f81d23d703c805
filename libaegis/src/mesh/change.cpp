#include "mesh/change.hpp"

#include <algorithm>
#include <iterator>

namespace aegis::mesh {

namespace {

using services = std::vector<service_id>;

// The services that may be called.
const services& callable(const record_ptr& x) {
  static const services none;
  return x->excluded ? none : x->info.services;
}

services services_only_in(const services& x, const services& y) {
  services result;
  std::set_difference(x.begin(), x.end(), y.begin(), y.end(),
                      std::back_inserter(result));
  return result;
}

topology_change way_out(const record_ptr& after) {
  return after && after->info.status == node_status::left
           ? topology_change::left
           : topology_change::down;
}

// Where the changes of one record go.
struct appender {
  change_list& out;
  std::uint64_t version;

  void operator()(topology_change kind, const record_ptr& x) {
    out.push_back({kind, x, {}, version});
  }

  void operator()(topology_change kind, const record_ptr& x,
                  const services& which) {
    for (const auto& service : which)
      out.push_back({kind, x, service, version});
  }
};

void append_arrival(appender append, const record_ptr& x) {
  append(topology_change::joined, x);
  if (x->info.status == node_status::suspect)
    append(topology_change::suspected, x);
  append(topology_change::service_up, x, callable(x));
}

void append_end(appender append, const record_ptr& before,
                const record_ptr& after) {
  append(topology_change::service_down, before, callable(before));
  append(way_out(after), after ? after : before);
}

void append_update(appender append, const record_ptr& before,
                   const record_ptr& after) {
  const auto& x = before->info;
  const auto& y = after->info;
  auto suspected
    = x.status == node_status::alive && y.status == node_status::suspect;
  if (before->content_hash != after->content_hash
      || (x.status != y.status && !suspected))
    append(topology_change::updated, after);
  append(topology_change::service_down, after,
         services_only_in(callable(before), callable(after)));
  append(topology_change::service_up, after,
         services_only_in(callable(after), callable(before)));
  if (suspected)
    append(topology_change::suspected, after);
}

} // namespace

void append_changes(change_list& out, const record_ptr& before,
                    const record_ptr& after, std::uint64_t version) {
  auto was_member = before && is_member(before->info);
  auto is_now = after && is_member(after->info);
  appender append{out, version};
  if (was_member && is_now)
    append_update(append, before, after);
  else if (was_member)
    append_end(append, before, after);
  else if (is_now)
    append_arrival(append, after);
}

change_list events_of(const record_changes& xs) {
  change_list result;
  for (const auto& x : xs)
    append_changes(result, x.before, x.after, x.version);
  return result;
}

topology_event to_event(const change& x) {
  return {x.kind, x.record->info, x.service, x.version};
}

} // namespace aegis::mesh
