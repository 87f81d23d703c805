#include "transport/refusal.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/atom.hpp>
#include <caf/make_message.hpp>

#include <utility>

namespace aegis::transport {

namespace {

constexpr auto refused = caf::atom("refused");

} // namespace

caf::error make_refusal(ec code, std::string text) {
  return {static_cast<std::uint8_t>(code), error_category,
          caf::make_message(std::move(text), refused)};
}

void refuse(const caf::mailbox_element& x, ec code, std::string text) {
  if (x.sender && x.mid.is_request())
    x.sender->enqueue(nullptr, x.mid.response_id(),
                      caf::make_message(make_refusal(code, std::move(text))),
                      nullptr);
}

bool is_refusal(const caf::error& why) {
  auto& context = why.context();
  return why.category() == error_category
         && context.match_elements<std::string, caf::atom_value>()
         && context.get_as<caf::atom_value>(1) == refused;
}

caf::error without_mark(caf::error why) {
  return is_refusal(why) ? to_error(to_fault(why)) : std::move(why);
}

} // namespace aegis::transport
