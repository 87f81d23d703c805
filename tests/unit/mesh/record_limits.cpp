#include "mesh/record.hpp"

#include "support.hpp"

#include "mesh/limits.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

void check_refused(const node_info& x, ec code, const std::string& reason) {
  auto result = check(x);
  BOOST_REQUIRE_MESSAGE(!result, "accepted, should be refused: " << reason);
  BOOST_TEST(result.error().code == code);
  BOOST_TEST(result.error().text.find(reason) != std::string::npos,
             result.error().text << " does not contain " << reason);
}

void check_accepted(const node_info& x) {
  auto result = check(x);
  BOOST_TEST(!!result, (result ? std::string{} : result.error().text));
}

node_info with_services(std::size_t n) {
  auto result = node("a");
  for (std::size_t i = 0; i < n; ++i)
    result.services.push_back({"service", std::to_string(i)});
  return result;
}

node_info with_labels(std::size_t n) {
  auto result = node("a");
  for (std::size_t i = 0; i < n; ++i)
    result.labels[std::to_string(i)] = "value";
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_record_limits)

BOOST_AUTO_TEST_CASE(ordinary_record_is_accepted) {
  check_accepted(node("a", {"x@v1", "x@v2", "y@v1"}));
}

BOOST_AUTO_TEST_CASE(bad_id_is_refused) {
  check_refused(node(""), ec::invalid_id, "is empty");
  check_refused(node("../a"), ec::invalid_id, "begins with");
  check_refused(node(std::string(65, 'a')), ec::invalid_id, "longer than 64");
}

BOOST_AUTO_TEST_CASE(address_is_empty_or_host_and_port) {
  auto x = node("a");
  x.address.clear();
  check_accepted(x);
  x.address = "nowhere";
  check_refused(x, ec::invalid_address, "record of node a: address");
  x.address = std::string(defaults::record_address_max_bytes + 1, 'h');
  check_refused(x, ec::invalid_argument, "address");
}

BOOST_AUTO_TEST_CASE(texts_at_the_limit_are_accepted_and_beyond_refused) {
  for (auto member : {&node_info::name, &node_info::type, &node_info::region}) {
    auto x = node("a");
    x.*member = std::string(defaults::record_text_max_bytes, 'x');
    check_accepted(x);
    x.*member += 'x';
    check_refused(x, ec::invalid_argument, "257 bytes, at most 256");
  }
}

BOOST_AUTO_TEST_CASE(services_at_the_limit_are_accepted_and_beyond_refused) {
  check_accepted(with_services(defaults::record_services_max));
  check_refused(with_services(defaults::record_services_max + 1),
                ec::invalid_argument, "257 services, at most 256");
}

BOOST_AUTO_TEST_CASE(bad_service_is_refused) {
  auto x = node("a");
  x.services = {{"a b", "v1"}};
  check_refused(x, ec::invalid_argument, "record of node a: service name");
}

BOOST_AUTO_TEST_CASE(service_that_is_named_twice_is_refused) {
  check_refused(node("a", {"x@v1", "y@v1", "x@v1"}), ec::invalid_argument,
                "service x@v1 is named twice");
}

BOOST_AUTO_TEST_CASE(labels_at_the_limit_are_accepted_and_beyond_refused) {
  check_accepted(with_labels(defaults::record_labels_max));
  check_refused(with_labels(defaults::record_labels_max + 1),
                ec::invalid_argument, "65 labels, at most 64");
}

BOOST_AUTO_TEST_CASE(label_texts_at_the_limit_are_accepted_and_beyond_refused) {
  auto x = node("a");
  std::string key(defaults::record_text_max_bytes, 'k');
  std::string value(defaults::record_label_max_bytes, 'v');
  x.labels = {{key, value}, {"empty", ""}};
  check_accepted(x);
  x.labels = {{key + 'k', "value"}};
  check_refused(x, ec::invalid_argument, "label key");
  x.labels = {{"big", value + 'v'}};
  check_refused(x, ec::invalid_argument, "label \"big\"");
  x.labels = {{"", "value"}};
  check_refused(x, ec::invalid_argument, "empty key");
}

BOOST_AUTO_TEST_CASE(absurd_numbers_are_refused) {
  check_accepted(numbered(node("a"), incarnation_max, revision_max));
  check_refused(numbered(node("a"), incarnation_max + 1, 0),
                ec::invalid_argument, "incarnation 281474976710657");
  check_refused(numbered(node("a"), 0, revision_max + 1), ec::invalid_argument,
                "revision 281474976710657");
  check_refused(with_status(node("a"), static_cast<node_status>(4)),
                ec::invalid_argument, "status 4 is unknown");
}

BOOST_AUTO_TEST_SUITE_END()
