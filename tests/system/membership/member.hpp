#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace aegis::test {

using steady_time = std::chrono::steady_clock::time_point;

/// A change of a topology, as a process told of it.
struct event {
  steady_time when;
  std::string change;
  std::string node;
};

/// A `system-member-process`. What it says is gathered in the background; it is
/// killed with the object, by its process id.
class member {
public:
  /// @param options  see member_process.cpp
  member(std::string id, const std::string& certificates,
         std::vector<std::string> options = {});
  ~member();
  member(const member&) = delete;
  member& operator=(const member&) = delete;

  const std::string& id() const {
    return id_;
  }

  /// Where it listens, once it is ready; fails the test if it never is.
  const std::string& address();

  /// The nodes that it knows, with their statuses. Not while it is stopped.
  std::map<std::string, std::string> nodes();

  std::vector<event> events() const;

  /// When it first told of this after `since`.
  std::optional<steady_time> heard_at(const std::string& change,
                                      const std::string& node,
                                      steady_time since) const;

  // -- its life --------------------------------------------------------------

  void signal(int number) const;
  /// Ends it at once, as a crash does, and waits until the kernel has.
  void kill();
  /// Asks it to leave and waits until it is gone.
  void leave();

private:
  void read();
  void take(const std::string& line);
  void reap();
  std::string await(std::deque<std::string>& lines, const char* what);

  std::string id_;
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string address_;
  std::thread reader_;
  mutable std::mutex mtx_; ///< guards all that follows
  std::condition_variable changed_;
  bool ended_ = false;
  std::deque<std::string> ready_;
  std::deque<std::string> answers_;
  std::vector<event> events_;
};

} // namespace aegis::test
