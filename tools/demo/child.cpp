#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace demo {

child::child(child&& x) noexcept {
  *this = std::move(x);
}

child& child::operator=(child&& x) noexcept {
  std::swap(name_, x.name_);
  std::swap(pid_, x.pid_);
  std::swap(in_, x.in_);
  std::swap(out_, x.out_);
  std::swap(partial_, x.partial_);
  std::swap(lines_, x.lines_);
  return *this;
}

child::~child() {
  kill();
}

child child::start(std::string name, const std::vector<std::string>& args) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
    std::abort();
  std::vector<char*> argv{const_cast<char*>("aegis-demo")};
  for (auto& x : args)
    argv.push_back(const_cast<char*>(x.c_str()));
  argv.push_back(nullptr);
  auto pid = ::fork();
  if (pid == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(out[1], STDERR_FILENO);
    ::execv("/proc/self/exe", argv.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  child result;
  result.name_ = std::move(name);
  result.pid_ = pid;
  result.in_ = in[1];
  result.out_ = out[0];
  return result;
}

void child::write(const std::string& line) {
  auto text = line + '\n';
  [[maybe_unused]] auto n = ::write(in_, text.data(), text.size());
}

std::optional<std::string> child::read(std::chrono::milliseconds timeout) {
  auto end = std::chrono::steady_clock::now() + timeout;
  while (lines_.empty() && out_ >= 0) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      end - std::chrono::steady_clock::now());
    pollfd wait{out_, POLLIN, 0};
    if (left.count() < 0
        || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0)
      return std::nullopt;
    std::array<char, 4096> bytes;
    auto n = ::read(out_, bytes.data(), bytes.size());
    if (n <= 0) {
      ::close(std::exchange(out_, -1));
      return std::nullopt;
    }
    partial_.append(bytes.data(), static_cast<std::size_t>(n));
    for (auto pos = partial_.find('\n'); pos != partial_.npos;
         pos = partial_.find('\n')) {
      lines_.push_back(partial_.substr(0, pos));
      partial_.erase(0, pos + 1);
    }
  }
  if (lines_.empty())
    return std::nullopt;
  auto line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

void child::close_pipes() {
  for (auto* fd : {&in_, &out_})
    if (*fd >= 0)
      ::close(std::exchange(*fd, -1));
}

void child::kill() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
  }
  close_pipes();
}

int child::finish() {
  if (pid_ <= 0)
    return -1;
  ::close(std::exchange(in_, -1));
  while (read(std::chrono::seconds(10)))
    ; // what it still says
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  close_pipes();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

} // namespace demo
