#pragma once

#include "aegis/error.hpp"
#include "aegis/export.hpp"

#include <caf/detail/stringification_inspector.hpp>
#include <caf/meta/type_name.hpp>

#include <google/protobuf/message.h>

#include <string>
#include <type_traits>

// Makes every generated protobuf class a CAF message type. The overloads live
// in CAF's namespaces, where the look-up for an inspector finds them, so that
// nothing is needed per type.

namespace AEGIS_PUBLIC aegis {
namespace detail {

template <class T>
using if_protobuf
  = std::enable_if_t<std::is_base_of_v<google::protobuf::Message, T>>;

/// Parses `bytes` into `x`.
/// @returns `ec::malformed_message` naming the type.
AEGIS_PUBLIC caf::error parse_protobuf(google::protobuf::Message& x,
                                       const std::string& bytes);

/// Serializes `x` into `bytes`.
/// @returns `ec::payload_too_large` beyond protobuf's limit of 2 GiB.
AEGIS_PUBLIC caf::error write_protobuf(const google::protobuf::Message& x,
                                       std::string& bytes);

/// A message as text for people.
struct rendered {
  std::string text;
};

inline const std::string& to_string(const rendered& x) {
  return x.text;
}

/// Returns `type(fields)` in one line, cut after about two hundred characters.
AEGIS_PUBLIC rendered render_protobuf(const google::protobuf::Message& x);

} // namespace detail
} // namespace aegis

namespace caf {

/// Carries a protobuf message as its bytes. A payload that does not parse is
/// an error; CAF then delivers an empty message in its place.
template <class Inspector, class T, class = aegis::detail::if_protobuf<T>>
typename Inspector::result_type inspect(Inspector& f, T& x) {
  std::string bytes;
  if constexpr (Inspector::reads_state) {
    if (auto err = aegis::detail::write_protobuf(x, bytes))
      return err;
    return f(meta::type_name("protobuf"), bytes);
  } else {
    if (auto err = f(meta::type_name("protobuf"), bytes))
      return err;
    return aegis::detail::parse_protobuf(x, bytes);
  }
}

} // namespace caf

namespace caf::detail {

/// Prints protobuf messages in `caf::deep_to_string` and for
/// `caf::to_string(message)`.
template <class T, class = aegis::detail::if_protobuf<T>>
void inspect(stringification_inspector& f, T& x) {
  f(aegis::detail::render_protobuf(x));
}

} // namespace caf::detail
