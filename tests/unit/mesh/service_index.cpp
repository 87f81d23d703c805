#include "mesh/service_index.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto tt = boost::test_tools::per_element();

id_hashes providers(const service_index& index, const std::string& name) {
  auto* result = index.providers(service(name));
  return result != nullptr ? *result : id_hashes{};
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_service_index)

BOOST_AUTO_TEST_CASE(providers_are_found_by_exact_version) {
  service_index index;
  index.add(service("x@v1"), 2);
  index.add(service("x@v1"), 1);
  index.add(service("x@v2"), 3);
  BOOST_TEST(providers(index, "x@v1") == (id_hashes{1, 2}), tt);
  BOOST_TEST(providers(index, "x@v2") == (id_hashes{3}), tt);
  BOOST_TEST(providers(index, "x@v3").empty());
  BOOST_TEST(index.size() == 2u);
}

BOOST_AUTO_TEST_CASE(provider_of_two_versions_is_found_once_by_name) {
  service_index index;
  index.add(service("x@v1"), 2);
  index.add(service("x@v2"), 2);
  index.add(service("x@v2"), 1);
  index.add(service("y@v1"), 4);
  BOOST_TEST(index.providers_of_any("x") == (id_hashes{1, 2}), tt);
  BOOST_TEST(index.providers_of_any("z").empty());
}

BOOST_AUTO_TEST_CASE(service_without_providers_is_gone) {
  service_index index;
  index.add(service("x@v1"), 2);
  index.add(service("x@v2"), 2);
  index.remove(service("x@v1"), 2);
  BOOST_CHECK(index.providers(service("x@v1")) == nullptr);
  BOOST_TEST(index.providers_of_any("x") == (id_hashes{2}), tt);
  index.remove(service("x@v2"), 2);
  BOOST_TEST(index.providers_of_any("x").empty());
  BOOST_TEST(index.size() == 0u);
}

BOOST_AUTO_TEST_CASE(name_and_version_do_not_run_together) {
  service_index index;
  index.add({"ab", "c"}, 1);
  BOOST_CHECK(index.providers({"a", "bc"}) == nullptr);
}

BOOST_AUTO_TEST_CASE(copy_keeps_what_it_was) {
  service_index index;
  index.add(service("x@v1"), 1);
  index.add(service("x@v1"), 2);
  auto copy = index;
  index.add(service("x@v1"), 3);
  index.remove(service("x@v1"), 1);
  index.add(service("x@v2"), 9);
  BOOST_TEST(providers(copy, "x@v1") == (id_hashes{1, 2}), tt);
  BOOST_TEST(copy.providers_of_any("x") == (id_hashes{1, 2}), tt);
  BOOST_TEST(providers(index, "x@v1") == (id_hashes{2, 3}), tt);
}

BOOST_AUTO_TEST_CASE(random_history_agrees_with_a_plain_map) {
  random_source random{6};
  service_index index;
  std::map<service_id, std::set<std::uint64_t>> model;
  for (int step = 0; step < 20'000; ++step) {
    service_id which{"s" + std::to_string(random.below(100)),
                     "v" + std::to_string(random.below(3))};
    auto hash = static_cast<std::uint64_t>(random.below(8));
    auto& nodes = model[which];
    if (nodes.erase(hash) == 1) {
      index.remove(which, hash);
    } else {
      nodes.insert(hash);
      index.add(which, hash);
    }
  }
  for (const auto& [which, expected] : model)
    BOOST_TEST(providers(index, to_string(which))
                 == id_hashes(expected.begin(), expected.end()),
               tt);
}

BOOST_AUTO_TEST_SUITE_END()
