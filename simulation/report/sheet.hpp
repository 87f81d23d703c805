#pragma once

#include <string>

// What all pages look like.

namespace aegis::simulation::report {

/// A whole page, self-contained. @param content  HTML
std::string sheet(const std::string& title, const std::string& heading,
                  const std::string& about, const std::string& content);

/// A frame around a chart or a table.
/// @param note     HTML; may be empty
/// @param content  HTML
/// @param wide     over the whole page
std::string card(const std::string& title, const std::string& note,
                 const std::string& content, bool wide = false);

/// A number in large print. @param css  `good`, `bad` or nothing
std::string tile(const std::string& value, const std::string& name,
                 const char* css = "");

/// A number with so many digits behind the point.
std::string number(double x, int digits);

} // namespace aegis::simulation::report
