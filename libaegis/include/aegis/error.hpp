#pragma once

#include "aegis/export.hpp"
#include "aegis/fault.hpp"

#include <caf/atom.hpp>
#include <caf/error.hpp>
#include <caf/expected.hpp>

#include <string>

namespace AEGIS_PUBLIC aegis {

/// Category of `aegis::ec` inside a `caf::error`.
constexpr caf::atom_value error_category = caf::atom("aegis");

/// Makes a `caf::error` whose context is `text`.
AEGIS_PUBLIC caf::error make_error(ec code, std::string text = {});

/// Turns a fault of the CAF-free core into a `caf::error`.
AEGIS_PUBLIC caf::error to_error(const fault& why);

/// Returns the `ec` that `why` carries. Errors of CAF itself are mapped to the
/// nearest code (a bounced request to a lost node is `ec::peer_lost`, CAF's
/// request timeout is `ec::deadline`), anything else is `ec::internal`.
/// `ec::none` for no error.
AEGIS_PUBLIC ec code_of(const caf::error& why);

/// Returns the code as `code_of` does, with the text; CAF's own errors are
/// rendered. A fault of `ec::none` for no error.
AEGIS_PUBLIC fault to_fault(const caf::error& why);

/// Returns the code and text for people. Unlike `caf::actor_system::render` it
/// needs no actor system.
AEGIS_PUBLIC std::string describe(const caf::error& why);

/// Turns an outcome into CAF's form of it.
template <class T>
caf::expected<T> to_expected(outcome<T> x) {
  if (x)
    return std::move(*x);
  return to_error(x.error());
}

} // namespace aegis
