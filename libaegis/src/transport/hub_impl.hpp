#pragma once

#include "pki/openssl_ptr.hpp"
#include "transport/deadline_timer.hpp"
#include "transport/export_table.hpp"
#include "transport/hub.hpp"
#include "transport/identity_table.hpp"
#include "transport/link.hpp"
#include "transport/listener.hpp"
#include "transport/resolver.hpp"
#include "transport/side_thread.hpp"

#include <aegis/v1/link.pb.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace aegis::transport {

class mesh_broker;
class mesh_middleman;
class shared_buffers;

/// The hub of an actor system: owns the listener, the links and what they
/// share.
///
/// Lives in the I/O thread; functions of `hub` bring their work there. What is
/// used from other threads too is behind `mtx_` or thread-safe by itself.
class hub_impl final : public hub {
public:
  explicit hub_impl(mesh_middleman& parent);
  ~hub_impl() override;

  /// Gathers what is to be sent while it lives, so that many frames leave in
  /// one record and one system call. Nests.
  class batch {
  public:
    explicit batch(hub_impl& hub) : hub_(hub) {
      ++hub_.batches_;
    }
    ~batch() {
      if (--hub_.batches_ == 0)
        hub_.send_gathered();
    }
    batch(const batch&) = delete;
    batch& operator=(const batch&) = delete;

  private:
    hub_impl& hub_;
  };

  // -- hub -------------------------------------------------------------------

  outcome<done> attach(hub_options options) override;
  void detach(std::chrono::milliseconds deadline) override;
  outcome<host_port> listen(const host_port& where) override;
  void stop_listening() override;
  void dial(host_port where, std::string expected_id,
            dial_callback done) override;
  void disconnect(const std::string& node_id, fault why) override;
  outcome<done> reload(pki::credentials_ptr credentials) override;
  void export_actor(const caf::strong_actor_ptr& x) override;
  void unexport_actor(caf::actor_id x) override;
  std::optional<caller> identify(const caf::strong_actor_ptr& x) const override;
  caf::strong_actor_ptr remote_actor(const peer_link& link,
                                     caf::actor_id x) override;
  hub_stats stats() const override;
  void count_use(std::function<void(std::vector<link_use>)> done) override;

  // -- for links, in the I/O thread -------------------------------------------

  const limits& settings() const {
    return options_.limits;
  }

  const std::string& node_id() const {
    return options_.node_id;
  }

  const caf::node_id& self() const;

  caf::actor_system& system();
  mesh_broker& broker();

  deadline_timer& timer() {
    return timer_;
  }

  /// Where large messages are read.
  side_thread& reader() {
    return reader_;
  }

  const export_table& exports() const {
    return exports_;
  }

  identity_table& identities() {
    return identities_;
  }

  /// Our hello, serialized.
  const std::string& hello() const {
    return hello_;
  }

  /// The connection to a node, or nullptr.
  link* link_to(const std::string& node_id) const;

  /// Memory of large frames that are sent.
  shared_buffers& buffers();

  /// Checks the certificate of a finished TLS handshake.
  outcome<caller> verify(SSL* ssl, const std::string& expected_id,
                         const std::string& remote) const;

  /// Decides whether a link whose hello came may go on.
  outcome<done> admit(link& x, const v1::LinkHello& hello);

  void link_is_up(link& x);
  void link_is_over(link& x, link::stage was, const fault& why);
  void discard(link& x);
  void to_send(link& x);

  /// Counts something refused. Thread-safe.
  void count(const char* reason);

  /// Ends everything with the I/O thread.
  void close_all();

  /// Keeps other threads from touching the multiplexer. Thread-safe.
  void stop();

private:
  struct attempt;

  caf::io::network::default_multiplexer& backend();

  template <class F>
  auto in_loop(F f) -> decltype(f());

  void accept(unique_fd fd, std::string remote);
  void start_dial(host_port where, std::string expected_id, dial_callback done);
  void look_up(const std::shared_ptr<attempt>& x);
  void on_resolved(const std::shared_ptr<attempt>& x, addresses found);
  static void end_attempt(attempt& x, const char* why);
  void try_next(std::shared_ptr<attempt> x);
  outcome<std::unique_ptr<tls_session>> make_session(tls_session::role as,
                                                     std::string what) const;
  void make_room();
  void drop_oldest_handshake(const char* why);
  outcome<done> settle_rivals(link& old, link& fresh);
  void hand_over(link& from, const std::string& node_id);
  void call_waiting(const std::string& node_id, const outcome<peer_link>& x);
  void send_gathered();
  void stop_listening_now();
  std::size_t handshakes() const;

  mesh_middleman& parent_;
  deadline_timer timer_;
  resolver resolver_;
  side_thread reader_;

  mutable std::mutex mtx_; ///< guards the next three
  pki::credentials_ptr credentials_;
  std::shared_ptr<SSL_CTX> tls_;
  hub_stats stats_;

  export_table exports_;
  identity_table identities_;

  // I/O thread only
  bool attached_ = false;
  bool detaching_ = false;
  hub_options options_;
  std::string hello_;
  std::shared_ptr<listener> listener_;
  std::set<link_ptr> links_;              ///< all that are in the loop
  std::map<std::string, link_ptr> by_id_; ///< admitted ones
  std::multimap<std::string, dial_callback> waiting_;
  std::set<std::shared_ptr<attempt>> looking_up_; ///< wait for a name server
  std::vector<link_ptr> gathered_;
  int batches_ = 0;
};

} // namespace aegis::transport
