#pragma once

#include <aegis/error.hpp>
#include <aegis/node.hpp>

#include <caf/expected.hpp>

#include <chrono>
#include <functional>
#include <string>

// What the examples share and what is not about the mesh: a place for
// certificates, an account of what was seen, and waiting for a condition.

namespace example {

using namespace std::chrono_literals;

/// Longer than any step takes on a loaded machine.
constexpr std::chrono::milliseconds patience = 30s;

/// A fresh directory that is removed at the end.
class temporary_directory {
public:
  temporary_directory();
  ~temporary_directory();

  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  const std::string& path() const {
    return path_;
  }

private:
  std::string path_;
};

/// Prints what happens and remembers whether all of it was seen.
class account {
public:
  void tell(const std::string& line);

  /// Something that the example promises to show.
  void saw(const std::string& what, bool seen);

  bool complete() const {
    return complete_;
  }

private:
  bool complete_ = true;
};

/// Runs an example with a directory for its certificates.
/// @returns the exit code: 0 only if everything that it shows was seen.
int run(const std::string& title,
        const std::function<void(account&, const std::string&)>& f);

/// Waits until `condition` holds. @returns whether it did within `timeout`.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds timeout = patience);

/// Ends the example with the error's text.
[[noreturn]] void fail(const caf::error& why);

template <class T>
T value_of(caf::expected<T> x) {
  if (!x)
    fail(x.error());
  return std::move(*x);
}

inline void require(const caf::expected<void>& x) {
  if (!x)
    fail(x.error());
}

/// A builder of a node that listens at a free port of this machine. ECDSA keys
/// are made in no time; the default is RSA.
aegis::node_builder local_node(const std::string& id, const std::string& certs);

/// Builds and starts a node.
aegis::node started(aegis::node_builder builder);

/// Makes `from` dial `to` and waits for the connection.
void connect(aegis::node& from, const aegis::node& to);

} // namespace example
