#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// Who competes: the same work on different stacks. A contestant has a server
// and a client, each in a process of its own. What goes wrong ends the process
// with a text, see `give_up`.

namespace bench {

/// Calls that are made one after the other until time is up.
struct load {
  std::size_t outstanding = 1; ///< calls that are open at any time
  std::size_t bytes = 64;      ///< of each request
  std::chrono::milliseconds length{0};
};

/// What was measured while payloads flowed.
struct crowded {
  std::vector<float> calls; ///< microseconds each
  std::vector<float> pings; ///< of the endpoint; at least one
  std::size_t beside = 0;   ///< payloads that were answered meanwhile
};

/// Every stack answers with the first bytes of the request.
constexpr std::size_t answer_bytes = 64;

/// Accepts connections for as long as it lives.
class server {
public:
  virtual ~server() = default;

  virtual std::uint16_t port() const = 0;
};

/// Is connected to a server.
class client {
public:
  virtual ~client() = default;

  /// Makes calls, at least one. @returns how long each took, in microseconds.
  virtual std::vector<float> call(const load& x) = 0;

  /// The same, past what the contestant has around an actor: its bare handle.
  /// @returns nothing if there is no such way.
  virtual std::vector<float> call_bare(const load&) {
    return {};
  }

  /// True if `call_beside` works: the server has a second service, and the
  /// stack something to measure it by.
  virtual bool has_services() const {
    return false;
  }

  /// Makes calls while those of `beside` flow to the same server, from another
  /// actor to another service.
  virtual crowded call_beside(const load&, const load&) {
    return {};
  }

  /// Ends the connection, makes a new one with a full handshake and calls once
  /// through it.
  virtual void reconnect() = 0;
};

/// The ids in the certificates of the two.
constexpr const char* server_id = "server-1";
constexpr const char* client_id = "client-1";

/// Names of those that this build knows; the library itself comes first.
std::vector<std::string> contestants();

/// @param certs  directory with `ca-cert.pem` and both certificates
std::unique_ptr<server> make_server(const std::string& contestant,
                                    const std::string& certs);
std::unique_ptr<client> make_client(const std::string& contestant,
                                    const std::string& certs,
                                    std::uint16_t port);

/// Prints `what` and ends the process with failure.
[[noreturn]] void give_up(const std::string& what);

// -- the stacks --------------------------------------------------------------

std::unique_ptr<server> make_aegis_server(const std::string& certs);
std::unique_ptr<client> make_aegis_client(const std::string& certs,
                                          std::uint16_t port);

/// Bare remote actors over CAF's OpenSSL module; `lean` with the settings that
/// make it fastest.
std::unique_ptr<server> make_caf_server(const std::string& certs, bool lean);
std::unique_ptr<client> make_caf_client(const std::string& certs,
                                        std::uint16_t port, bool lean);

/// Blocking sockets, requests batched into records: what TLS alone costs.
std::unique_ptr<server> make_openssl_server(const std::string& certs);
std::unique_ptr<client> make_openssl_client(const std::string& certs,
                                            std::uint16_t port);

} // namespace bench
