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

BOOST_AUTO_TEST_SUITE_END()
