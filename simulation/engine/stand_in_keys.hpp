#pragma once

#include "seal/keys.hpp"

#include <string>

namespace aegis::simulation {

/// Keys that cost next to nothing and protect nobody: whoever knows an id can
/// sign for it. They take the place of real ones where forgery is not what a
/// simulation is about. Signatures and fingerprints are as long as real ones.
seal::signing_key_ptr make_stand_in_key(const std::string& mesh,
                                        const std::string& node_id);

/// Accepts stand-ins of one mesh.
seal::key_judge_ptr make_stand_in_judge(const std::string& mesh);

} // namespace aegis::simulation
