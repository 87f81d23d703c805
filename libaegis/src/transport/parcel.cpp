#include "transport/parcel.hpp"

#include "aegis/defaults.hpp"
#include "transport/bulk_sender.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/config.hpp>

#include <utility>

namespace aegis::transport {

parcel::parcel(caf::strong_actor_ptr from, caf::message_id id,
               caf::strong_actor_ptr to)
  : mailbox_element(std::move(from), id, {}), receiver(std::move(to)) {
  header.op = frame_op::direct_message;
  header.operation_data = id.integer_value();
  header.source_actor = sender ? sender->id() : caf::invalid_actor_id;
  header.dest_actor = receiver->id();
}

std::string_view parcel::frame() const {
  return std::string_view{bytes.data(), bytes.size()}.substr(
    bulk_sender::headroom_bytes);
}

bool parcel::is_large() const {
  return header.payload_bytes > defaults::chunk_min_bytes;
}

} // namespace aegis::transport
