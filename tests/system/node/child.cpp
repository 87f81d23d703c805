#include "child.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace aegis::test {

child::child(const std::vector<std::string>& arguments) {
  int to_child[2];
  int from_child[2];
  BOOST_REQUIRE(::pipe2(to_child, O_CLOEXEC) == 0);
  BOOST_REQUIRE(::pipe2(from_child, O_CLOEXEC) == 0);
  std::vector<char*> argv{const_cast<char*>(AEGIS_NODE_PROCESS)};
  for (const auto& x : arguments)
    argv.push_back(const_cast<char*>(x.c_str()));
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
}

child::~child() {
  kill();
}

std::string child::read_line() {
  std::string result;
  for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';)
    result += c;
  return result;
}

void child::kill() {
  if (pid_ <= 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(in_);
  ::close(out_);
  pid_ = -1;
}

std::size_t resident_mib(const std::string& pid) {
  std::ifstream in{"/proc/" + pid + "/statm"};
  std::size_t pages = 0;
  in >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20;
}

} // namespace aegis::test
