#pragma once

#include <caf/actor_system.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/network/default_multiplexer.hpp>

#include <memory>

namespace aegis::transport {

class hub_impl;

/// CAF's io module with `mesh_broker` in the place of the plain BASP broker and
/// with the hub. Loaded by `aegis::configure`, as CAF's OpenSSL module is by
/// `load<caf::openssl::manager>`.
class mesh_middleman : public caf::io::middleman {
public:
  explicit mesh_middleman(caf::actor_system& sys);
  ~mesh_middleman() override;

  static caf::actor_system::module* make(caf::actor_system& sys,
                                         caf::detail::type_list<>);

  /// Sets `middleman.workers` to 0, whatever the application says: what peers
  /// send is read in the I/O thread, and a worker that makes proxies would wait
  /// for the I/O thread while it holds a lock that the I/O thread takes.
  void init(caf::actor_system_config& cfg) override;
  void start() override;
  void stop() override;

  caf::io::network::multiplexer& backend() override {
    return backend_;
  }

  caf::io::network::default_multiplexer& default_backend() {
    return backend_;
  }

  hub_impl& hub() {
    return *hub_;
  }

private:
  caf::io::network::default_multiplexer backend_;
  std::unique_ptr<hub_impl> hub_;
};

} // namespace aegis::transport
