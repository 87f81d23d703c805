#include "documents.hpp"
#include "tests/support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

namespace fs = std::filesystem;

using aegis::ground::find_false_claims;

namespace {

// A tree of a document and what it speaks of, gone at the end of the test.
class small_tree {
public:
  small_tree() {
    fs::create_directories(root_ / "examples");
    write("examples/x.cpp", "int f() {\n  // [call]\n  g();\n  h();\n"
                            "  // [call]\n}\n");
    write("Makefile", "test: ## Run the tests\n");
  }

  std::vector<std::string> claims(const std::string& text) const {
    write("README.md", text);
    return find_false_claims(root_);
  }

private:
  void write(const fs::path& name, const std::string& text) const {
    std::ofstream{root_ / name} << text;
  }

  aegis::test::temporary_directory directory_;
  fs::path root_{directory_.path};
};

void check_only(const std::vector<std::string>& found,
                const std::string& expected) {
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found.front() == expected);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(documents_test, small_tree)

BOOST_AUTO_TEST_CASE(this_project_claims_nothing_false) {
  for (const auto& claim : find_false_claims(AEGIS_SOURCE_DIR))
    BOOST_ERROR(claim);
}

BOOST_AUTO_TEST_CASE(a_snippet_may_lose_the_indentation_that_its_lines_share) {
  auto found = claims("<!-- snippet: examples/x.cpp#call -->\n```cpp\ng();\n"
                      "h();\n```\n");
  BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_CASE(a_snippet_that_is_not_its_source_is_told) {
  check_only(claims("<!-- snippet: examples/x.cpp#call -->\n```cpp\ng();\n"
                    "```\n"),
             "README.md:2: the block is not [call] of examples/x.cpp");
}

BOOST_AUTO_TEST_CASE(a_snippet_of_unmarked_lines_is_told) {
  check_only(claims("<!-- snippet: examples/x.cpp#end -->\n```cpp\ng();\n```"),
             "README.md:2: no lines are marked [end] in examples/x.cpp");
}

BOOST_AUTO_TEST_CASE(a_block_without_source_is_told) {
  check_only(claims("text\n```cpp\ng();\n```\n"),
             "README.md:2: a C++ block without the line `<!-- snippet: "
             "file#name -->`");
  BOOST_TEST(claims("```sh\nls\n```\n").empty());
}

BOOST_AUTO_TEST_CASE(links_and_paths_to_nowhere_are_told) {
  check_only(claims("[x](examples/x.cpp#a) [y](examples/y.cpp)\n"),
             "README.md:1: no file examples/y.cpp");
  check_only(claims("see `examples/x.cpp` and `examples/z.cpp`\n"),
             "README.md:1: no path examples/z.cpp");
  BOOST_TEST(claims("`elsewhere/x` and [a](https://example.org/x)").empty());
}

BOOST_AUTO_TEST_CASE(commands_without_target_are_told) {
  check_only(claims("`make test`\n`make coffee`\n"),
             "README.md:2: the Makefile has no target coffee");
}

BOOST_AUTO_TEST_SUITE_END()
