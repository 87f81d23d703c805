// The part of the hub that dials.
// In: dials of the node's peer manager. Out: links on their way; each dial's
// callback, once.

#include "transport/hub_impl.hpp"

#include "aegis/error.hpp"

namespace aegis::transport {

/// One call of `dial`, over all addresses of a host.
struct hub_impl::attempt {
  host_port where;
  std::string expected_id;
  std::vector<endpoint_address> addresses;
  std::size_t next = 0;
  deadline_timer::ticket deadline = 0; ///< of the look-up of the name
  dial_callback done;

  void end(outcome<peer_link> result) {
    if (auto callback = std::exchange(done, nullptr))
      callback(std::move(result));
  }
};

void hub_impl::dial(host_port where, std::string expected_id,
                    dial_callback done) {
  backend().post([this, where = std::move(where), id = std::move(expected_id),
                  done = std::move(done)]() mutable {
    batch b{*this};
    start_dial(std::move(where), std::move(id), std::move(done));
  });
}

void hub_impl::start_dial(host_port where, std::string expected_id,
                          dial_callback done) {
  if (!attached_ || detaching_) {
    done(fault{ec::shutting_down, "no node runs here"});
    return;
  }
  if (auto i = by_id_.find(expected_id);
      i != by_id_.end() && i->second->is_up()) {
    done(i->second->peer());
    return;
  }
  auto x = std::make_shared<attempt>();
  x->where = std::move(where);
  x->expected_id = std::move(expected_id);
  x->done = std::move(done);
  x->addresses = parse_literal(x->where);
  if (x->addresses.empty())
    look_up(x);
  else
    try_next(std::move(x));
}

/// A name server may take longer than a dial may: the dial ends then, the
/// look-up goes on and its result is dropped.
void hub_impl::look_up(const std::shared_ptr<attempt>& x) {
  looking_up_.insert(x);
  x->deadline = timer_.after(settings().connect_timeout, [x] {
    x->end(fault{ec::timed_out, "no answer from the name server about '"
                                  + x->where.host + '\''});
  });
  resolver_.look_up(x->where, [this, x](addresses found) {
    backend().post([this, x, found = std::move(found)]() mutable {
      batch b{*this};
      on_resolved(x, std::move(found));
    });
  });
}

void hub_impl::end_attempt(attempt& x, const char* why) {
  x.end(fault{ec::shutting_down, why});
}

void hub_impl::on_resolved(const std::shared_ptr<attempt>& x, addresses found) {
  looking_up_.erase(x);
  timer_.cancel(x->deadline);
  if (!x->done)
    return;
  if (!found) {
    x->end(std::move(found.error()));
    return;
  }
  x->addresses = std::move(*found);
  try_next(x);
}

void hub_impl::try_next(std::shared_ptr<attempt> x) {
  if (!attached_ || detaching_) {
    x->end(fault{ec::shutting_down, "the node ends"});
    return;
  }
  auto& address = x->addresses[x->next++];
  auto has_more = x->next < x->addresses.size();
  auto fd = begin_connect(address);
  if (!fd) {
    if (has_more)
      try_next(std::move(x));
    else
      x->end(std::move(fd.error()));
    return;
  }
  auto remote = name_of(address);
  auto session = make_session(
    tls_session::role::client,
    x->expected_id.empty() ? remote : x->expected_id + " at " + remote);
  if (!session) {
    x->end(std::move(session.error()));
    return;
  }
  {
    std::unique_lock guard{mtx_};
    ++stats_.dialed;
  }
  link::setup y;
  y.hub = this;
  y.fd = fd->release();
  y.remote = std::move(remote);
  y.dialed = true;
  y.expected_id = x->expected_id;
  y.done = [this, x, has_more](outcome<peer_link> result) {
    auto retry = !result && has_more
                 && (result.error().code == ec::unreachable
                     || result.error().code == ec::timed_out);
    if (retry)
      try_next(x);
    else
      x->end(std::move(result));
  };
  auto fresh = caf::make_counted<link>(backend(), std::move(y));
  links_.insert(fresh);
  fresh->start(std::move(*session));
}

void hub_impl::disconnect(const std::string& node_id, fault why) {
  backend().post([this, node_id, why = std::move(why)]() mutable {
    if (auto i = by_id_.find(node_id); i != by_id_.end()) {
      auto x = i->second;
      if (why.code == ec::timed_out)
        x->drop(std::move(why));
      else
        x->refuse(std::move(why));
    }
  });
}

} // namespace aegis::transport
