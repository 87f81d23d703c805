#include "transport/large_message.hpp"

#include "transport/careful_deserializer.hpp"
#include "transport/handle_gate.hpp"
#include "transport/payload_rules.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/scoped_execution_unit.hpp>
#include <caf/sec.hpp>

#include <string_view>
#include <vector>

namespace aegis::transport {

namespace {

struct closed_gate final : handle_gate {
  bool admits(const caf::node_id&, caf::actor_id) override {
    return false;
  }
};

caf::error read_from(careful_deserializer& source, caf::message& content) {
  std::vector<caf::strong_actor_ptr> stages; // none: the verdict is good
  if (auto why = source(stages))
    return why;
  return content.load(source);
}

} // namespace

void read(large_message& x, caf::actor_system& sys) {
  std::string_view bytes{x.payload.data(), x.payload.size()};
  x.is = large_message::state::unreadable;
  x.verdict
    = judge_payload(bytes, message_bits{x.header.operation_data}.is_response());
  if (x.verdict != payload_verdict::ok)
    return;
  caf::scoped_execution_unit context{&sys}; // knows no proxies
  closed_gate gate;
  careful_deserializer source{&context, bytes, &gate};
  try {
    auto why = read_from(source, x.content);
    if (!why)
      x.is = large_message::state::read;
    else if (source.met_closed_gate() || why == caf::sec::no_proxy_registry)
      x.is = large_message::state::with_handles;
  } catch (...) {
    // of a type's own `inspect`
  }
  if (x.is != large_message::state::read)
    x.content.reset();
}

} // namespace aegis::transport
