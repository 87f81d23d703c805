#include "actors/services/system_message.hpp"

#include <caf/atom.hpp>
#include <caf/type_nr.hpp>

#include <array>

namespace aegis::detail {

namespace {

constexpr std::array<caf::atom_value, 6> runtime_atoms = {
  caf::atom("sys"),     caf::atom("link"),      caf::atom("unlink"),
  caf::atom("monitor"), caf::atom("demonitor"), caf::atom("migrate"),
};

bool is_runtime_atom(caf::atom_value x) {
  for (auto y : runtime_atoms)
    if (x == y)
      return true;
  return false;
}

} // namespace

message_class classify(const caf::mailbox_element& x) {
  if (x.mid.is_stream_message())
    return message_class::system;
  auto& content = x.content();
  if (content.size() == 0)
    return message_class::user;
  switch (content.type_nr(0)) {
    case caf::type_nr<caf::exit_msg>::value:
      return message_class::exit;
    case caf::type_nr<caf::down_msg>::value:
    case caf::type_nr<caf::error>::value:
    case caf::type_nr<caf::timeout_msg>::value:
    case caf::type_nr<caf::group_down_msg>::value:
    case caf::type_nr<caf::open_stream_msg>::value:
    case caf::type_nr<caf::upstream_msg>::value:
    case caf::type_nr<caf::downstream_msg>::value:
      return message_class::system;
    case caf::type_nr<caf::atom_value>::value:
      return is_runtime_atom(content.get_as<caf::atom_value>(0))
               ? message_class::system
               : message_class::user;
    default:
      return message_class::user;
  }
}

const caf::error& exit_reason_of(const caf::mailbox_element& x) {
  return x.content().get_as<caf::exit_msg>(0).reason;
}

} // namespace aegis::detail
