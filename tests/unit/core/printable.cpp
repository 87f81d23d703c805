#include "core/printable.hpp"

#include <boost/test/unit_test.hpp>

using aegis::core::quoted;

BOOST_AUTO_TEST_SUITE(printable_test)

BOOST_AUTO_TEST_CASE(plain_text_is_only_put_in_quotes) {
  BOOST_TEST(quoted("api-1") == "\"api-1\"");
  BOOST_TEST(quoted("") == "\"\"");
}

BOOST_AUTO_TEST_CASE(what_could_forge_a_log_line_is_escaped) {
  BOOST_TEST(quoted("a\nb") == R"("a\x0ab")");
  BOOST_TEST(quoted(std::string_view{"\0\x1b\xff", 3}) == R"("\x00\x1b\xff")");
  BOOST_TEST(quoted(R"(a"b\c)") == R"("a\"b\\c")");
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_after_80_characters) {
  BOOST_TEST(quoted(std::string(80, 'x')) == '"' + std::string(80, 'x') + '"');
  BOOST_TEST(quoted(std::string(81, 'x'))
             == '"' + std::string(80, 'x') + "...\"");
}

BOOST_AUTO_TEST_SUITE_END()
