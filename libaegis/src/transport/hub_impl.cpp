#include "transport/hub_impl.hpp"

#include "aegis/error.hpp"
#include "log/log.hpp"
#include "pki/tls_context.hpp"
#include "transport/member_proxy.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/mesh_middleman.hpp"

#include <caf/actor_registry.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <future>
#include <limits>
#include <thread>

namespace aegis::transport {

namespace {

/// Strangers may hold a quarter of the descriptors of the process.
std::size_t handshakes_that_fit() {
  rlimit x{};
  if (::getrlimit(RLIMIT_NOFILE, &x) != 0 || x.rlim_cur == RLIM_INFINITY)
    return std::numeric_limits<std::size_t>::max();
  return std::max<std::size_t>(x.rlim_cur / 4, 1);
}

} // namespace

hub::~hub() {
  // nop
}

hub* hub::find(caf::actor_system& sys) {
  if (!sys.has_middleman())
    return nullptr;
  auto* mm = dynamic_cast<mesh_middleman*>(&sys.middleman());
  return mm != nullptr ? &mm->hub() : nullptr;
}

hub_directory::~hub_directory() {
  // nop
}

hub* hub::find(caf::actor_system& sys, caf::actor_id self) {
  if (auto* result = find(sys))
    return result;
  auto* directory = dynamic_cast<hub_directory*>(&sys.scheduler());
  return directory != nullptr ? directory->hub_of(self) : nullptr;
}

hub_impl::hub_impl(mesh_middleman& parent)
  : parent_(parent), timer_(parent.default_backend()) {
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
  auto task
    = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
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
    auto& most = options_.limits.handshakes_max;
    most = std::min(most, handshakes_that_fit());
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
      x->refuse(
        {ec::shutting_down, "node '" + options_.node_id + "' leaves the mesh"});
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
  if (!credentials_)
    return fault{ec::shutting_down, "no node runs here"};
  if (credentials->node_id != credentials_->node_id)
    return fault{ec::wrong_identity, "the new certificate is of node '"
                                       + credentials->node_id + "', not of '"
                                       + credentials_->node_id + '\''};
  credentials_ = std::move(credentials);
  tls_ = std::shared_ptr<SSL_CTX>{std::move(*context)};
  return done{};
}

void hub_impl::stop() {
  resolver_.stop();
  reader_.stop();
}

void hub_impl::close_all() {
  stop_listening_now();
  auto links = links_;
  for (auto& x : links)
    x->kill({ec::shutting_down, "the node ends"});
  for (auto& x : std::exchange(looking_up_, {}))
    end_attempt(*x, "the node ends");
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
      },
      [this] { drop_oldest_handshake("out of descriptors"); });
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
  if (handshakes() >= options_.limits.handshakes_max)
    drop_oldest_handshake("too many handshakes");
}

void hub_impl::drop_oldest_handshake(const char* why) {
  link_ptr oldest;
  for (auto& x : links_)
    if (!x->dialed() && x->at() < link::stage::joining
        && (!oldest || x->since() < oldest->since()))
      oldest = x;
  if (oldest)
    oldest->drop({ec::overloaded, why});
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

// -- who is who --------------------------------------------------------------

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

std::optional<caller> hub_impl::identify(const caf::strong_actor_ptr& x) const {
  if (x->node() != parent_.system().node()) {
    auto* proxy = dynamic_cast<const member_proxy*>(x->get());
    return proxy != nullptr ? std::optional{proxy->who()} : std::nullopt;
  }
  std::unique_lock guard{mtx_};
  if (!credentials_)
    return std::nullopt;
  // shares ownership with the credentials that hold it
  return caller{
    credentials_->node_id,
    std::shared_ptr<const certificate>{credentials_, &credentials_->info},
    true};
}

caf::strong_actor_ptr hub_impl::remote_actor(const peer_link& link,
                                             caf::actor_id x) {
  return broker().proxy(link.basp_id, x);
}

hub_stats hub_impl::stats() const {
  auto* self = const_cast<hub_impl*>(this);
  auto now = self->in_loop([self] {
    hub_stats result;
    for (auto& [id, x] : self->by_id_) {
      result.links += x->at() == link::stage::up ? 1 : 0;
      result.in_flight += x->in_flight();
      result.backlog_bytes += x->backlog_bytes();
    }
    result.handshakes = self->links_.size() - result.links;
    return result;
  });
  std::unique_lock guard{mtx_};
  auto result = stats_;
  result.links = now.links;
  result.handshakes = now.handshakes;
  result.in_flight = now.in_flight;
  result.backlog_bytes = now.backlog_bytes;
  return result;
}

void hub_impl::count_use(std::function<void(std::vector<link_use>)> done) {
  backend().post([this, done = std::move(done)] {
    std::vector<link_use> result;
    for (auto& [id, x] : by_id_)
      if (x->is_up())
        result.push_back({id, x->in_flight(), x->messages()});
    done(std::move(result));
  });
}

void hub_impl::count(const char* reason) {
  std::unique_lock guard{mtx_};
  ++stats_.refusals[reason];
}

link* hub_impl::link_to(const std::string& node_id) const {
  auto i = by_id_.find(node_id);
  return i != by_id_.end() ? i->second.get() : nullptr;
}

shared_buffers& hub_impl::buffers() {
  return broker().buffers();
}

// -- sending -----------------------------------------------------------------

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
