#include "child_process.hpp"
#include "pki/pem.hpp"
#include "support.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <thread>

using namespace aegis::pki;
using namespace aegis::pki::test;

namespace {

constexpr int rounds = 50;
constexpr unsigned seed = 20240611;

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size()
         && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_temporary(const std::string& name) {
  return name.front() == '.' && name != ".aegis.lock";
}

/// What is there while a file or a pair of files is being made.
struct unfinished {
  int temporary = 0;
  int lone_key = 0;

  int sum() const {
    return temporary + lone_key;
  }
};

unfinished unfinished_in(const scratch_directory& dir) {
  auto names = dir.names();
  std::set<std::string> all{names.begin(), names.end()};
  unfinished result;
  for (const auto& name : names) {
    if (is_temporary(name))
      ++result.temporary;
    if (ends_with(name, "-key.pem")
        && all.count(name.substr(0, name.size() - 8) + "-cert.pem") == 0)
      ++result.lone_key;
  }
  return result;
}

/// False if `condition` does not hold within half a minute.
template <class Condition>
bool await(Condition condition) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!condition())
    if (std::chrono::steady_clock::now() > end)
      return false;
  return true;
}

/// Kills a process that generates, some time after its first file.
void crash_at_random(child_process& child, const scratch_directory& dir,
                     std::chrono::microseconds life) {
  BOOST_REQUIRE(await([&] { return !dir.names().empty(); }));
  std::this_thread::sleep_for(life);
  child.kill();
}

/// Kills a process that generates as soon as something unfinished is seen.
void crash_in_the_middle(child_process& child, const scratch_directory& dir) {
  BOOST_REQUIRE(await([&] { return unfinished_in(dir).sum() > 0; }));
  child.kill();
}

/// Each file with a final name must be whole and be for its owner's eyes only.
void check_final_names(const scratch_directory& dir) {
  for (const auto& name : dir.names()) {
    if (is_temporary(name) || name == ".aegis.lock")
      continue;
    auto text = read_text(dir / name);
    if (ends_with(name, "-key.pem")) {
      BOOST_TEST(succeeds(read_private_key(text, name, "")));
      BOOST_TEST(mode_of(dir / name) == 0600u);
    } else {
      BOOST_TEST(ends_with(name, "-cert.pem"));
      BOOST_TEST(succeeds(read_certificates(text, name)));
    }
  }
}

/// The next run completes what the crash left behind, and keeps the keys.
void check_repair(const scratch_directory& dir) {
  std::set<std::string> ids{"node-0", "latecomer"};
  for (const auto& name : dir.names())
    if (ends_with(name, "-key.pem") && name != "ca-key.pem")
      ids.insert(name.substr(0, name.size() - 8));
  for (const auto& id : ids) {
    auto path = dir / (id + "-key.pem");
    auto names = dir.names();
    auto known = std::count(names.begin(), names.end(), id + "-key.pem") == 1;
    auto key = known ? read_text(path) : std::string{};
    BOOST_TEST(succeeds(load_or_generate(in(dir, id))));
    if (known)
      BOOST_TEST(read_text(path) == key);
  }
  auto names = dir.names();
  BOOST_TEST(std::none_of(names.begin(), names.end(), is_temporary));
}

} // namespace

BOOST_AUTO_TEST_SUITE(crash_test)

BOOST_AUTO_TEST_CASE(killed_process_leaves_whole_files_and_the_next_repairs) {
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random{seed};
  std::uniform_int_distribution<int> life{0, 20'000};
  unfinished seen; // without any, the rounds might prove nothing
  for (int i = 0; i < rounds; ++i) {
    scratch_directory dir;
    start_gate gate;
    child_process child{{"forever", dir.path()}, gate};
    gate.open();
    if (i % 2 == 0)
      crash_at_random(child, dir, std::chrono::microseconds{life(random)});
    else
      crash_in_the_middle(child, dir);
    BOOST_TEST(child.wait() == -9, child.output());
    auto left = unfinished_in(dir);
    seen.temporary += left.temporary;
    seen.lone_key += left.lone_key;
    check_final_names(dir);
    check_repair(dir);
  }
  BOOST_TEST(seen.sum() > 0);
  BOOST_TEST_MESSAGE(seen.temporary << " temporary files and " << seen.lone_key
                                    << " keys without certificate");
}

BOOST_AUTO_TEST_SUITE_END()
