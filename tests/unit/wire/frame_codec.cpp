#include "wire/frame_codec.hpp"

#include "samples.hpp"

#include <limits>
#include <set>
#include <string>

using namespace aegis;

namespace {

/// All kinds that there are, and some that there are not.
constexpr int kinds_end = 24;

} // namespace

BOOST_AUTO_TEST_SUITE(frame_codec)

BOOST_AUTO_TEST_CASE(each_message_comes_out_as_it_went_in) {
  test::for_each_sample([](const auto& sent) {
    using message = std::decay_t<decltype(sent)>;
    auto got = wire::unpack<message>(wire::pack(sent));
    BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
    // Maps have no order in bytes, records are compared in their own test.
    if constexpr (!std::is_same_v<message, v1::NodeRecord>)
      BOOST_TEST(got->ByteSizeLong() == sent.ByteSizeLong());
  });
}

BOOST_AUTO_TEST_CASE(each_message_has_a_kind_of_its_own) {
  std::set<frame_kind> kinds;
  std::size_t messages = 0;
  test::for_each_sample([&](const auto& x) {
    kinds.insert(wire::pack(x).kind);
    ++messages;
  });
  BOOST_TEST(kinds.size() == messages);
}

BOOST_AUTO_TEST_CASE(a_frame_of_another_kind_is_unsupported) {
  test::for_each_sample([](const auto& sent) {
    using message = std::decay_t<decltype(sent)>;
    auto x = wire::pack(sent);
    auto right = x.kind;
    for (int kind = 0; kind < kinds_end; ++kind) {
      x.kind = static_cast<frame_kind>(kind);
      if (x.kind != right)
        AEGIS_CHECK_FAULT(wire::unpack<message>(x), ec::unsupported,
                          "expected " + to_string(right));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_number_without_a_kind_is_named_as_such) {
  BOOST_TEST(to_string(frame_kind{0}) == "kind 0");
  BOOST_TEST(to_string(frame_kind{19}) == "kind 19");
  BOOST_TEST(to_string(frame_kind{65535}) == "kind 65535");
}

BOOST_AUTO_TEST_CASE(bytes_that_do_not_parse_are_malformed) {
  test::for_each_sample([](const auto& sent) {
    using message = std::decay_t<decltype(sent)>;
    auto x = wire::pack(sent);
    for (std::string bytes :
         {std::string("\xff\xff\xff", 3), std::string("\x0a\x7f", 2),
          std::string(1, '\0')}) {
      x.bytes = bytes;
      AEGIS_CHECK_FAULT(wire::unpack<message>(x), ec::malformed_message,
                        "do not parse as aegis.v1.");
    }
  });
}

BOOST_AUTO_TEST_CASE(a_cut_frame_is_a_value_or_malformed) {
  test::for_each_sample([](const auto& sent) {
    using message = std::decay_t<decltype(sent)>;
    auto whole = wire::pack(sent);
    for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
      auto got
        = wire::unpack<message>({whole.kind, whole.bytes.substr(0, size)});
      if (!got)
        BOOST_CHECK(got.error().code == ec::malformed_message);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_message_of_another_type_is_no_crash) {
  test::for_each_sample([](const auto& sent) {
    using message = std::decay_t<decltype(sent)>;
    test::for_each_sample([](const auto& other) {
      frame x{wire::frame_traits<message>::kind, other.SerializeAsString()};
      auto got = wire::unpack<message>(x);
      if (!got)
        BOOST_CHECK(got.error().code == ec::malformed_message);
    });
  });
}

BOOST_AUTO_TEST_CASE(fields_of_a_later_version_are_no_fault) {
  auto x = wire::pack(test::sample_ping());
  x.bytes += std::string("\xfa\x7f\x03"
                         "new",
                         6); // field 2047, three bytes
  auto got = wire::unpack<v1::Ping>(x);
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_TEST(got->sender() == "node-1");
  BOOST_TEST(wire::pack(*got).bytes.size() == x.bytes.size());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_utf8_is_malformed) {
  frame x{frame_kind::ping, std::string("\x0a\x02\xff\xfe", 4)};
  AEGIS_CHECK_FAULT(wire::unpack<v1::Ping>(x), ec::malformed_message,
                    "aegis.v1.Ping");
}

BOOST_AUTO_TEST_SUITE_END()
