#pragma once

#include "aegis/node_info.hpp"
#include "mesh/accusation.hpp"

#include <string>
#include <string_view>

// What exactly is signed, see `SignedRecord` and `Accusation` in mesh.proto. A
// context comes first, so that no signature can be used for another purpose,
// and the mesh, so that none is good in another mesh.

namespace aegis::seal {

std::string record_text(std::string_view mesh, std::string_view id,
                        std::string_view body);

/// Of `x` against the node `accused` in its life `incarnation`.
std::string accusation_text(std::string_view mesh, const mesh::accusation& x,
                            std::string_view accused,
                            std::uint64_t incarnation);

} // namespace aegis::seal
