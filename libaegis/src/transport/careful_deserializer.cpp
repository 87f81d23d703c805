#include "transport/careful_deserializer.hpp"

#include <caf/sec.hpp>

#include <algorithm>

namespace aegis::transport {

careful_deserializer::careful_deserializer(caf::execution_unit* ctx,
                                           std::string_view bytes)
  : caf::deserializer(ctx), in_(ctx, bytes.data(), bytes.size()) {
  // nop
}

caf::error careful_deserializer::begin_object(std::uint16_t& type,
                                              std::string& name) {
  return in_.begin_object(type, name);
}

caf::error careful_deserializer::end_object() {
  return in_.end_object();
}

caf::error careful_deserializer::begin_sequence(std::size_t& count) {
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
  return in_.apply_raw(size, data);
}

caf::error careful_deserializer::apply_impl(std::int8_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::uint8_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::int16_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::uint16_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::int32_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::uint32_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::int64_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::uint64_t& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(float& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(double& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(long double& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::string& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::u16string& x) {
  return in_.apply(x);
}

caf::error careful_deserializer::apply_impl(std::u32string& x) {
  return in_.apply(x);
}

} // namespace aegis::transport
