#pragma once

#include <caf/binary_deserializer.hpp>
#include <caf/deserializer.hpp>
#include <caf/execution_unit.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aegis::transport {

/// Reads what CAF's binary serializer wrote, as CAF's own deserializer does,
/// but believes no size of a sequence that the bytes at hand cannot hold. CAF
/// makes room for as many elements as a sequence claims: with five bytes a peer
/// would take gigabytes and the I/O thread for seconds.
///
/// An element may have no bytes of its own, and eight flags share a byte, so
/// `small_count` elements are believed always where a byte stands for eight.
class careful_deserializer final : public caf::deserializer {
public:
  /// More elements than this need a byte each.
  static constexpr std::size_t small_count = 1u << 20;

  careful_deserializer(caf::execution_unit* ctx, std::string_view bytes);

  caf::error begin_object(std::uint16_t& type, std::string& name) override;
  caf::error end_object() override;
  caf::error begin_sequence(std::size_t& count) override;
  caf::error end_sequence() override;
  caf::error apply_raw(std::size_t size, void* data) override;

protected:
  caf::error apply_impl(std::int8_t& x) override;
  caf::error apply_impl(std::uint8_t& x) override;
  caf::error apply_impl(std::int16_t& x) override;
  caf::error apply_impl(std::uint16_t& x) override;
  caf::error apply_impl(std::int32_t& x) override;
  caf::error apply_impl(std::uint32_t& x) override;
  caf::error apply_impl(std::int64_t& x) override;
  caf::error apply_impl(std::uint64_t& x) override;
  caf::error apply_impl(float& x) override;
  caf::error apply_impl(double& x) override;
  caf::error apply_impl(long double& x) override;
  caf::error apply_impl(std::string& x) override;
  caf::error apply_impl(std::u16string& x) override;
  caf::error apply_impl(std::u32string& x) override;

private:
  caf::binary_deserializer in_;
};

} // namespace aegis::transport
