#include "actors/services/enveloped_content.hpp"

#include <caf/deserializer.hpp>
#include <caf/make_type_erased_value.hpp>
#include <caf/serializer.hpp>
#include <caf/type_erased_tuple.hpp>
#include <caf/type_nr.hpp>

#include <utility>

namespace aegis::detail {

enveloped_content::enveloped_content(caf::message payload, std::string envelope)
  : payload_(std::move(payload)),
    envelope_(std::move(envelope)),
    size_(payload_.size()) {
  // nop
}

caf::message enveloped_content::make(caf::message payload,
                                     std::string envelope) {
  return caf::message{caf::message::data_ptr{
    new enveloped_content(std::move(payload), std::move(envelope)), false}};
}

void* enveloped_content::get_mutable(std::size_t pos) {
  return pos < size_ ? payload_.vals().unshared().get_mutable(pos)
                     : static_cast<void*>(&envelope_);
}

caf::error enveloped_content::load(std::size_t pos, caf::deserializer& source) {
  return pos < size_ ? payload_.load(pos, source) : source(envelope_);
}

std::size_t enveloped_content::size() const noexcept {
  return size_ + 1;
}

std::uint32_t enveloped_content::type_token() const noexcept {
  auto payload = size_ > 0 ? payload_.type_token() : caf::make_type_token();
  return caf::add_to_type_token(payload, caf::type_nr<std::string>::value);
}

caf::rtti_pair enveloped_content::type(std::size_t pos) const noexcept {
  return pos < size_ ? payload_.type(pos) : caf::make_rtti_pair<std::string>();
}

const void* enveloped_content::get(std::size_t pos) const noexcept {
  return pos < size_ ? payload_.get(pos) : static_cast<const void*>(&envelope_);
}

std::string enveloped_content::stringify(std::size_t pos) const {
  return pos < size_ ? payload_.stringify(pos) : std::string{"<envelope>"};
}

caf::type_erased_value_ptr enveloped_content::copy(std::size_t pos) const {
  return pos < size_ ? payload_.copy(pos)
                     : caf::make_type_erased_value<std::string>(envelope_);
}

caf::error enveloped_content::save(std::size_t pos,
                                   caf::serializer& sink) const {
  return pos < size_ ? payload_.save(pos, sink)
                     : sink(const_cast<std::string&>(envelope_));
}

bool enveloped_content::shared() const noexcept {
  return message_data::shared() || payload_.shared();
}

enveloped_content* enveloped_content::copy() const {
  return new enveloped_content(payload_, envelope_);
}

} // namespace aegis::detail
