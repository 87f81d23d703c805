#pragma once

#include "member.hpp"
#include "tests/support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aegis::test {

using namespace std::chrono_literals;

/// Members of one mesh, each a process of its own.
struct crowd {
  temporary_directory certs;
  std::map<std::string, std::unique_ptr<member>> members;

  /// Starts `count` members, "m00" and so on; the first two are everybody's
  /// seeds.
  void start(int count);

  member& add(const std::string& id, std::vector<std::string> options = {},
              const std::string& certificates = {});

  member& operator[](const std::string& id) {
    return *members.at(id);
  }

  /// Waits until each member sees exactly these nodes alive, itself among them.
  /// @returns false after `timeout`.
  bool all_see(const std::vector<std::string>& ids,
               std::chrono::milliseconds timeout = 30s);
  bool all_see_all(std::chrono::milliseconds timeout = 30s);

  /// Waits until each of the others has told of the change.
  /// @returns how long after `since` the last one did; nothing after `timeout`.
  std::optional<std::chrono::milliseconds>
  all_hear(const std::string& change, const std::string& node,
           steady_time since, std::chrono::milliseconds timeout = 30s);

  /// All who were told of the change of any node, as "who: node".
  std::vector<std::string> told_of(const std::string& change,
                                   steady_time since) const;

  std::vector<std::string> seeds() const;
};

/// True once the condition holds, asked every few ms; false after `timeout`.
bool eventually(const std::function<bool()>& f,
                std::chrono::milliseconds timeout = 30s);

inline steady_time now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now());
}

std::string join(const std::vector<std::string>& xs);

} // namespace aegis::test
