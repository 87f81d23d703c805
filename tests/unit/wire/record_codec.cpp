#include "wire/record_codec.hpp"

#include "samples.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <string>

using namespace aegis;

BOOST_AUTO_TEST_SUITE(record_codec)

BOOST_AUTO_TEST_CASE(a_record_arrives_as_it_was_sent) {
  for (auto status : {node_status::alive, node_status::suspect,
                      node_status::down, node_status::left}) {
    auto sent = test::sample_record();
    sent.status = status;
    auto got = wire::from_wire(wire::to_wire(sent));
    BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
    BOOST_CHECK(*got == sent);
  }
}

BOOST_AUTO_TEST_CASE(a_record_of_an_id_alone_arrives) {
  node_info sent;
  sent.id = "a";
  auto got = wire::from_wire(wire::to_wire(sent));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_CHECK(*got == sent);
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_arrive) {
  auto sent = test::sample_record();
  sent.incarnation = ~std::uint64_t{0};
  sent.revision = ~std::uint64_t{0};
  auto got = wire::from_wire(wire::to_wire(sent));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_CHECK(*got == sent);
}

BOOST_AUTO_TEST_CASE(a_list_arrives_in_its_order) {
  std::vector<node_info> sent{test::sample_record("b"),
                              test::sample_record("a")};
  wire::record_list list;
  wire::to_wire(sent, list);
  wire::to_wire({test::sample_record("c")}, list);
  sent.push_back(test::sample_record("c"));
  auto got = wire::from_wire(list, 3);
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_CHECK(*got == sent);
  AEGIS_CHECK_FAULT(wire::from_wire(list, 2), ec::malformed_message,
                    "records: 3 elements, at most 2");
}

BOOST_AUTO_TEST_CASE(one_bad_record_refuses_the_list_and_is_named) {
  wire::record_list list;
  wire::to_wire({test::sample_record("a"), test::sample_record("b")}, list);
  list[1].set_name("two\nlines");
  AEGIS_CHECK_FAULT(wire::from_wire(list, 9), ec::malformed_message,
                    "record \"b\": name");
}

BOOST_AUTO_TEST_CASE(json_has_the_fields_of_the_record) {
  google::protobuf::Struct json;
  auto status = google::protobuf::util::JsonStringToMessage(
    wire::to_json(test::sample_record()), &json);
  BOOST_REQUIRE(status.ok());
  const auto& fields = json.fields();
  auto text = [&](const char* name) {
    auto i = fields.find(name);
    return i == fields.end() ? "missing" : i->second.string_value();
  };
  BOOST_TEST(text("id") == "node-1");
  BOOST_TEST(text("name") == "Node \xc3\xa9");
  BOOST_TEST(text("type") == "gateway");
  BOOST_TEST(text("address") == "[::1]:8443");
  BOOST_TEST(text("region") == "eu");
  BOOST_TEST(text("status") == "NODE_STATUS_SUSPECT");
  BOOST_TEST(text("joined_at_ms") == "1700000000000");
  BOOST_TEST(text("revision") == "3");
  BOOST_TEST(fields.at("services").list_value().values_size() == 2);
  BOOST_TEST(
    fields.at("labels").struct_value().fields().at("rack").string_value()
    == "7");
}

BOOST_AUTO_TEST_CASE(json_names_the_status_of_a_living_node) {
  auto x = test::sample_record();
  x.status = node_status::alive;
  BOOST_TEST(wire::to_json(x).find("NODE_STATUS_ALIVE") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_is_one_line) {
  auto json = wire::to_json(test::sample_record());
  BOOST_TEST(json.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
