#include "member.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <utility>

namespace aegis::test {

namespace {

/// Longer than any step takes on a loaded machine.
constexpr std::chrono::seconds patience{30};

} // namespace

member::member(std::string id, const std::string& certificates,
               std::vector<std::string> options)
  : id_(std::move(id)) {
  int to_child[2];
  int from_child[2];
  BOOST_REQUIRE(::pipe2(to_child, O_CLOEXEC) == 0);
  BOOST_REQUIRE(::pipe2(from_child, O_CLOEXEC) == 0);
  std::vector<char*> argv{const_cast<char*>(AEGIS_MEMBER_PROCESS), id_.data(),
                          const_cast<char*>(certificates.c_str())};
  for (auto& x : options)
    argv.push_back(x.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  BOOST_REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    ::dup2(to_child[0], STDIN_FILENO);
    ::dup2(from_child[1], STDOUT_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(to_child[0]);
  ::close(from_child[1]);
  in_ = to_child[1];
  out_ = from_child[0];
  reader_ = std::thread{[this] { read(); }};
}

member::~member() {
  kill();
}

// -- what it says -------------------------------------------------------------

void member::read() {
  std::string line;
  for (char buffer[4096];;) {
    auto n = ::read(out_, buffer, sizeof(buffer));
    if (n <= 0)
      break;
    for (auto c : std::string(buffer, static_cast<std::size_t>(n)))
      if (c == '\n')
        take(std::exchange(line, {}));
      else
        line += c;
  }
  std::unique_lock guard{mtx_};
  ended_ = true;
  changed_.notify_all();
}

void member::take(const std::string& line) {
  std::istringstream in{line};
  std::string word;
  in >> word;
  std::unique_lock guard{mtx_};
  if (word == "event") {
    std::int64_t time = 0;
    event x;
    in >> time >> x.change >> x.node;
    x.when = steady_time{std::chrono::milliseconds{time}};
    events_.push_back(std::move(x));
  } else if (word == "nodes") {
    answers_.push_back(line);
  } else {
    ready_.push_back(line);
  }
  changed_.notify_all();
}

std::string member::await(std::deque<std::string>& lines, const char* what) {
  std::unique_lock guard{mtx_};
  changed_.wait_for(guard, patience, [&] { return ended_ || !lines.empty(); });
  BOOST_REQUIRE_MESSAGE(!lines.empty(), id_ << " does not say " << what);
  auto result = std::move(lines.front());
  lines.pop_front();
  return result;
}

const std::string& member::address() {
  if (!address_.empty())
    return address_;
  auto line = await(ready_, "ready");
  BOOST_REQUIRE_MESSAGE(line.find("ready ") == 0, id_ << ": " << line);
  address_ = line.substr(6);
  return address_;
}

std::map<std::string, std::string> member::nodes() {
  BOOST_REQUIRE(::write(in_, "nodes\n", 6) == 6);
  std::istringstream in{await(answers_, "nodes")};
  std::map<std::string, std::string> result;
  std::string word;
  for (in >> word; in >> word;)
    result[word.substr(0, word.find(':'))] = word.substr(word.find(':') + 1);
  return result;
}

std::vector<event> member::events() const {
  std::unique_lock guard{mtx_};
  return events_;
}

std::optional<steady_time> member::heard_at(const std::string& change,
                                            const std::string& node,
                                            steady_time since) const {
  for (const auto& x : events())
    if (x.when >= since && x.change == change && x.node == node)
      return x.when;
  return std::nullopt;
}

// -- its life -----------------------------------------------------------------

void member::signal(int number) const {
  BOOST_REQUIRE(pid_ > 0);
  BOOST_REQUIRE(::kill(pid_, number) == 0);
}

void member::kill() {
  if (pid_ <= 0)
    return;
  ::kill(pid_, SIGKILL);
  reap();
}

void member::leave() {
  BOOST_REQUIRE(::write(in_, "leave\n", 6) == 6);
  std::unique_lock guard{mtx_};
  changed_.wait_for(guard, patience, [&] { return ended_; });
  BOOST_TEST(ended_, id_ << " does not leave");
  guard.unlock();
  kill();
}

void member::reap() {
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
  ::close(in_);
  reader_.join();
  ::close(out_);
}

} // namespace aegis::test
