#pragma once

#include "actors/services/pool_messages.hpp"
#include "actors/services/provider_set.hpp"
#include "transport/hub.hpp"

#include <caf/actor_addr.hpp>
#include <caf/expected.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

namespace aegis::detail {

/// Finds the actor that serves a service on another node: a connection from the
/// peer manager, a question to the endpoint there, a proxy from the transport.
///
/// Part of the service pool and used by it only. Each `resolve` is answered
/// once, in the pool's context, unless the pool ends before.
class resolver {
public:
  using callback = std::function<void(caf::expected<resolved_provider>)>;

  struct setup {
    service_pool_internal_actor::pointer self = nullptr;
    peer_manager_actor peers;
    transport::hub* hub = nullptr;
    std::chrono::milliseconds answer_timeout{};
  };

  explicit resolver(setup x) : setup_(std::move(x)) {}

  /// Errors: those of a connection, `ec::unknown_service` from the other node,
  /// `ec::deadline`, `ec::peer_lost`, `ec::malformed_message`.
  void resolve(const service_id& service, const std::string& node,
               const std::string& address, callback done);

  /// An actor that the pool monitors has ended: fails what was asked of it.
  void on_down(const caf::actor_addr& x);

private:
  using questions = std::map<std::uint64_t, callback>;

  void ask(const service_id& service, const peer_connection& peer,
           callback done);
  void close(const caf::actor_addr& endpoint, std::uint64_t which,
             caf::expected<resolved_provider> result);
  caf::expected<resolved_provider> read(const service_id& service,
                                        const peer_connection& peer,
                                        const frame& answer) const;

  setup setup_;
  std::uint64_t last_ = 0;
  std::unordered_map<caf::actor_addr, questions> open_;
};

} // namespace aegis::detail
