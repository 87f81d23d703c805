// Every limit of a frame at its maximum and one beyond it.

#include "mesh/part_digests.hpp"
#include "samples.hpp"
#include "wire/frame_codec.hpp"

#include <string>

using namespace aegis;

namespace {

/// Fills a frame up to a size with a field that nobody knows.
template <class Message>
frame of_size(const Message& x, std::size_t size) {
  auto result = wire::pack(x);
  constexpr std::size_t head = 6; // tag, and a length of four bytes
  auto length = size - result.bytes.size() - head;
  result.bytes += "\xfa\x7f";
  for (int i = 0; i < 4; ++i)
    result.bytes
      += static_cast<char>((length >> (7 * i) & 0x7f) | (i < 3 ? 0x80 : 0));
  result.bytes.append(length, 'x');
  return result;
}

template <class Message>
auto again(const Message& x) {
  return wire::unpack<Message>(wire::pack(x));
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_limits)

BOOST_AUTO_TEST_CASE(a_frame_may_have_exactly_its_maximum) {
  test::for_each_sample([](const auto& x) {
    using message = std::decay_t<decltype(x)>;
    constexpr auto max = wire::frame_traits<message>::max_bytes;
    auto full = of_size(x, max);
    BOOST_REQUIRE(full.bytes.size() == max);
    AEGIS_CHECK_OK(wire::unpack<message>(full));
    auto beyond = of_size(x, max + 1);
    BOOST_REQUIRE(beyond.bytes.size() == max + 1);
    AEGIS_CHECK_FAULT(wire::unpack<message>(beyond), ec::payload_too_large,
                      std::to_string(max));
  });
}

BOOST_AUTO_TEST_CASE(frames_without_records_are_small) {
  BOOST_TEST(wire::frame_traits<v1::Ping>::max_bytes
             == defaults::small_frame_max_bytes);
  BOOST_TEST(wire::frame_traits<v1::SyncRequest>::max_bytes
             == defaults::frame_max_bytes);
}

BOOST_AUTO_TEST_CASE(a_sender_is_a_node_id_or_missing) {
  auto x = test::sample_ping();
  x.set_sender(std::string(64, 'a'));
  AEGIS_CHECK_OK(again(x));
  x.clear_sender();
  AEGIS_CHECK_OK(again(x));
  for (auto bad : {std::string(65, 'a'), std::string{"../x"}, std::string{"-a"},
                   std::string{"a b"}}) {
    x.set_sender(bad);
    AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "sender");
  }
}

BOOST_AUTO_TEST_CASE(every_request_that_names_a_sender_checks_it) {
  auto refused = [](auto x) {
    x.set_sender("a/b");
    AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "sender");
  };
  refused(test::sample_ping());
  refused(test::sample_health_request());
  refused(test::sample_node_info_request());
  refused(test::sample_sync_request());
  refused(test::sample_topology_request());
  refused(test::sample_services_request());
}

BOOST_AUTO_TEST_CASE(the_answering_node_of_a_pong_is_checked) {
  auto x = test::sample_pong();
  x.set_node_id(".hidden");
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "node_id");
}

BOOST_AUTO_TEST_CASE(the_texts_of_health_have_their_maximum) {
  constexpr auto max = defaults::frame_text_max_bytes;
  auto x = test::sample_health();
  x.set_message(std::string(max, 'x'));
  x.set_error(std::string(max, 'x'));
  AEGIS_CHECK_OK(again(x));
  x.set_message(std::string(max + 1, 'x'));
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "message");
  x.set_message("");
  x.set_error(std::string(max + 1, 'x'));
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "error");
  x.set_error("\x1b[2J");
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "error");
}

BOOST_AUTO_TEST_CASE(records_have_their_maximum) {
  auto with = [](auto x, std::size_t n) {
    x.clear_records();
    for (std::size_t i = 0; i < n; ++i)
      x.add_records();
    return x;
  };
  auto limited = [&](const auto& x) {
    constexpr auto max = defaults::records_max;
    AEGIS_CHECK_OK(again(with(x, max)));
    AEGIS_CHECK_FAULT(again(with(x, max + 1)), ec::malformed_message,
                      "records");
  };
  limited(test::sample_sync_request());
  limited(test::sample_sync_response());
  limited(test::sample_topology());
}

BOOST_AUTO_TEST_CASE(digests_of_parts_have_their_maximum) {
  auto limited = [](auto x) {
    for (std::size_t i = 0; i < mesh::part_count_max; ++i)
      x.add_parts(i);
    AEGIS_CHECK_OK(again(x));
    x.add_parts(0);
    AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "parts");
  };
  limited(test::sample_sync_request());
  limited(test::sample_sync_response());
}

BOOST_AUTO_TEST_CASE(services_have_their_maximum) {
  constexpr auto max = defaults::record_services_max;
  v1::ServiceList x;
  while (static_cast<std::size_t>(x.services_size()) < max)
    *x.add_services() = test::sample_services().services(0);
  AEGIS_CHECK_OK(again(x));
  *x.add_services() = test::sample_services().services(0);
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "services");
}

BOOST_AUTO_TEST_CASE(the_name_of_a_service_is_checked) {
  auto x = test::sample_service_request();
  x.set_name(std::string(128, 'x'));
  x.set_version(std::string(128, 'x'));
  AEGIS_CHECK_OK(again(x));
  x.set_name(std::string(129, 'x'));
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "service");
  x.set_name("identity");
  for (auto bad : {std::string(129, 'x'), std::string{}, std::string{"v 1"},
                   std::string{"v@1"}}) {
    x.set_version(bad);
    AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "service");
  }
  auto list = test::sample_services();
  list.mutable_services(1)->set_name("a/b");
  AEGIS_CHECK_FAULT(again(list), ec::malformed_message, "service");
}

BOOST_AUTO_TEST_CASE(a_service_is_an_actor_with_an_interface) {
  auto x = test::sample_service();
  x.set_actor(0);
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "actor");
  x.set_actor(1);
  x.clear_interface();
  for (std::size_t i = 0; i < defaults::interface_signatures_max; ++i)
    x.add_interface("x");
  AEGIS_CHECK_OK(again(x));
  x.add_interface("x");
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "interface");
  x.clear_interface();
  x.add_interface(std::string(defaults::interface_signature_max_bytes, 'x'));
  AEGIS_CHECK_OK(again(x));
  x.mutable_interface(0)->push_back('x');
  AEGIS_CHECK_FAULT(again(x), ec::malformed_message, "interface");
}

BOOST_AUTO_TEST_SUITE_END()
