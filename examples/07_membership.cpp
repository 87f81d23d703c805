// Members come, leave, crash and come back, each a process of its own; the one
// that watches prints every change as it hears of it.

#include "support.hpp"

#include <atomic>
#include <cstdio>
#include <iostream>
#include <map>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

// -- a member -----------------------------------------------------------------

/// Runs a node until the input ends: `07_membership <id> <certs> <seed>`.
int be_a_member(char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto builder = example::local_node(argv[1], argv[2]);
  builder.seeds({argv[3]});
  auto node = example::started(std::move(builder));
  for (std::string line; std::getline(std::cin, line);) {}
  node.shutdown();
  return 0;
}

/// A process with a node. Killed with the object.
class member {
public:
  member(const std::string& id, const std::string& certs,
         const std::string& seed) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
      return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(pipe[0], STDIN_FILENO);
      ::execl("/proc/self/exe", "07_membership", id.c_str(), certs.c_str(),
              seed.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(pipe[0]);
    input_ = pipe[1];
  }

  ~member() {
    crash();
  }

  member(const member&) = delete;
  member& operator=(const member&) = delete;

  void crash() {
    if (pid_ > 0)
      ::kill(pid_, SIGKILL);
    end();
  }

  void leave() {
    ::close(std::exchange(input_, -1));
    end();
  }

private:
  void end() {
    if (pid_ <= 0)
      return;
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    if (input_ >= 0)
      ::close(std::exchange(input_, -1));
  }

  pid_t pid_ = -1;
  int input_ = -1;
};

// -- who watches --------------------------------------------------------------

/// Prints changes in columns and counts them.
class logbook {
public:
  void write(const aegis::topology_event& x) {
    auto time = std::chrono::duration<double>(std::chrono::steady_clock::now()
                                              - begin_);
    std::unique_lock guard{mtx_};
    if (count_.empty())
      std::printf("  %7s   %-10s %-8s %s\n", "seconds", "change", "node",
                  "address");
    std::printf("  %7.2f   %-10s %-8s %s\n", time.count(),
                to_string(x.change).c_str(), x.node.id.c_str(),
                x.node.address.c_str());
    std::fflush(stdout);
    ++count_[to_string(x.change) + ' ' + x.node.id];
  }

  bool has(const std::string& what, int times = 1) const {
    return example::eventually([&] {
      std::unique_lock guard{mtx_};
      auto i = count_.find(what);
      return i != count_.end() && i->second >= times;
    });
  }

private:
  const std::chrono::steady_clock::time_point begin_
    = std::chrono::steady_clock::now();
  mutable std::mutex mtx_;
  std::map<std::string, int> count_;
};

void membership(example::account& out, const std::string& certs) {
  auto watch = example::started(example::local_node("watch", certs));
  logbook log;
  // [subscribe]
  auto subscription
    = watch.subscribe([&](const aegis::topology_event& x) { log.write(x); });
  // [subscribe]

  member ferry{"ferry", certs, watch.address()};
  member harbor{"harbor", certs, watch.address()};
  member pilot{"pilot", certs, watch.address()};
  out.saw("three members joined", log.has("joined ferry")
                                    && log.has("joined harbor")
                                    && log.has("joined pilot"));

  ferry.leave();
  out.saw("who shuts down has left", log.has("left ferry"));

  harbor.crash();
  out.saw("who crashes is suspected at once", log.has("suspected harbor"));
  out.saw("and down once it had its time to object", log.has("down harbor"));

  member again{"harbor", certs, watch.address()};
  out.saw("under the same id it is the same member again",
          log.has("joined harbor", 2));
  for (const auto& x : watch.mesh_nodes())
    out.tell("in the mesh: " + to_string(x));
  watch.shutdown(); // first, or it would see the others go
}

} // namespace

int main(int argc, char** argv) {
  if (argc == 4)
    return be_a_member(argv);
  return example::run("Membership", membership);
}
