#pragma once

#include <caf/detail/message_data.hpp>
#include <caf/message.hpp>

#include <string>

namespace aegis::detail {

/// A message of a user with an envelope behind its last value. Shares the
/// values with other messages, so that each attempt of a call has an envelope
/// of its own around one payload.
class enveloped_content final : public caf::detail::message_data {
public:
  enveloped_content(caf::message payload, std::string envelope);

  static caf::message make(caf::message payload, std::string envelope);

  void* get_mutable(std::size_t pos) override;
  caf::error load(std::size_t pos, caf::deserializer& source) override;
  std::size_t size() const noexcept override;
  std::uint32_t type_token() const noexcept override;
  caf::rtti_pair type(std::size_t pos) const noexcept override;
  const void* get(std::size_t pos) const noexcept override;
  std::string stringify(std::size_t pos) const override;
  caf::type_erased_value_ptr copy(std::size_t pos) const override;
  caf::error save(std::size_t pos, caf::serializer& sink) const override;
  bool shared() const noexcept override;
  enveloped_content* copy() const override;

private:
  caf::message payload_;
  std::string envelope_;
  const std::size_t size_; ///< of the payload
};

} // namespace aegis::detail
