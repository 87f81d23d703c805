#pragma once

#include "pki/credentials.hpp"
#include "seal/keys.hpp"

namespace aegis::seal {

/// Signs with the key of a node's certificate. Thread-safe.
signing_key_ptr make_signing_key(pki::credentials_ptr own);

/// Accepts the certificates that the transport would accept from a peer: of the
/// same mesh, leading to one of the same roots. Thread-safe.
key_judge_ptr make_key_judge(pki::credentials_ptr own);

} // namespace aegis::seal
