#pragma once

#include "tests/support/temporary_directory.hpp"

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

// Whole nodes with actor systems of their own, over loopback sockets.

namespace aegis::test {

using namespace std::chrono_literals;

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 30s;

inline const service_id greeting{"greeting", "v1"};

/// Answers a text with the provider's name and who asked: "name to caller".
/// "hold" is never answered, "slow" after a while, "quit" ends the actor.
caf::behavior greeter(caf::event_based_actor* self, std::string name);

/// "ok" or the error as text.
template <class T>
std::string text_of(const caf::expected<T>& x) {
  return x ? "ok" : describe(x.error());
}

/// True once the condition holds; false if patience ends first.
template <class Condition>
bool eventually(Condition f) {
  auto end = std::chrono::steady_clock::now() + patience;
  while (!f()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

struct mesh_fixture {
  temporary_directory certs;

  node_builder builder(const std::string& id);
  node started(node_builder&& b);
  node started(node_builder& b) {
    return started(std::move(b));
  }
  node started(const std::string& id) {
    return started(builder(id));
  }

  /// A node that provides `greeting`.
  node provider(const std::string& id);

  static void connect(node& from, const node& to);

  /// Waits until the service has so many providers.
  static void await(node& at, std::size_t count = 1);

  /// The answer or the error as text.
  static std::string call(node& from, const caf::actor& service,
                          std::string text = "hello");

  /// As `call`, from a thread of its own.
  static std::future<std::string>
  call_aside(node& from, const caf::actor& service, std::string text);

  /// The connection of `from` with a peer.
  static peer_connection connection(node& from, const std::string& id);
};

} // namespace aegis::test
