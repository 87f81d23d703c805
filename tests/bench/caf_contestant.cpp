#include "tests/bench/caf_calls.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/all.hpp>

#include <future>

namespace bench {

namespace {

struct config : caf::actor_system_config {
  config(const std::string& certs, const std::string& id, bool lean) {
    load<caf::io::middleman>();
    load<caf::openssl::manager>();
    openssl_certificate = certs + '/' + id + "-cert.pem";
    openssl_key = certs + '/' + id + "-key.pem";
    openssl_cafile = certs + "/ca-cert.pem";
    if (lean) {
      set("scheduler.policy", caf::atom("sharing"));
      set("scheduler.max-threads", std::size_t{1});
      set("middleman.workers", std::size_t{0});
    }
  }
};

using close_atom = caf::atom_constant<caf::atom("close")>;

/// CAF has no function for it, so its broker is told, in its thread.
void close_connections(caf::actor_system& sys) {
  auto hdl
    = sys.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  auto* broker = static_cast<caf::io::basp_broker*>(
    caf::actor_cast<caf::abstract_actor*>(hdl));
  sys.middleman().backend().post([broker] {
    for (auto x : broker->connections()) {
      broker->close(x);
      broker->connection_cleanup(x, caf::sec::none);
    }
  });
}

caf::behavior echo_until_closed(caf::event_based_actor* self) {
  return caf::message_handler{
    [=](close_atom) { close_connections(self->system()); },
  }
    .or_else(echo());
}

class caf_server : public server {
public:
  caf_server(const std::string& certs, bool lean)
    : config_(certs, server_id, lean), system_(config_) {
    auto bound
      = caf::openssl::publish(system_.spawn(echo_until_closed), 0, "127.0.0.1");
    if (!bound)
      give_up(system_.render(bound.error()));
    port_ = *bound;
  }

  std::uint16_t port() const override {
    return port_;
  }

private:
  config config_;
  caf::actor_system system_;
  std::uint16_t port_ = 0;
};

class caf_client : public client {
public:
  caf_client(const std::string& certs, std::uint16_t port, bool lean)
    : config_(certs, client_id, lean), system_(config_), port_(port) {
    echo_ = dial();
  }

  std::vector<float> call(const load& x) override {
    return call_from_actor(system_, echo_, x);
  }

  void reconnect() override {
    close();
    auto old = echo_;
    while (echo_ == old && !is_new(old))
      ; // CAF's actor for connections has not heard of it yet
    call({});
  }

private:
  caf::actor dial() {
    auto result
      = caf::openssl::remote_actor<caf::actor>(system_, "127.0.0.1", port_);
    if (!result)
      give_up(system_.render(result.error()));
    return std::move(*result);
  }

  /// The handle of a new connection compares equal, but is another proxy.
  bool is_new(const caf::actor& old) {
    echo_ = dial();
    return caf::actor_cast<caf::abstract_actor*>(echo_)
           != caf::actor_cast<caf::abstract_actor*>(old);
  }

  /// Returns when the proxy has ended. The server ends the connection: if it
  /// learned of the end after the next connection came, it would ignore that.
  void close() {
    std::promise<void> gone;
    echo_->attach_functor([&] { gone.set_value(); });
    caf::anon_send(echo_, close_atom::value);
    gone.get_future().wait();
  }

  config config_;
  caf::actor_system system_;
  std::uint16_t port_;
  caf::actor echo_;
};

} // namespace

std::unique_ptr<server> make_caf_server(const std::string& certs, bool lean) {
  return std::make_unique<caf_server>(certs, lean);
}

std::unique_ptr<client> make_caf_client(const std::string& certs,
                                        std::uint16_t port, bool lean) {
  return std::make_unique<caf_client>(certs, port, lean);
}

} // namespace bench
