#pragma once

#include <caf/type_erased_tuple.hpp>

#include <cstddef>

namespace aegis::detail {

/// The first values of another tuple, which outlives it: a message without its
/// envelope.
class guarded_content final : public caf::type_erased_tuple {
public:
  guarded_content(caf::type_erased_tuple& whole, std::size_t size)
    : whole_(whole), size_(size) {}

  void* get_mutable(std::size_t pos) override {
    return whole_.get_mutable(pos);
  }

  caf::error load(std::size_t pos, caf::deserializer& source) override {
    return whole_.load(pos, source);
  }

  std::size_t size() const noexcept override {
    return size_;
  }

  std::uint32_t type_token() const noexcept override;

  caf::rtti_pair type(std::size_t pos) const noexcept override {
    return whole_.type(pos);
  }

  const void* get(std::size_t pos) const noexcept override {
    return whole_.get(pos);
  }

  std::string stringify(std::size_t pos) const override {
    return whole_.stringify(pos);
  }

  caf::type_erased_value_ptr copy(std::size_t pos) const override {
    return whole_.copy(pos);
  }

  caf::error save(std::size_t pos, caf::serializer& sink) const override {
    return whole_.save(pos, sink);
  }

  bool shared() const noexcept override {
    return whole_.shared();
  }

private:
  caf::type_erased_tuple& whole_;
  const std::size_t size_;
};

} // namespace aegis::detail
