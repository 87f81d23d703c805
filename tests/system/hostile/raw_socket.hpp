#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace aegis::test {

/// A TCP socket on loopback, without any of the library's code. Moves only.
class raw_socket {
public:
  using time_point = std::chrono::steady_clock::time_point;

  raw_socket() = default;
  explicit raw_socket(int fd) : fd_(fd) {}
  raw_socket(raw_socket&& x) noexcept;
  raw_socket& operator=(raw_socket&& x) noexcept;
  ~raw_socket();

  /// Connects to 127.0.0.1; fails the test if that is not possible.
  /// @param receive_bytes limits what the kernel holds for us; 0: its choice.
  static raw_socket connect(std::uint16_t port, int receive_bytes = 0);

  /// Begins to connect to 127.0.0.1 and does not wait.
  static raw_socket begin_connect(std::uint16_t port);

  /// Listens on a port of the system's choice.
  static raw_socket listen(int backlog = 16);

  raw_socket accept(time_point deadline) const;

  std::uint16_t port() const;

  int fd() const {
    return fd_;
  }

  bool is_open() const {
    return fd_ >= 0;
  }

  /// @returns false if the peer does not take it before the deadline.
  bool send(std::string_view bytes, time_point deadline) const;

  enum class outcome { bytes, end, timeout };

  /// Appends what comes next to `out`. A reset counts as the end.
  outcome receive(std::string& out, time_point deadline) const;

  /// Waits until the peer ends the connection; what it says is dropped.
  bool ends_before(time_point deadline) const;

  /// Says that nothing more will come, but keeps reading.
  void half_close() const;

  /// Lets `close` send a reset.
  void set_abortive() const;

  void close();

private:
  bool wait_for(short events, time_point deadline) const;

  int fd_ = -1;
};

/// Now plus the patience of the tests.
raw_socket::time_point soon();

} // namespace aegis::test
