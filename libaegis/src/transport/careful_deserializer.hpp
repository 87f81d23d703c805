#pragma once

#include "transport/handle_gate.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/deserializer.hpp>
#include <caf/execution_unit.hpp>
#include <caf/node_id.hpp>

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
/// Texts and sequences cost more memory than bytes, so `parts_max` of them and
/// then one in eight bytes are read.
///
/// It also asks a gate about each actor handle before CAF looks the handle up:
/// an actor id with the id of a node behind it.
///
/// An element may have no bytes of its own, and eight flags share a byte, so
/// `small_count` elements are believed always where a byte stands for eight.
class careful_deserializer final : public caf::deserializer {
public:
  /// More elements than this need a byte each.
  static constexpr std::size_t small_count = 1u << 20;

  /// Texts and sequences that any message may have.
  static constexpr std::size_t parts_max = 1u << 16;

  /// @param gate admits all handles if null.
  careful_deserializer(caf::execution_unit* ctx, std::string_view bytes,
                       handle_gate* gate = nullptr);

  /// True if reading failed since the gate did not admit a handle.
  bool met_closed_gate() const {
    return gate_closed_;
  }

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
  /// How much of a handle the last values were.
  enum class seen { nothing, number, kind, process };

  caf::error begin_part();
  void note_number(std::uint64_t x);
  caf::error note_host_byte(std::uint8_t x);
  template <class T>
  caf::error read(T& x);

  caf::binary_deserializer in_;
  handle_gate* gate_;
  bool gate_closed_ = false;
  std::size_t parts_left_;
  seen seen_ = seen::nothing;
  std::uint64_t number_ = 0; ///< an actor id, maybe
  std::uint32_t process_ = 0;
  std::size_t host_bytes_ = 0;
  caf::node_id::default_data::host_id_type host_{};
};

} // namespace aegis::transport
