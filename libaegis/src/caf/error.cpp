#include "aegis/error.hpp"

#include <caf/exit_reason.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

namespace aegis {

namespace {

constexpr auto system_category = caf::atom("system");
constexpr auto exit_category = caf::atom("exit");

ec from_system(caf::sec code) {
  switch (code) {
    case caf::sec::request_timeout:
      return ec::deadline;
    case caf::sec::request_receiver_down:
    case caf::sec::no_route_to_receiving_node:
    case caf::sec::disconnect_during_handshake:
    case caf::sec::socket_disconnected:
    case caf::sec::connection_timeout:
      return ec::peer_lost;
    case caf::sec::unexpected_message:
      return ec::unsupported;
    case caf::sec::cannot_connect_to_node:
      return ec::unreachable;
    case caf::sec::invalid_argument:
      return ec::invalid_argument;
    case caf::sec::serializing_basp_payload_failed:
    case caf::sec::end_of_stream:
      return ec::malformed_message;
    default:
      return ec::internal;
  }
}

std::string context_of(const caf::error& why) {
  const auto& context = why.context();
  if (context.empty())
    return {};
  // What follows a text is for the library, see actors/services/call_error.hpp.
  if (context.match_element<std::string>(0))
    return context.get_as<std::string>(0);
  return to_string(context);
}

} // namespace

caf::error make_error(ec code, std::string text) {
  if (code == ec::none)
    return caf::none;
  auto value = static_cast<std::uint8_t>(code);
  if (text.empty())
    return {value, error_category};
  return {value, error_category, caf::make_message(std::move(text))};
}

caf::error to_error(const fault& why) {
  return make_error(why.code, why.text);
}

ec code_of(const caf::error& why) {
  if (!why)
    return ec::none;
  if (why.category() == error_category)
    return static_cast<ec>(why.code());
  if (why.category() == system_category)
    return from_system(static_cast<caf::sec>(why.code()));
  if (why.category() == exit_category)
    return ec::peer_lost;
  return ec::internal;
}

fault to_fault(const caf::error& why) {
  if (!why)
    return {ec::none, {}};
  if (why.category() == error_category)
    return {code_of(why), context_of(why)};
  return {code_of(why), to_string(why)};
}

std::string describe(const caf::error& why) {
  return why ? to_string(to_fault(why)) : to_string(ec::none);
}

} // namespace aegis
