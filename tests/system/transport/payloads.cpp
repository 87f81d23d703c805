// Payloads of many sizes between two nodes, over a real socket: each arrives as
// it was sent, whatever travels around it.

#include "tests/support/temporary_directory.hpp"

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 60s;

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

const aegis::service_id mirror_service{"mirror", "v1"};

caf::actor spawn_mirror(caf::actor_system& sys) {
  return sys.spawn([]() -> caf::behavior {
    return {
      [](std::string& text) { return std::move(text); },
    };
  });
}

struct two_nodes {
  aegis::test::temporary_directory certs;
  aegis::node server = start("server");
  aegis::node client = start("client");
  caf::actor mirror;

  two_nodes() {
    BOOST_REQUIRE(client.add_peer({"server", server.address()}));
    BOOST_REQUIRE(client.await_service(mirror_service, 1, patience));
    aegis::call_options options;
    options.deadline = patience;
    mirror = client.service(mirror_service, options);
  }

  aegis::node start(const std::string& id) const {
    aegis::node_builder b;
    b.id(id).name(id).address("127.0.0.1:0").cert_dir(certs.path);
    b.key(aegis::key_kind::ecdsa_p256);
    if (id == "server")
      b.provide(mirror_service, spawn_mirror);
    auto result = b.build();
    BOOST_REQUIRE_MESSAGE(result,
                          (result ? "" : aegis::describe(result.error())));
    BOOST_REQUIRE(result->start());
    return std::move(*result);
  }

  /// Sends all at once; every answer must equal its request.
  void mirror_all(const std::vector<std::string>& texts) {
    caf::scoped_actor self{client.system()};
    using handle = decltype(self->request(mirror, patience, std::string{}));
    std::vector<handle> open;
    open.reserve(texts.size());
    for (auto& text : texts)
      open.push_back(self->request(mirror, patience, text));
    for (std::size_t i = 0; i < texts.size(); ++i)
      open[i].receive(
        [&](const std::string& answer) {
          BOOST_TEST((answer == texts[i]), texts[i].size()
                                             << " bytes come back as "
                                             << answer.size());
        },
        [&](const caf::error& why) {
          BOOST_ERROR(texts[i].size() << " bytes: " << aegis::describe(why));
        });
  }
};

/// Bytes that show where they came from.
std::string text_of(std::size_t size) {
  std::string result(size, '\0');
  std::uint32_t x = static_cast<std::uint32_t>(size) * 2654435761u + 1;
  for (auto& c : result) {
    x = x * 1664525u + 1013904223u;
    c = static_cast<char>(x >> 24);
  }
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(payloads, two_nodes)

BOOST_AUTO_TEST_CASE(sizes_around_the_limits_of_records_and_buffers_arrive) {
  for (auto limit : {std::size_t{0}, 16 * kib, 64 * kib, 128 * kib, mib}) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 80; ++i)
      texts.push_back(text_of(limit + i < 60 ? i : limit + i - 60));
    mirror_all(texts);
  }
}

BOOST_AUTO_TEST_CASE(large_and_small_ones_arrive_in_any_order) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 12; ++i) {
    texts.push_back(text_of(i));
    texts.push_back(text_of(i * 300 * kib));
    texts.push_back(text_of(100 * i));
  }
  texts.push_back(text_of(17 * mib));
  texts.push_back(text_of(3));
  mirror_all(texts);
  mirror_all({text_of(1), text_of(2)}); // the buffers are in order
}

BOOST_AUTO_TEST_SUITE_END()
