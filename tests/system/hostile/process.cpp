#include "process.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace aegis::test {

namespace {

using clock = std::chrono::steady_clock;

std::array<int, 2> make_pipe() {
  std::array<int, 2> fds{};
  BOOST_REQUIRE(::pipe2(fds.data(), O_CLOEXEC) == 0);
  return fds;
}

std::string proc_file(pid_t pid, const char* name) {
  std::ifstream in{"/proc/" + std::to_string(pid) + '/' + name};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// How many files are in a folder of the process.
std::size_t entries(pid_t pid, const char* folder) {
  std::error_code ignored;
  std::filesystem::directory_iterator i{
    "/proc/" + std::to_string(pid) + '/' + folder, ignored};
  return static_cast<std::size_t>(std::distance(begin(i), end(i)));
}

} // namespace

process::process(std::vector<std::string> arguments, const std::string& log) {
  arguments.insert(arguments.begin(), AEGIS_HOSTILE_NODE);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (auto& x : arguments)
    argv.push_back(x.data());
  argv.push_back(nullptr);
  auto in = make_pipe();
  auto out = make_pipe();
  auto errors
    = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  ::close(errors);
  in_ = in[1];
  out_ = out[0];
}

process::~process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (auto fd : {in_, out_})
    if (fd >= 0)
      ::close(fd);
}

void process::write(const std::string& line) {
  auto text = line + '\n';
  BOOST_REQUIRE(::write(in_, text.data(), text.size())
                == static_cast<ssize_t>(text.size()));
}

bool process::read_more(clock::time_point deadline) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    deadline - clock::now());
  pollfd wait{out_, POLLIN, 0};
  if (left.count() < 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0)
    return false;
  std::array<char, 4096> bytes;
  auto n = ::read(out_, bytes.data(), bytes.size());
  if (n <= 0)
    return false;
  partial_.append(bytes.data(), static_cast<std::size_t>(n));
  for (auto end = partial_.find('\n'); end != partial_.npos;
       end = partial_.find('\n')) {
    lines_.push_back(partial_.substr(0, end));
    partial_.erase(0, end + 1);
  }
  return true;
}

std::optional<std::string> process::read(const std::string& word,
                                         std::chrono::milliseconds timeout) {
  auto deadline = clock::now() + timeout;
  do {
    for (auto i = lines_.begin(); i != lines_.end(); ++i) {
      if (i->compare(0, word.size(), word) != 0)
        continue;
      auto rest = i->substr(std::min(i->size(), word.size() + 1));
      lines_.erase(i);
      return rest;
    }
  } while (read_more(deadline));
  return std::nullopt;
}

figures process::stats() {
  write("stats");
  figures result;
  std::istringstream in{read("stats").value_or("")};
  for (std::string pair; in >> pair;) {
    auto equals = pair.find('=');
    result[pair.substr(0, equals)] = std::stoull(pair.substr(equals + 1));
  }
  return result;
}

int process::finish() {
  if (pid_ <= 0)
    return -1;
  ::close(std::exchange(in_, -1));
  auto deadline = clock::now() + patience;
  while (read_more(deadline))
    ; // what it still says
  if (clock::now() >= deadline)
    ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::size_t process::descriptors() const {
  return entries(pid_, "fd");
}

std::size_t process::threads() const {
  return entries(pid_, "task");
}

std::size_t process::resident_bytes() const {
  std::istringstream in{proc_file(pid_, "statm")};
  std::size_t total = 0;
  std::size_t resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::chrono::nanoseconds process::cpu_time() const {
  auto text = proc_file(pid_, "stat");
  std::istringstream in{text.substr(text.rfind(')') + 2)};
  std::string skipped;
  for (int i = 0; i < 11; ++i) // utime and stime are the fields 14 and 15
    in >> skipped;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  in >> user >> system;
  auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return std::chrono::nanoseconds{(user + system) * (1'000'000'000 / ticks)};
}

} // namespace aegis::test
