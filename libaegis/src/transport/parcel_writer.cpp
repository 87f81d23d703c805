// In: messages from proxies, in the threads of their senders. Out: parcels to
// mesh_broker.

#include "transport/parcel_writer.hpp"

#include "aegis/defaults.hpp"
#include "transport/bulk_sender.hpp"
#include "transport/node_id_reader.hpp"

#include <caf/actor_system.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/message.hpp>
#include <caf/scoped_execution_unit.hpp>

#include <exception>
#include <limits>
#include <utility>

namespace aegis::transport {

namespace {

constexpr auto head_bytes
  = bulk_sender::headroom_bytes + frame_header::size_bytes;

/// What BASP's header can say.
constexpr std::size_t frame_max_bytes
  = std::numeric_limits<std::uint32_t>::max();

/// Where a thread writes. What is small is copied from here to its parcel, which
/// takes no more than it needs; what is large goes with the memory itself.
thread_local std::vector<char> workspace;

} // namespace

parcel_writer::parcel_writer(caf::actor_system& sys)
  : system_(sys), self_(write_node_id(sys.node())) {
  // nop
}

outcome<done> parcel_writer::write_to(std::vector<char>& bytes,
                                      const caf::mailbox_element& x) {
  caf::scoped_execution_unit context{&system_};
  std::string objection;
  try {
    caf::binary_serializer sink{&context, bytes};
    auto stages = x.stages;
    auto why = sink(stages);
    if (!why)
      why = caf::message::save(sink, x.content());
    if (!why)
      return done{};
    objection = system_.render(why);
  } catch (const std::exception& why) { // of a type's own `inspect`, or of one
    objection = why.what();             // that CAF is told never to write
  } catch (...) {
    objection = "its type throws";
  }
  return fault{ec::unsupported, "the message cannot be written: " + objection};
}

outcome<parcel_ptr> parcel_writer::write(const caf::mailbox_element& x,
                                         caf::strong_actor_ptr to) {
  // A type may send a message while it is written, so this is ours for now.
  auto bytes = std::exchange(workspace, {});
  if (bytes.capacity() == 0)
    bytes = buffers_.take();
  bytes.assign(head_bytes, '\0');
  auto written = write_to(bytes, x);
  if (!written)
    return std::move(written.error());
  auto size = bytes.size() - head_bytes;
  if (size > frame_max_bytes)
    return fault{ec::payload_too_large,
                 "payload_too_large: " + std::to_string(size) + " bytes"};
  parcel_ptr result{new parcel(x.sender, x.mid, std::move(to))};
  result->header.payload_bytes = static_cast<std::uint32_t>(size);
  result->header.encode(bytes.data() + bulk_sender::headroom_bytes);
  result->survey
    = survey({bytes.data() + head_bytes, size}, x.mid.is_response(), self_);
  if (result->is_large()) {
    result->bytes = std::move(bytes);
  } else {
    result->bytes = bytes;
    workspace = std::move(bytes);
  }
  return result;
}

} // namespace aegis::transport
