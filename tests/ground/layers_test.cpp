#include "layers.hpp"
#include "tests/support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <regex>

namespace fs = std::filesystem;

using aegis::ground::find_breaches;
using aegis::ground::project_layers;

namespace {

const std::vector<std::string> include_roots{"libaegis/include", "libaegis/src",
                                             "simulation/include", "."};

// A tree of a few files, gone at the end of the test.
class small_tree {
public:
  small_tree& file(const fs::path& name, const std::string& text = {}) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream{root_ / name} << text << '\n';
    return *this;
  }

  std::vector<std::string> breaches() const {
    return find_breaches(root_, project_layers(), include_roots);
  }

private:
  aegis::test::temporary_directory directory_;
  fs::path root_{directory_.path};
};

void check_only_breach(const small_tree& tree, const std::string& expected) {
  auto found = tree.breaches();
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found.front() == expected);
}

} // namespace

BOOST_AUTO_TEST_SUITE(layers_test)

BOOST_AUTO_TEST_CASE(this_project_keeps_its_layers) {
  for (const auto& breach :
       find_breaches(AEGIS_SOURCE_DIR, project_layers(), include_roots))
    BOOST_ERROR(breach);
}

BOOST_AUTO_TEST_CASE(every_public_header_exports_what_it_declares) {
  std::regex hidden{R"(\nnamespace aegis(::detail)? \{)"};
  fs::path folder = AEGIS_SOURCE_DIR "/libaegis/include/aegis";
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in{entry.path()};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    BOOST_TEST(!std::regex_search(text, hidden),
               entry.path().filename()
                 << ": write `namespace AEGIS_PUBLIC aegis {`");
  }
}

BOOST_AUTO_TEST_CASE(include_of_a_lower_layer_is_fine) {
  small_tree tree;
  tree.file("libaegis/include/aegis/a.hpp", "#include <string>")
    .file("libaegis/src/core/b.hpp", "#include <aegis/a.hpp>")
    .file("libaegis/src/mesh/c.cpp", "#include \"core/b.hpp\"")
    .file("actors/d.hpp", "#include \"core/b.hpp\"\n#include <caf/actor.hpp>")
    .file("tests/unit/e.cpp", "#include \"actors/d.hpp\"");
  BOOST_TEST(tree.breaches().empty());
}

BOOST_AUTO_TEST_CASE(include_of_a_higher_layer_is_found) {
  small_tree tree;
  tree.file("actors/node.hpp")
    .file("libaegis/src/wire/a.cpp", "\n#include \"actors/node.hpp\"");
  check_only_breach(tree, "libaegis/src/wire/a.cpp:2: libaegis/src/wire must "
                          "not include actors/node.hpp");
}

BOOST_AUTO_TEST_CASE(include_of_a_neighbour_is_found) {
  small_tree tree;
  tree.file("libaegis/src/pki/key.hpp")
    .file("libaegis/src/mesh/a.hpp", "#include \"pki/key.hpp\"");
  check_only_breach(tree, "libaegis/src/mesh/a.hpp:1: libaegis/src/mesh must "
                          "not include libaegis/src/pki/key.hpp");
}

BOOST_AUTO_TEST_CASE(relative_path_is_no_way_around) {
  small_tree tree;
  tree.file("actors/node.hpp")
    .file("libaegis/src/wire/a.cpp", "#include \"../../../actors/node.hpp\"");
  BOOST_TEST(tree.breaches().size() == 1u);
}

BOOST_AUTO_TEST_CASE(public_header_with_a_private_one_is_found) {
  small_tree tree;
  tree.file("libaegis/src/core/a.hpp")
    .file("libaegis/include/aegis/b.hpp", "#include \"core/a.hpp\"");
  BOOST_TEST(tree.breaches().size() == 1u);
}

BOOST_AUTO_TEST_CASE(framework_in_a_pure_folder_is_found) {
  small_tree tree;
  tree.file("libaegis/src/mesh/a.cpp", "#include <caf/actor.hpp>")
    .file("libaegis/src/mesh/b.cpp", "# include <openssl/ssl.h>")
    .file("libaegis/src/pki/c.cpp", "#include <caf/error.hpp>")
    .file("libaegis/src/pki/d.cpp", "#include <openssl/ssl.h>");
  BOOST_TEST(tree.breaches().size() == 3u);
}

BOOST_AUTO_TEST_CASE(framework_through_a_public_header_is_found) {
  small_tree tree;
  tree.file("libaegis/include/aegis/low.hpp", "#include <caf/error.hpp>")
    .file("libaegis/include/aegis/high.hpp", "#include \"aegis/low.hpp\"")
    .file("libaegis/src/mesh/a.cpp", "#include <aegis/high.hpp>");
  check_only_breach(tree,
                    "libaegis/src/mesh/a.cpp:1: libaegis/src/mesh must not "
                    "reach caf/error.hpp through "
                    "libaegis/include/aegis/high.hpp");
}

BOOST_AUTO_TEST_CASE(example_with_a_private_header_is_found) {
  small_tree tree;
  tree.file("libaegis/src/core/a.hpp")
    .file("examples/01.cpp", "#include \"core/a.hpp\"");
  BOOST_TEST(tree.breaches().size() == 1u);
}

BOOST_AUTO_TEST_CASE(source_outside_of_all_layers_is_found) {
  small_tree tree;
  tree.file("libaegis/src/misc/a.cpp");
  check_only_breach(tree, "libaegis/src/misc/a.cpp:1: belongs to no layer");
}

BOOST_AUTO_TEST_SUITE_END()
