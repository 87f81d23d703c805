// Valid frames with random damage: whatever comes in, a value or an error comes
// out, and a value keeps all limits.

#include "samples.hpp"
#include "wire/frame_codec.hpp"
#include "wire/health_codec.hpp"
#include "wire/record_codec.hpp"
#include "wire/signed_record_codec.hpp"

#include <google/protobuf/stubs/logging.h>

#include <random>
#include <string>

using namespace aegis;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int rounds = 1'000;
#else
constexpr int rounds = 5'000;
#endif

/// Protobuf prints each text that is not UTF-8.
struct quiet {
  google::protobuf::LogSilencer silencer;
};

class damage {
public:
  explicit damage(std::uint32_t seed) : engine_(seed) {}

  std::string to(std::string bytes) {
    auto count = 1 + below(4);
    for (std::size_t i = 0; i < count; ++i)
      one(bytes);
    return bytes;
  }

private:
  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : engine_() % end;
  }

  char byte() {
    return static_cast<char>(engine_());
  }

  void one(std::string& bytes) {
    auto at = below(bytes.size() + 1);
    auto count = below(8);
    switch (below(6)) {
      case 0:
        if (at < bytes.size())
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < bytes.size())
          bytes[at] = byte();
        break;
      case 2:
        bytes.erase(at, count);
        break;
      case 3:
        bytes.insert(at, count, byte());
        break;
      case 4:
        bytes.resize(at);
        break;
      default:
        bytes.insert(at, bytes.substr(below(bytes.size() + 1), 1 + below(40)));
        break;
    }
  }

  std::mt19937 engine_;
};

void check_value(const v1::NodeRecord& x) {
  auto record = wire::from_wire(x);
  if (!record) {
    BOOST_REQUIRE(record.error().code == ec::malformed_message);
    return;
  }
  AEGIS_CHECK_OK(wire::check_record(*record));
  auto again = wire::from_wire(wire::to_wire(*record));
  BOOST_REQUIRE(again);
  BOOST_REQUIRE(*again == *record);
  BOOST_REQUIRE(wire::to_json(*record) != "{}");
}

void check_value(const v1::Health& x) {
  auto once = wire::from_wire(x);
  auto again = wire::unpack<v1::Health>(wire::pack(wire::to_wire(once)));
  BOOST_REQUIRE(again);
  BOOST_REQUIRE(again->message() == x.message());
  BOOST_REQUIRE(again->error() == x.error());
}

void check_value(const v1::SignedRecord& x) {
  auto record = wire::from_wire(x);
  if (!record) {
    BOOST_REQUIRE((record.error().code == ec::malformed_message
                   || record.error().code == ec::unsupported));
    return;
  }
  BOOST_REQUIRE((*record)->accusations.size()
                <= defaults::accusations_read_max);
  auto again = wire::from_wire(wire::to_wire(**record));
  BOOST_REQUIRE(again);
  BOOST_REQUIRE(mesh::same(**again, **record));
  BOOST_REQUIRE((*again)->proof->body() == x.body());
}

/// As a sync carries it.
void check_value(const std::string& bytes) {
  v1::SignedRecord record;
  if (record.ParseFromString(bytes))
    check_value(record);
}

template <class Message>
void check_value(const Message& x) {
  AEGIS_CHECK_OK(wire::unpack<Message>(wire::pack(x)));
  if constexpr (
    std::is_same_v<
      Message,
      v1::
        SyncRequest> || std::is_same_v<Message, v1::SyncResponse> || std::is_same_v<Message, v1::TopologySnapshot>)
    for (const auto& record : x.records())
      check_value(record);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(mutations, quiet)

BOOST_AUTO_TEST_CASE(a_damaged_frame_is_a_value_or_an_error) {
  test::for_each_sample([](const auto& sample) {
    using message = std::decay_t<decltype(sample)>;
    auto whole = wire::pack(sample);
    auto seed = 1000u + static_cast<unsigned>(whole.kind);
    BOOST_TEST_INFO_SCOPE("seed " << seed);
    damage broken{seed};
    int values = 0;
    int errors = 0;
    for (int i = 0; i < rounds; ++i) {
      auto got = wire::unpack<message>({whole.kind, broken.to(whole.bytes)});
      if (got) {
        ++values;
        check_value(*got);
      } else {
        ++errors;
        BOOST_REQUIRE(got.error().code == ec::malformed_message);
        BOOST_REQUIRE(!got.error().text.empty());
      }
    }
    BOOST_TEST(values > 0);
    BOOST_TEST(errors > 0);
  });
}

BOOST_AUTO_TEST_SUITE_END()
