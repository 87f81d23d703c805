#pragma once

/// Marks a namespace block of a public header: what it declares is visible
/// outside of libaegis_mesh. Everything else in the library is hidden. Functions
/// that are defined elsewhere are marked themselves: clang looks at the block of
/// the definition.
#define AEGIS_PUBLIC [[gnu::visibility("default")]]
