#include "transport/careful_deserializer.hpp"

#include "payload_maker.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/message.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace aegis;

using aegis::test::payload_maker;
using transport::careful_deserializer;

namespace {

struct fixture {
  caf::actor_system_config cfg;
  caf::actor_system sys{cfg};
  caf::scoped_execution_unit unit{&sys};

  template <class... Ts>
  std::string written(Ts... xs) {
    std::vector<char> bytes;
    caf::binary_serializer sink{&unit, bytes};
    BOOST_REQUIRE(!sink(xs...));
    return {bytes.begin(), bytes.end()};
  }

  template <class T>
  bool reads(const std::string& bytes, T& x) {
    careful_deserializer source{&unit, bytes};
    return !source(x);
  }

  /// Writes `x`, reads it again and compares.
  template <class T>
  bool survives(const T& x) {
    T copy{};
    return reads(written(x), copy) && copy == x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(careful_deserializer_suite, fixture)

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  BOOST_TEST(survives(std::int8_t{-5}));
  BOOST_TEST(survives(std::uint16_t{50'000}));
  BOOST_TEST(survives(std::int32_t{-500'000}));
  BOOST_TEST(survives(std::uint64_t{1} << 60));
  BOOST_TEST(survives(1.25f));
  BOOST_TEST(survives(-0.1));
  BOOST_TEST(survives(true));
  BOOST_TEST(survives(std::string{"text"}));
  BOOST_TEST((survives(std::u16string{u"text"})));
  BOOST_TEST((survives(std::u32string{U"text"})));
  BOOST_TEST(survives(std::vector<char>(1000, 'x')));
  BOOST_TEST(survives(std::vector<std::string>{"a", "", "c"}));
  BOOST_TEST(survives(std::vector<bool>(70'000, true)));
  BOOST_TEST((survives(std::map<std::string, std::string>{{"a", "b"}})));
}

BOOST_AUTO_TEST_CASE(a_message_is_read) {
  caf::message copy;
  BOOST_TEST(reads(written(caf::make_message(1, std::string{"text"})), copy));
  BOOST_TEST((copy.match_elements<int, std::string>()));
}

BOOST_AUTO_TEST_CASE(sizes_that_the_bytes_cannot_hold_are_refused) {
  std::string bytes = payload_maker{}.size(0xFFFFFFFFu);
  bytes += std::string(100, 'x');
  std::vector<char> chars;
  BOOST_TEST(!reads(bytes, chars));
  BOOST_TEST(chars.capacity() == 0u);
  std::vector<bool> flags;
  BOOST_TEST(!reads(bytes, flags));
  std::vector<std::string> texts;
  BOOST_TEST(!reads(bytes, texts));
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_message_is_refused) {
  auto whole = written(caf::make_message(1, std::vector<char>(10, 'x')));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    caf::message copy;
    auto part = whole.substr(0, n);
    careful_deserializer source{&unit, part};
    BOOST_TEST(static_cast<bool>(copy.load(source)));
  }
}

BOOST_AUTO_TEST_CASE(
  the_gate_is_asked_about_each_handle_before_it_is_looked_up) {
  struct : transport::handle_gate {
    bool admits(const caf::node_id& node, caf::actor_id actor) override {
      asked.emplace_back(actor, node);
      return actor != 66;
    }
    std::vector<std::pair<caf::actor_id, caf::node_id>> asked;
  } gate;
  auto bytes = [&](std::uint64_t actor) {
    return std::string{payload_maker{}.number(actor).node(3, 4)};
  };
  auto load = [&](const std::string& content, auto&& x) {
    careful_deserializer source{&unit, content, &gate};
    auto failed = static_cast<bool>(source(x));
    BOOST_TEST(source.met_closed_gate() == failed);
    return !failed;
  };
  // without a registry of proxies CAF makes nothing of a handle it may read
  auto permitted = bytes(5);
  careful_deserializer open{&unit, permitted, &gate};
  caf::strong_actor_ptr handle;
  BOOST_TEST(!!open(handle));
  BOOST_TEST(!open.met_closed_gate());
  BOOST_REQUIRE(gate.asked.size() == 1u);
  BOOST_TEST(gate.asked[0].first == 5u);
  BOOST_TEST((gate.asked[0].second == aegis::test::make_node(3, 4)));
  BOOST_TEST(!load(bytes(66), handle));
  std::string two = payload_maker{}
                      .size(2)
                      .number(std::uint64_t{0})
                      .number(static_cast<std::uint64_t>(caf::atom("")));
  two += bytes(66);
  BOOST_TEST(!load(two, std::vector<caf::strong_actor_ptr>{}));
  BOOST_TEST(gate.asked.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_node_id_without_an_actor_is_no_handle) {
  struct : transport::handle_gate {
    bool admits(const caf::node_id&, caf::actor_id) override {
      return false;
    }
  } closed;
  caf::node_id x;
  std::string bytes = payload_maker{}.node(3, 4);
  careful_deserializer source{&unit, bytes, &closed};
  BOOST_TEST(!source(x));
  BOOST_TEST((x == aegis::test::make_node(3, 4)));
}

BOOST_AUTO_TEST_CASE(texts_of_few_bytes_are_read_up_to_a_number) {
  auto texts = [](std::size_t count, std::size_t size) {
    payload_maker result;
    result.size(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i)
      result.text(std::string(size, 'x'));
    return std::string{result};
  };
  std::vector<std::string> x;
  BOOST_TEST(reads(texts(careful_deserializer::parts_max, 0), x));
  BOOST_TEST(!reads(texts(2 * careful_deserializer::parts_max, 0), x));
  BOOST_TEST(reads(texts(4 * careful_deserializer::parts_max, 8), x));
}

BOOST_AUTO_TEST_SUITE_END()
