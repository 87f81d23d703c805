#include "child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace aegis::pki::test {

namespace {

void make_pipe(unique_fd& reader, unique_fd& writer) {
  int fds[2];
  BOOST_REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
  reader = unique_fd{fds[0]};
  writer = unique_fd{fds[1]};
}

pid_t spawn(std::vector<std::string> arguments, int input, int output) {
  arguments.insert(arguments.begin(), AEGIS_PKI_NODE_PROCESS);
  std::vector<char*> argv;
  for (auto& x : arguments)
    argv.push_back(x.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  pid_t pid = -1;
  auto error
    = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  BOOST_REQUIRE_MESSAGE(error == 0, "cannot start " << argv[0]);
  return pid;
}

} // namespace

start_gate::start_gate() {
  make_pipe(reader_, writer_);
}

void start_gate::open() {
  writer_ = unique_fd{};
}

child_process::child_process(const std::vector<std::string>& arguments,
                             const start_gate& gate) {
  unique_fd writer;
  make_pipe(output_, writer);
  pid_ = spawn(arguments, gate.input(), writer.get());
}

child_process::~child_process() {
  kill();
  wait();
}

void child_process::kill() {
  if (pid_ > 0)
    ::kill(pid_, SIGKILL);
}

int child_process::wait() {
  if (pid_ <= 0)
    return 0;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    // try again
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string child_process::output() {
  std::string result;
  char buf[512];
  for (;;) {
    auto n = ::read(output_.get(), buf, sizeof(buf));
    if (n <= 0)
      return result;
    result.append(buf, static_cast<std::size_t>(n));
  }
}

} // namespace aegis::pki::test
