#include "support.hpp"

#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <stdlib.h>

namespace example {

temporary_directory::temporary_directory() {
  // mkdtemp replaces six of these.
  auto name = "aegis-example-" + std::string(6, 'X');
  path_ = (std::filesystem::temp_directory_path() / name).string();
  if (::mkdtemp(path_.data()) == nullptr)
    throw std::runtime_error(path_ + ": cannot be made");
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void account::tell(const std::string& line) {
  std::cout << "  " << line << std::endl;
}

void account::saw(const std::string& what, bool seen) {
  complete_ = complete_ && seen;
  std::cout << (seen ? "  [seen]     " : "  [NOT SEEN] ") << what << std::endl;
}

int run(const std::string& title,
        const std::function<void(account&, const std::string&)>& f) {
  std::cout << title << std::endl;
  try {
    temporary_directory certs;
    account result;
    f(result, certs.path());
    return result.complete() ? 0 : 1;
  } catch (const std::exception& why) {
    std::cout << "  failed: " << why.what() << std::endl;
    return 1;
  }
}

bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds timeout) {
  auto end = std::chrono::steady_clock::now() + timeout;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end)
      return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

void fail(const caf::error& why) {
  throw std::runtime_error(aegis::describe(why));
}

aegis::node_builder local_node(const std::string& id,
                               const std::string& certs) {
  // [builder]
  aegis::node_builder result;
  result.id(id).name("Node " + id).address("127.0.0.1:0");
  result.cert_dir(certs).key(aegis::key_kind::ecdsa_p256);
  // [builder]
  return result;
}

aegis::node started(aegis::node_builder builder) {
  auto result = value_of(builder.build());
  require(result.start());
  return result;
}

void connect(aegis::node& from, const aegis::node& to) {
  require(from.add_peer({to.id(), to.address()}));
  require(from.await_peer(to.id(), patience));
}

} // namespace example
