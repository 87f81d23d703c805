#pragma once

/// Marks a namespace block of a public header: what it declares is visible
/// outside of libaegis_mesh. Everything else in the library is hidden.
#define AEGIS_PUBLIC [[gnu::visibility("default")]]
