#include "transport/hub_impl.hpp"

#include "aegis/error.hpp"
#include "log/log.hpp"
#include "pki/tls_context.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/mesh_middleman.hpp"

#include <caf/actor_registry.hpp>

#include <future>
#include <thread>

namespace aegis::transport {

hub::~hub() {
  // nop
}

hub* hub::find(caf::actor_system& sys) {
  if (!sys.has_middleman())
    return nullptr;
  auto* mm = dynamic_cast<mesh_middleman*>(&sys.middleman());
  return mm != nullptr ? &mm->hub() : nullptr;
}

hub_impl::hub_impl(mesh_middleman& parent)
  : parent_(parent),
    timer_(parent.default_backend()),
    resolver_(std::make_unique<resolver>()) {
  // nop
}

hub_impl::~hub_impl() {
  // nop
}

caf::io::network::default_multiplexer& hub_impl::backend() {
  return parent_.default_backend();
}

caf::actor_system& hub_impl::system() {
  return parent_.system();
}

const caf::node_id& hub_impl::self() const {
  return parent_.system().node();
}

mesh_broker& hub_impl::broker() {
  auto hdl = parent_.named_broker<mesh_broker>(caf::atom("BASP"));
  return *static_cast<mesh_broker*>(caf::actor_cast<caf::abstract_actor*>(hdl));
}

/// Runs `f` in the I/O thread and returns its result.
template <class F>
auto hub_impl::in_loop(F f) -> decltype(f()) {
  if (std::this_thread::get_id() == backend().thread_id())
    return f();
  auto task = std::make_shared<std::packaged_task<decltype(f())()>>(
    std::move(f));
  auto result = task->get_future();
  backend().post([task] { (*task)(); });
  return result.get();
}

// -- a node comes and goes ----------------------------------------------------

outcome<done> hub_impl::attach(hub_options options) {
  auto context = pki::make_tls_context(*options.credentials);
  if (!context)
    return std::move(context.error());
  return in_loop([&]() -> outcome<done> {
    if (attached_)
      return fault{ec::node_exists, "this actor system runs node '"
                                      + options_.node_id + "' already"};
    attached_ = true;
    detaching_ = false;
    options_ = std::move(options);
    v1::LinkHello hello;
    hello.set_mesh(options_.mesh);
    hello.set_node_id(options_.node_id);
    hello.set_protocol_min(protocol_min);
    hello.set_protocol_max(protocol_max);
    hello.set_endpoint_actor(options_.endpoint->id());
    hello_ = hello.SerializeAsString();
    std::unique_lock guard{mtx_};
    credentials_ = options_.credentials;
    tls_ = std::shared_ptr<SSL_CTX>{std::move(*context)};
    guard.unlock();
    export_actor(options_.endpoint);
    return done{};
  });
}

void hub_impl::detach(std::chrono::milliseconds deadline) {
  backend().post([this] {
    detaching_ = true;
    stop_listening_now();
    auto links = links_;
    for (auto& x : links)
      x->refuse({ec::shutting_down,
                 "node '" + options_.node_id + "' leaves the mesh"});
  });
  auto end = std::chrono::steady_clock::now() + deadline;
  while (in_loop([this] { return !links_.empty(); })
         && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  in_loop([this] {
    close_all();
    attached_ = false;
    options_ = {};
    std::unique_lock guard{mtx_};
    credentials_.reset();
    return true;
  });
}

outcome<done> hub_impl::reload(pki::credentials_ptr credentials) {
  auto context = pki::make_tls_context(*credentials);
  if (!context)
    return std::move(context.error());
  std::unique_lock guard{mtx_};
  credentials_ = std::move(credentials);
  tls_ = std::shared_ptr<SSL_CTX>{std::move(*context)};
  return done{};
}

void hub_impl::stop() {
  resolver_.reset();
}

void hub_impl::close_all() {
  stop_listening_now();
  auto links = links_;
  for (auto& x : links)
    x->kill({ec::shutting_down, "the node ends"});
  links_.clear();
  by_id_.clear();
  gathered_.clear();
  timer_.close();
  exports_.clear();
}

// -- accepting ----------------------------------------------------------------

outcome<host_port> hub_impl::listen(const host_port& where) {
  auto found = resolve(where);
  if (!found)
    return fault{ec::invalid_address, found.error().text};
  auto fd = listen_at(found->front());
  if (!fd)
    return std::move(fd.error());
  auto bound = local_address(fd->get());
  if (!bound)
    return bound;
  bound->host = where.host;
  in_loop([&] {
    stop_listening_now();
    listener_ = std::make_shared<listener>(
      backend(), std::move(*fd), timer_,
      [this](unique_fd accepted, std::string remote) {
        accept(std::move(accepted), std::move(remote));
      });
    listener_->open();
    return true;
  });
  return bound;
}

void hub_impl::stop_listening() {
  in_loop([this] {
    stop_listening_now();
    return true;
  });
}

void hub_impl::stop_listening_now() {
  if (listener_)
    std::exchange(listener_, nullptr)->close();
}

std::size_t hub_impl::handshakes() const {
  return links_.size() - by_id_.size();
}

/// Ends the oldest connection that is not up yet when there are too many.
void hub_impl::make_room() {
  if (handshakes() < options_.limits.handshakes_max)
    return;
  link_ptr oldest;
  for (auto& x : links_)
    if (!x->dialed() && x->at() < link::stage::joining
        && (!oldest || x->since() < oldest->since()))
      oldest = x;
  if (oldest)
    oldest->drop({ec::overloaded, "too many handshakes"});
}

void hub_impl::accept(unique_fd fd, std::string remote) {
  make_room();
  auto session = make_session(tls_session::role::server, remote);
  if (!session) {
    log().error("{}", to_string(session.error()));
    return;
  }
  {
    std::unique_lock guard{mtx_};
    ++stats_.accepted;
  }
  link::setup x;
  x.hub = this;
  x.fd = fd.release();
  x.remote = std::move(remote);
  auto fresh = caf::make_counted<link>(backend(), std::move(x));
  links_.insert(fresh);
  fresh->start(std::move(*session));
}

outcome<std::unique_ptr<tls_session>>
hub_impl::make_session(tls_session::role as, std::string what) const {
  std::unique_lock guard{mtx_};
  auto context = tls_;
  guard.unlock();
  return tls_session::make(context.get(), as, std::move(what));
}

// -- dialing ------------------------------------------------------------------

/// One call of `dial`, over all addresses of a host.
struct hub_impl::attempt {
  host_port where;
  std::string expected_id;
  std::vector<endpoint_address> addresses;
  std::size_t next = 0;
  dial_callback done;
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
      i != by_id_.end() && i->second->at() == link::stage::up) {
    done(i->second->peer());
    return;
  }
  auto x = std::make_shared<attempt>();
  x->where = std::move(where);
  x->expected_id = std::move(expected_id);
  x->done = std::move(done);
  x->addresses = parse_literal(x->where);
  if (!x->addresses.empty()) {
    try_next(std::move(x));
    return;
  }
  if (!resolver_)
    return;
  resolver_->look_up(x->where, [this, x](addresses found) {
    backend().post([this, x, found = std::move(found)]() mutable {
      if (!found) {
        x->done(std::move(found.error()));
        return;
      }
      x->addresses = std::move(*found);
      try_next(x);
    });
  });
}

void hub_impl::try_next(std::shared_ptr<attempt> x) {
  if (!attached_ || detaching_) {
    x->done(fault{ec::shutting_down, "the node ends"});
    return;
  }
  auto& address = x->addresses[x->next++];
  auto has_more = x->next < x->addresses.size();
  auto fd = begin_connect(address);
  if (!fd) {
    if (has_more)
      try_next(std::move(x));
    else
      x->done(std::move(fd.error()));
    return;
  }
  auto remote = name_of(address);
  auto session = make_session(
    tls_session::role::client,
    x->expected_id.empty() ? remote : x->expected_id + " at " + remote);
  if (!session) {
    x->done(std::move(session.error()));
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
      x->done(std::move(result));
  };
  auto fresh = caf::make_counted<link>(backend(), std::move(y));
  links_.insert(fresh);
  fresh->start(std::move(*session));
}

void hub_impl::disconnect(const std::string& node_id, fault why) {
  backend().post([this, node_id, why = std::move(why)]() mutable {
    if (auto i = by_id_.find(node_id); i != by_id_.end()) {
      auto x = i->second;
      x->refuse(std::move(why));
    }
  });
}

// -- who is who ----------------------------------------------------------------

void hub_impl::export_actor(const caf::strong_actor_ptr& x) {
  if (!x)
    return;
  exports_.add(x->id());
  system().registry().put(x->id(), x);
  x->get()->attach_functor([this, id = x->id()] { exports_.remove(id); });
}

void hub_impl::unexport_actor(caf::actor_id x) {
  exports_.remove(x);
}

std::optional<caller> hub_impl::identify(const caf::node_id& x) const {
  if (x != parent_.system().node())
    return identities_.find(x);
  std::unique_lock guard{mtx_};
  if (!credentials_)
    return std::nullopt;
  // shares ownership with the credentials that hold it
  return caller{credentials_->node_id,
                std::shared_ptr<const certificate>{credentials_,
                                                   &credentials_->info},
                true};
}

caf::strong_actor_ptr hub_impl::remote_actor(const peer_link& link,
                                             caf::actor_id x) {
  return broker().proxy(link.basp_id, x);
}

hub_stats hub_impl::stats() const {
  auto* self = const_cast<hub_impl*>(this);
  auto [up, pending] = self->in_loop([self] {
    std::size_t count = 0;
    for (auto& [id, x] : self->by_id_)
      count += x->at() == link::stage::up ? 1 : 0;
    return std::make_pair(count, self->links_.size() - count);
  });
  std::unique_lock guard{mtx_};
  auto result = stats_;
  result.links = up;
  result.handshakes = pending;
  return result;
}

void hub_impl::count(const char* reason) {
  std::unique_lock guard{mtx_};
  ++stats_.refusals[reason];
}

// -- sending -------------------------------------------------------------------

void hub_impl::to_send(link& x) {
  if (batches_ > 0)
    gathered_.emplace_back(&x);
  else
    x.send_now();
}

void hub_impl::send_gathered() {
  // Sending may end a link, but never gathers.
  std::vector<link_ptr> links;
  links.swap(gathered_);
  for (auto& x : links)
    x->send_now();
  links.clear();
  if (gathered_.empty())
    gathered_.swap(links); // keeps the memory
}

} // namespace aegis::transport
