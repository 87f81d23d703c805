#pragma once

#include "../../unit/pki/support.hpp"
#include "papers.hpp"
#include "process.hpp"
#include "raw_peer.hpp"

#include "aegis/ec.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace aegis::test {

/// The payload maximum of the nodes, see node_main.cpp.
constexpr std::uint32_t payload_max_bytes = 4u << 20;

/// A target process and an honest one that calls it all the time: made once
/// for all cases of an executable.
class world {
public:
  /// The one world; made with the first use.
  static world& get();

  const passport_office& passports() const {
    return passports_;
  }

  process& target() {
    return *target_;
  }

  std::uint16_t port() const {
    return port_;
  }

  /// The exported actor.
  std::uint64_t service() const {
    return service_;
  }

  /// The actor that was never exported.
  std::uint64_t hidden() const {
    return hidden_;
  }

  // -- what came in ----------------------------------------------------------

  /// How often the target refused something for this reason.
  std::uint64_t refusals(const std::string& reason);

  /// Waits until the target has refused something for `reason` more often than
  /// `before`.
  bool refused(const std::string& reason, std::uint64_t before);

  /// True if the target has logged a line with all of `parts`.
  bool logged(std::initializer_list<std::string_view> parts) const;

  // -- raw clients -----------------------------------------------------------

  raw_socket connect() const {
    return raw_socket::connect(port_);
  }

  /// After TCP, before the TLS handshake.
  raw_tls open_tls(const papers& own) const;

  /// After the TLS handshake, as a member.
  raw_peer enter(const std::string& id) const;

  /// After both handshakes, as a member whom the target holds to be up.
  raw_peer join(const std::string& id);

  /// A BASP id that nobody has used.
  raw_id fresh_id();

  // -- after each case -------------------------------------------------------

  /// The honest peer was served without a failure and on one connection, a new
  /// one gets in, the target holds no more descriptors and threads than at
  /// first, the one that reads large messages apart, lives on and is at rest.
  void check_unharmed();

  /// Waits until the honest peer has got `count` more answers.
  void check_served(std::uint64_t count = 10);

  /// The honest peer is served while the target hardly uses the processor.
  void check_at_rest();

  /// A new node, a real one, gets in; then all processes end in good order.
  void finish();

private:
  world();

  std::unique_ptr<process> make_honest(const std::string& id);
  void check_newcomer();
  void check_end(process& x, const std::string& id);
  std::string log_of(const std::string& name) const;

  passport_office passports_;
  pki::test::scratch_directory dir_;
  std::unique_ptr<process> target_;
  std::unique_ptr<process> honest_;
  std::uint16_t port_ = 0;
  std::uint64_t service_ = 0;
  std::uint64_t hidden_ = 0;
  std::string address_;
  std::size_t descriptors_ = 0;
  std::size_t threads_ = 0;
  std::uint32_t ids_ = 0;
  figures before_;
};

/// Each case runs in this: it ends with all checks.
struct attack {
  world& w = world::get();

  void teardown() {
    w.check_unharmed();
  }
};

/// Waits until `condition` holds. @returns false if it does not in time.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds timeout = patience);

} // namespace aegis::test
