#include "core/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

using namespace aegis::core;

namespace {

/// The UTF-8 form of a code point, surrogates and too large ones included.
std::string encode(std::uint32_t point) {
  auto tail = [&](int shift) {
    return static_cast<char>(0x80 | ((point >> shift) & 0x3f));
  };
  if (point < 0x80)
    return {static_cast<char>(point)};
  if (point < 0x800)
    return {static_cast<char>(0xc0 | (point >> 6)), tail(0)};
  if (point < 0x10000)
    return {static_cast<char>(0xe0 | (point >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | (point >> 18)), tail(12), tail(6), tail(0)};
}

bool is_scalar(std::uint32_t point) {
  return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

std::size_t count(const std::string& text, char c) {
  std::size_t result = 0;
  for (auto x : text)
    result += x == c;
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(exactly_the_scalar_values_are_well_formed) {
  std::size_t wrong = 0;
  for (std::uint32_t point = 0; point < 0x1fffff; ++point)
    wrong += is_utf8(encode(point)) != is_scalar(point);
  BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_CASE(no_two_bytes_pass_that_are_not_characters) {
  std::size_t passed = 0;
  for (int first = 0x80; first < 0x100; ++first)
    for (int second = 0; second < 0x100; ++second) {
      std::string text{static_cast<char>(first), static_cast<char>(second)};
      passed += is_utf8(text);
    }
  BOOST_TEST(passed == 0x800u - 0x80u);
}

BOOST_AUTO_TEST_CASE(overlong_forms_are_refused) {
  for (const char* text : {"\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf",
                           "\xe0\x80\x80", "\xf0\x8f\xbf\xbf"})
    BOOST_TEST(!is_utf8(text));
}

BOOST_AUTO_TEST_CASE(a_cut_character_is_refused_wherever_it_stands) {
  for (std::string text : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xf0"}) {
    BOOST_TEST(!is_utf8(text));
    BOOST_TEST(!is_utf8("a" + text));
    BOOST_TEST(!is_utf8(text + "a"));
  }
}

BOOST_AUTO_TEST_CASE(bytes_beyond_the_alphabet_are_refused) {
  for (const char* text : {"\x80", "\xbf", "\xf5\x80\x80\x80", "\xfe", "\xff",
                           "a\xff", "\xf4\x90\x80\x80"})
    BOOST_TEST(!is_utf8(text));
}

BOOST_AUTO_TEST_CASE(text_of_no_length_is_well_formed) {
  BOOST_TEST(is_utf8(""));
  BOOST_TEST(!has_control_characters(""));
  BOOST_TEST(printable_utf8("") == "");
}

BOOST_AUTO_TEST_CASE(control_characters_are_those_of_both_sets) {
  for (std::uint32_t point = 0; point < 0x400; ++point) {
    auto is_control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    BOOST_TEST_INFO("U+" << std::hex << point);
    BOOST_TEST(has_control_characters("a" + encode(point) + "b") == is_control);
  }
}

BOOST_AUTO_TEST_CASE(what_is_printable_already_stays) {
  for (std::string text :
       {"plain", "caf\xc3\xa9", "\xe2\x82\xac\xf0\x9f\x98\x80"})
    BOOST_TEST(printable_utf8(text) == text);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_character_becomes_a_question_mark) {
  BOOST_TEST(printable_utf8("a\xff"
                            "b\xc3")
             == "a?b?");
  BOOST_TEST(printable_utf8("\xed\xa0\x80") == "???");
}

BOOST_AUTO_TEST_CASE(control_characters_become_spaces) {
  BOOST_TEST(printable_utf8("a\nb\x7f"
                            "c\xc2\x9b"
                            "2J")
             == "a b c  2J");
}

BOOST_AUTO_TEST_CASE(any_bytes_become_printable_at_the_same_length) {
  std::uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      text += static_cast<char>(state >> 24);
    }
    auto result = printable_utf8(text);
    BOOST_REQUIRE(result.size() == text.size());
    BOOST_REQUIRE(is_utf8(result));
    BOOST_REQUIRE(!has_control_characters(result));
    BOOST_REQUIRE(count(result, '?') <= text.size());
  }
}

BOOST_AUTO_TEST_CASE(a_cut_falls_between_characters) {
  std::string text = "ab\xe2\x82\xac"
                     "c"; // the euro sign has three bytes
  for (std::size_t max : {2u, 3u, 4u})
    BOOST_TEST(printable_utf8(text, max) == "ab");
  BOOST_TEST(printable_utf8(text, 5) == "ab\xe2\x82\xac");
  BOOST_TEST(printable_utf8(text, 6) == text);
  BOOST_TEST(printable_utf8(text, 0) == "");
  BOOST_TEST(printable_utf8("a\nb", 2) == "a ");
}

BOOST_AUTO_TEST_SUITE_END()
