#include "tests/bench/process.hpp"

#include "tests/bench/contestant.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace bench {

process::process(const std::vector<std::string>& args,
                 const std::string& program) {
  auto file = std::filesystem::read_symlink("/proc/self/exe");
  if (!program.empty())
    file.replace_filename(program);
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
    give_up("no pipes");
  std::vector<char*> argv{const_cast<char*>(file.c_str())};
  for (auto& x : args)
    argv.push_back(const_cast<char*>(x.c_str()));
  argv.push_back(nullptr);
  auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
      ::_exit(1);
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::execv(file.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  in_ = in[1];
  out_ = out[0];
}

process::~process() {
  // Nobody waits for an end in good order.
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(in_);
  ::close(out_);
}

void process::write(const std::string& line) {
  auto text = line + '\n';
  if (::write(in_, text.data(), text.size()) < 0)
    give_up("a process does not listen");
}

std::string process::read(std::chrono::milliseconds timeout) {
  auto end = unread_.find('\n');
  while (end == unread_.npos) {
    pollfd wait{out_, POLLIN, 0};
    std::array<char, 4096> bytes;
    if (::poll(&wait, 1, static_cast<int>(timeout.count())) <= 0)
      give_up("a process said nothing for too long");
    auto n = ::read(out_, bytes.data(), bytes.size());
    if (n <= 0)
      give_up("a process ended");
    unread_.append(bytes.data(), static_cast<std::size_t>(n));
    end = unread_.find('\n');
  }
  auto line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  if (line.rfind("failed", 0) == 0)
    give_up(line.substr(line.find(' ') + 1));
  return line;
}

} // namespace bench
