#pragma once

#include "transport/basp_frame.hpp"
#include "transport/payload_survey.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/type_erased_tuple.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace aegis::transport {

/// A message to an actor of a peer, written already, on its way from the thread
/// of its sender to the I/O thread. There it is only bytes, however large it is
/// and whatever its types do while they are written.
///
/// It is the mailbox element itself, so that CAF answers its request if the
/// broker is no more.
class parcel final : public caf::mailbox_element {
public:
  /// @param to  a `member_proxy`
  parcel(caf::strong_actor_ptr from, caf::message_id id,
         caf::strong_actor_ptr to);

  frame_header header;
  std::vector<char> bytes; ///< `bulk_sender::headroom_bytes`, then the frame
  payload_survey survey;
  caf::strong_actor_ptr receiver;

  /// The frame within `bytes`.
  std::string_view frame() const;

  /// Whether it is worth its own buffer, and may travel in chunks.
  bool is_large() const;

  // What CAF asks of a mailbox element; there is nothing in it for actors.

  caf::type_erased_tuple& content() override {
    return nothing_;
  }

  const caf::type_erased_tuple& content() const override {
    return nothing_;
  }

  caf::message move_content_to_message() override {
    return {};
  }

  caf::message copy_content_to_message() const override {
    return {};
  }

private:
  caf::empty_type_erased_tuple nothing_;
};

using parcel_ptr = std::unique_ptr<parcel, caf::detail::disposer>;

} // namespace aegis::transport
