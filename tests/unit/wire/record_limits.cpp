// Every limit of a record at its maximum and one beyond it, for records of
// peers and for those of this node's own.

#include "samples.hpp"
#include "wire/check.hpp"
#include "wire/record_codec.hpp"
#include "wire/signed_record_codec.hpp"

#include <functional>
#include <string>

using namespace aegis;

namespace {

using edit = std::function<void(node_info&)>;

void accepted(const edit& f) {
  auto x = test::sample_record();
  f(x);
  AEGIS_CHECK_OK(wire::check_record(x));
  AEGIS_CHECK_OK(wire::from_wire(wire::to_wire(x)));
}

/// @param own  the code for this node's own record
void refused(const edit& f, const std::string& field,
             ec own = ec::invalid_argument) {
  auto x = test::sample_record();
  f(x);
  AEGIS_CHECK_FAULT(wire::check_record(x), own, field);
  auto message = wire::to_wire(x);
  AEGIS_CHECK_FAULT(wire::from_wire(message), ec::malformed_message, field);
}

void limited(std::string node_info::*text, const std::string& field) {
  constexpr auto max = defaults::record_text_max_bytes;
  accepted([&](auto& x) { x.*text = std::string(max, 'x'); });
  accepted([&](auto& x) { (x.*text).clear(); });
  refused([&](auto& x) { x.*text = std::string(max + 1, 'x'); }, field);
  refused([&](auto& x) { x.*text = "a\x7f"; }, field);
  refused([&](auto& x) { x.*text = "a\xff"; }, field);
}

std::vector<service_id> services(std::size_t n) {
  std::vector<service_id> result;
  for (std::size_t i = 0; i < n; ++i)
    result.push_back({"s" + std::to_string(i), "v1"});
  return result;
}

std::map<std::string, std::string> labels(std::size_t n) {
  std::map<std::string, std::string> result;
  for (std::size_t i = 0; i < n; ++i)
    result["l" + std::to_string(i)] = "x";
  return result;
}

timestamp_ms at(std::int64_t ms) {
  return timestamp_ms{std::chrono::milliseconds{ms}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(record_limits)

BOOST_AUTO_TEST_CASE(an_id_is_a_node_id) {
  accepted([](auto& x) { x.id = std::string(64, 'a'); });
  for (auto bad : {std::string(65, 'a'), std::string{}, std::string{"../a"},
                   std::string{"a\xff"}})
    refused([&](auto& x) { x.id = bad; }, "node id", ec::invalid_id);
}

BOOST_AUTO_TEST_CASE(name_type_and_region_are_texts) {
  limited(&node_info::name, "name");
  limited(&node_info::type, "type");
  limited(&node_info::region, "region");
}

BOOST_AUTO_TEST_CASE(an_address_can_be_dialed_or_is_missing) {
  accepted([](auto& x) { x.address.clear(); });
  accepted([](auto& x) { x.address = std::string(253, 'a') + ":65535"; });
  for (auto bad : {std::string(254, 'a') + ":1", std::string{"nowhere"},
                   std::string{"a:65536"}})
    refused([&](auto& x) { x.address = bad; }, "address", ec::invalid_address);
  refused([](auto& x) { x.address = std::string(265, 'a'); }, "address");
  refused([](auto& x) { x.address = "a\n:1"; }, "address");
}

BOOST_AUTO_TEST_CASE(services_have_their_maximum_and_no_duplicates) {
  constexpr auto max = defaults::record_services_max;
  accepted([](auto& x) { x.services = services(max); });
  refused([](auto& x) { x.services = services(max + 1); }, "services");
  refused(
    [](auto& x) {
      x.services = {{"a", "v1"}, {"b", "v1"}, {"a", "v1"}};
    },
    "a@v1 appears twice");
  refused([](auto& x) { x.services = {{"a b", "v1"}}; }, "service name");
  refused([](auto& x) { x.services = {{"a", ""}}; }, "service version");
}

BOOST_AUTO_TEST_CASE(labels_have_their_maximum) {
  constexpr auto max = defaults::record_labels_max;
  accepted([](auto& x) { x.labels = labels(max); });
  refused([](auto& x) { x.labels = labels(max + 1); }, "labels");
}

BOOST_AUTO_TEST_CASE(a_label_has_a_key_and_limits) {
  constexpr auto key_max = defaults::record_text_max_bytes;
  constexpr auto value_max = defaults::record_label_max_bytes;
  accepted([](auto& x) { x.labels = {{std::string(key_max, 'k'), ""}}; });
  accepted([](auto& x) { x.labels = {{"k", std::string(value_max, 'v')}}; });
  refused([](auto& x) { x.labels = {{"", "v"}}; }, "labels: an empty key");
  refused(
    [](auto& x) {
      x.labels = {{std::string(key_max + 1, 'k'), ""}};
    },
    "label key");
  refused(
    [](auto& x) {
      x.labels = {{"k", std::string(value_max + 1, 'v')}};
    },
    "label \"k\"");
  refused([](auto& x) { x.labels = {{"k\n", ""}}; }, "label key");
  refused([](auto& x) { x.labels = {{"k", "\x1b"}}; }, "label \"k\"");
}

BOOST_AUTO_TEST_CASE(times_fit_into_the_clock) {
  for (auto moment : {&node_info::joined_at, &node_info::updated_at}) {
    auto field
      = moment == &node_info::joined_at ? "joined_at_ms" : "updated_at_ms";
    accepted([&](auto& x) { x.*moment = at(0); });
    accepted([&](auto& x) { x.*moment = at(wire::time_max_ms); });
    refused([&](auto& x) { x.*moment = at(-1); }, field);
    refused([&](auto& x) { x.*moment = at(wire::time_max_ms + 1); }, field);
    refused([&](auto& x) { x.*moment = at(INT64_MIN); }, field);
    refused([&](auto& x) { x.*moment = at(INT64_MAX); }, field);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_status_is_refused) {
  auto message = test::sample_node_record();
  for (int number : {-1, 4, 255, 256}) {
    message.set_status(static_cast<v1::NodeStatus>(number));
    AEGIS_CHECK_FAULT(wire::from_wire(message), ec::malformed_message,
                      "status: " + std::to_string(number));
  }
}

BOOST_AUTO_TEST_CASE(the_bytes_of_a_signature_have_their_maximum) {
  auto limit = [](auto set, std::size_t max, const char* field) {
    auto x = test::sample_signed_record();
    set(x, std::string(max, '\xff'));
    AEGIS_CHECK_OK(wire::from_wire(x));
    set(x, std::string(max + 1, '\xff'));
    AEGIS_CHECK_FAULT(wire::from_wire(x), ec::malformed_message, field);
  };
  limit([](auto& x, auto bytes) { x.set_signature(bytes); }, 1024, "signature");
  limit([](auto& x, auto bytes) { x.set_certificate_fingerprint(bytes); }, 32,
        "certificate_fingerprint");
  limit(
    [](auto& x, auto bytes) { x.mutable_accusations(1)->set_signature(bytes); },
    1024, "accusation by node-9");
  auto x = test::sample_signed_record();
  x.set_body(std::string((256u << 10) + 1, '\xff'));
  AEGIS_CHECK_FAULT(wire::from_wire(x), ec::malformed_message, "body bytes");
}

BOOST_AUTO_TEST_CASE(a_fingerprint_has_its_one_length) {
  for (std::size_t length : {0, 31, 33}) {
    auto x = test::sample_signed_record();
    x.set_certificate_fingerprint(std::string(length, 'f'));
    AEGIS_CHECK_FAULT(wire::from_wire(x), ec::malformed_message, "not 32");
  }
}

BOOST_AUTO_TEST_CASE(an_owner_says_of_itself_that_it_lives_or_has_left) {
  for (auto status : {v1::NODE_STATUS_SUSPECT, v1::NODE_STATUS_DOWN}) {
    auto body = test::sample_node_record();
    body.set_status(status);
    auto x = test::sample_signed_record();
    x.set_body(body.SerializeAsString());
    AEGIS_CHECK_FAULT(wire::from_wire(x), ec::malformed_message, "status");
  }
}

BOOST_AUTO_TEST_CASE(a_status_of_later_versions_is_told_apart) {
  auto body = test::sample_node_record();
  body.set_status(static_cast<v1::NodeStatus>(9));
  auto x = test::sample_signed_record();
  x.set_body(body.SerializeAsString());
  AEGIS_CHECK_FAULT(wire::from_wire(x), ec::unsupported, "status 9");
}

BOOST_AUTO_TEST_CASE(accusations_have_their_maximum) {
  auto x = test::sample_signed_record();
  while (x.accusations_size() < 17) {
    auto next = x.accusations(0);
    next.set_accuser("n" + std::to_string(x.accusations_size()));
    *x.add_accusations() = next;
  }
  AEGIS_CHECK_FAULT(wire::from_wire(x), ec::malformed_message, "accusations");
}

BOOST_AUTO_TEST_CASE(accusations_of_unknown_kinds_are_left_out) {
  for (int kind : {0, 3, -1}) {
    auto y = test::sample_signed_record();
    y.mutable_accusations(0)->set_kind(static_cast<v1::AccusationKind>(kind));
    auto read = wire::from_wire(y);
    AEGIS_CHECK_OK(read);
    BOOST_TEST((*read)->accusations.size() + 1
               == static_cast<std::size_t>(y.accusations_size()));
  }
}

BOOST_AUTO_TEST_CASE(the_same_record_is_the_same_bytes) {
  auto x = test::sample_record();
  for (int i = 0; i < 60; ++i)
    x.labels["l" + std::to_string(i * 7919 % 61)] = "v";
  auto first = wire::to_body(x, x.updated_at);
  for (int i = 0; i < 10; ++i) {
    auto copy = *wire::from_wire(wire::to_wire(x));
    BOOST_TEST(wire::to_body(copy, x.updated_at) == first);
  }
}

BOOST_AUTO_TEST_CASE(an_error_shows_no_more_than_eighty_bytes_of_an_id) {
  auto x = test::sample_node_record();
  x.set_id(std::string(100'000, 'a'));
  auto got = wire::from_wire(x);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().text.size() < 400u);
}

BOOST_AUTO_TEST_SUITE_END()
