#include "pki/atomic_file.hpp"

#include "support.hpp"

#include <unistd.h>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;

BOOST_AUTO_TEST_SUITE(atomic_file_test)

BOOST_AUTO_TEST_CASE(new_file_has_content_and_mode_and_nothing_is_left_over) {
  scratch_directory dir;
  BOOST_TEST(succeeds(write_new_file(dir.path(), "x.pem", "content", 0640)));
  BOOST_TEST(read_text(dir / "x.pem") == "content");
  BOOST_TEST(mode_of(dir / "x.pem") == 0640u);
  BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(existing_file_is_never_overwritten) {
  scratch_directory dir;
  write_text(dir / "x.pem", "old");
  BOOST_TEST(fails_with(write_new_file(dir.path(), "x.pem", "new", 0600),
                        ec::file_error, "x.pem", "exists"));
  BOOST_TEST(read_text(dir / "x.pem") == "old");
  BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(link_to_nowhere_is_never_overwritten) {
  scratch_directory dir;
  BOOST_TEST(::symlink("nowhere", (dir / "x.pem").c_str()) == 0);
  BOOST_TEST(fails_with(write_new_file(dir.path(), "x.pem", "new", 0600),
                        ec::file_error, "exists"));
  BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(directory_that_is_not_there_is_an_error) {
  scratch_directory dir;
  BOOST_TEST(fails_with(write_new_file(dir / "sub", "x.pem", "new", 0600),
                        ec::file_error, "sub/x.pem", "No such file"));
}

BOOST_AUTO_TEST_CASE(leftovers_are_removed_and_nothing_else) {
  scratch_directory dir;
  write_text(dir / ".aegis-n-key.pem.tmp", "half");
  write_text(dir / ".aegis.lock", "");
  write_text(dir / "n-key.pem", "whole");
  write_text(dir / "x.tmp", "somebody else's");
  remove_leftovers(dir.path());
  std::vector<std::string> expected{".aegis.lock", "n-key.pem", "x.tmp"};
  BOOST_TEST(dir.names() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
