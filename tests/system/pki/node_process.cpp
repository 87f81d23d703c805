#include "pki/certificate.hpp"
#include "pki/store.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

// What a node does first when it starts, as a process of its own:
//   pki-node-process once <dir> <id> rsa|ecdsa
//   pki-node-process forever <dir>
// It waits for the end of its input, so that many can start at once. `once`
// prints the fingerprints of certificate and root; `forever` makes one node
// after the other until it is killed.

namespace {

using namespace aegis;

outcome<pki::credentials_ptr> run(const std::string& dir, const std::string& id,
                                  key_kind kind) {
  pki::store_options options;
  options.dir = dir;
  options.node_id = id;
  options.kind = kind;
  options.address = {"127.0.0.1", 8443};
  return pki::load_or_generate(options);
}

int fail(const fault& why) {
  std::fprintf(stderr, "%s\n", to_string(why).c_str());
  return 1;
}

int once(const std::string& dir, const std::string& id, key_kind kind) {
  auto own = run(dir, id, kind);
  if (!own)
    return fail(own.error());
  auto root = pki::describe((*own)->roots.front().get());
  if (!root)
    return fail(root.error());
  std::printf("%s %s\n", (*own)->info.fingerprint.c_str(),
              root->fingerprint.c_str());
  return 0;
}

int forever(const std::string& dir) {
  for (int i = 0;; ++i)
    if (auto own = run(dir, "node-" + std::to_string(i), key_kind::ecdsa_p256);
        !own)
      return fail(own.error());
}

void await_start() {
  char buf[1];
  while (::read(STDIN_FILENO, buf, 1) > 0) {
    // go on
  }
}

} // namespace

int main(int argc, char** argv) {
  std::string mode = argc > 1 ? argv[1] : "";
  await_start();
  if (mode == "once" && argc == 5)
    return once(argv[2], argv[3],
                std::string{argv[4]} == "rsa" ? key_kind::rsa
                                              : key_kind::ecdsa_p256);
  if (mode == "forever" && argc == 3)
    return forever(argv[2]);
  std::fprintf(stderr, "usage: once <dir> <id> rsa|ecdsa | forever <dir>\n");
  return 2;
}
