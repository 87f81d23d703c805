#pragma once

#include "aegis/error.hpp"

#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>

#include <string>

// Errors that say: the request was refused before its handler ran, so that it
// may be made again elsewhere, whatever it does.

namespace aegis::transport {

/// Makes such an error. The mark travels with it and is no part of its text.
caf::error make_refusal(ec code, std::string text);

/// Answers a request with such an error; does nothing for another message.
void refuse(const caf::mailbox_element& x, ec code, std::string text);

/// Whether an error carries that mark.
bool is_refusal(const caf::error& why);

/// Returns the error as users get it.
caf::error without_mark(caf::error why);

} // namespace aegis::transport
