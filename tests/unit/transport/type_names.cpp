#include "transport/type_names.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/type_nr.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace aegis::transport;

namespace {

/// All names that CAF's core and io module know.
std::set<std::string> names_of_caf() {
  std::set<std::string> result;
  for (std::size_t i = 0; i + 1 < caf::type_nrs; ++i)
    result.insert(caf::numbered_type_names[i]);
  caf::actor_system_config cfg;
  for (auto& x : cfg.value_factories_by_name)
    result.insert(x.first);
  for (std::string name :
       {"@protocol", "@address_listing", "@receive_buffer", "@new_data_msg",
        "@new_connection_msg", "@acceptor_closed_msg", "@connection_closed_msg",
        "@accept_handle", "@connection_handle", "@connection_passivated_msg",
        "@acceptor_passivated_msg"}) {
    result.insert(name);
    result.insert("stream<" + name + '>');
    result.insert("std::vector<" + name + '>');
  }
  return result;
}

const std::set<std::string> permitted = {
  "@actor",
  "@actorvec",
  "@addr",
  "@addrvec",
  "@atom",
  "@charbuf",
  "@error",
  "@i16",
  "@i32",
  "@i64",
  "@i8",
  "@ldouble",
  "@message",
  "@message_id",
  "@node",
  "@str",
  "@strmap",
  "@strong_actor_ptr",
  "@strset",
  "@strvec",
  "@timespan",
  "@timestamp",
  "@u16",
  "@u16str",
  "@u32",
  "@u32str",
  "@u64",
  "@u8",
  "@unit",
  "@weak_actor_ptr",
  "bool",
  "double",
  "float",
  "std::vector<@actor>",
  "std::vector<@addr>",
  "std::vector<@atom>",
  "std::vector<@message>",
};

} // namespace

BOOST_AUTO_TEST_SUITE(type_names)

BOOST_AUTO_TEST_CASE(of_the_names_of_caf_some_are_permitted) {
  for (auto& name : names_of_caf())
    BOOST_TEST(is_permitted_type(name) == (permitted.count(name) > 0), name);
}

BOOST_AUTO_TEST_CASE(nested_messages_may_hold_the_same_types_and_no_others) {
  for (auto& name : names_of_caf())
    BOOST_TEST(may_name_refused_type("@<>+@i32+" + name + "content")
                 == (permitted.count(name) == 0),
               name);
}

BOOST_AUTO_TEST_CASE(types_of_applications_are_permitted_but_not_plain) {
  for (auto* name :
       {"shop.v1.Order", "aegis.frame", "std::vector<shop.Order>"}) {
    BOOST_TEST(is_permitted_type(name));
    BOOST_TEST(!is_plain_type(name));
    BOOST_TEST(!may_name_refused_type(std::string{"@<>+"} + name));
  }
}

BOOST_AUTO_TEST_SUITE_END()
