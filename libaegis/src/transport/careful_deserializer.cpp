#include "transport/careful_deserializer.hpp"

#include <caf/sec.hpp>

#include <algorithm>

namespace aegis::transport {

careful_deserializer::careful_deserializer(caf::execution_unit* ctx,
                                           std::string_view bytes,
                                           handle_gate* gate)
  : caf::deserializer(ctx),
    in_(ctx, bytes.data(), bytes.size()),
    gate_(gate),
    parts_left_(parts_max + bytes.size() / 8) {
  // nop
}

/// Accounts for a text or a sequence.
caf::error careful_deserializer::begin_part() {
  seen_ = seen::nothing;
  if (parts_left_ == 0)
    return caf::sec::end_of_stream;
  --parts_left_;
  return {};
}

/// An actor id, or the kind of the node id behind it.
void careful_deserializer::note_number(std::uint64_t x) {
  constexpr auto kind
    = static_cast<std::uint64_t>(caf::node_id::default_data::class_id);
  if (seen_ == seen::number && x == kind) {
    seen_ = seen::kind;
    return;
  }
  seen_ = seen::number;
  number_ = x;
}

/// Asks the gate with the last byte of a node id.
caf::error careful_deserializer::note_host_byte(std::uint8_t x) {
  if (seen_ != seen::process) {
    seen_ = seen::nothing;
    return {};
  }
  host_[host_bytes_++] = x;
  if (host_bytes_ < host_.size())
    return {};
  seen_ = seen::nothing;
  if (gate_ == nullptr
      || gate_->admits(caf::make_node_id(process_, host_), number_))
    return {};
  gate_closed_ = true;
  return caf::sec::invalid_argument;
}

/// Reads a value that is no part of a handle.
template <class T>
caf::error careful_deserializer::read(T& x) {
  seen_ = seen::nothing;
  return in_.apply(x);
}

caf::error careful_deserializer::begin_object(std::uint16_t& type,
                                              std::string& name) {
  seen_ = seen::nothing;
  return in_.begin_object(type, name);
}

caf::error careful_deserializer::end_object() {
  return in_.end_object();
}

caf::error careful_deserializer::begin_sequence(std::size_t& count) {
  if (auto why = begin_part())
    return why;
  if (auto why = in_.begin_sequence(count))
    return why;
  auto left = in_.remaining();
  auto believable = std::max(left, std::min(8 * left, small_count));
  return count <= believable ? caf::error{} : caf::sec::end_of_stream;
}

caf::error careful_deserializer::end_sequence() {
  return in_.end_sequence();
}

caf::error careful_deserializer::apply_raw(std::size_t size, void* data) {
  seen_ = seen::nothing;
  return in_.apply_raw(size, data);
}

caf::error careful_deserializer::apply_impl(std::int8_t& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::uint8_t& x) {
  if (auto why = in_.apply(x))
    return why;
  return note_host_byte(x);
}

caf::error careful_deserializer::apply_impl(std::int16_t& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::uint16_t& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::int32_t& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::uint32_t& x) {
  if (auto why = in_.apply(x))
    return why;
  process_ = x;
  host_bytes_ = 0;
  seen_ = seen_ == seen::kind ? seen::process : seen::nothing;
  return {};
}

caf::error careful_deserializer::apply_impl(std::int64_t& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::uint64_t& x) {
  if (auto why = in_.apply(x))
    return why;
  note_number(x);
  return {};
}

caf::error careful_deserializer::apply_impl(float& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(double& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(long double& x) {
  return read(x);
}

caf::error careful_deserializer::apply_impl(std::string& x) {
  if (auto why = begin_part())
    return why;
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::u16string& x) {
  if (auto why = begin_part())
    return why;
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::u32string& x) {
  if (auto why = begin_part())
    return why;
  return in_.apply(x);
}

} // namespace aegis::transport
