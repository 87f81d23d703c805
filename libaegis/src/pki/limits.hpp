#pragma once

#include <chrono>
#include <cstddef>

// Numbers of the certificate code, with their reasons.

namespace aegis::pki {

/// Life of a generated CA. A CA that ends takes its mesh with it, so a year.
inline constexpr std::chrono::hours ca_validity{24 * 365};

/// Life of a generated node certificate; it bounds the use of a stolen key.
inline constexpr std::chrono::hours node_validity{24 * 90};

/// How far a certificate's validity begins in the past, so that nodes whose
/// clocks are slightly behind accept a fresh one.
inline constexpr std::chrono::minutes clock_skew{5};

/// A CA's key lives long and is made once: seconds of work.
inline constexpr unsigned ca_rsa_bits = 4096;

/// 112 bits of security, the least that OpenSSL's level 2 accepts.
inline constexpr unsigned node_rsa_bits = 2048;

/// Two certificates collide with a probability of 2^-64 after 2^32 of them; RFC
/// 5280 allows 160 bits.
inline constexpr int serial_bits = 128;

/// Refuses RSA below 2048 bits and SHA-1 (SSL_CTX_set_security_level).
inline constexpr int security_level = 2;

/// Certificates between a node and a root. Deep hierarchies have three.
inline constexpr int chain_depth_max = 8;

/// A file or text with PEM blocks. The largest public CA bundle is 250 KiB.
inline constexpr std::size_t pem_max_bytes = std::size_t{1} << 20;

/// How long to wait for a directory's lock. Holders make an RSA-4096 key at
/// worst, which takes a slow machine some ten seconds.
inline constexpr std::chrono::seconds lock_timeout{120};

} // namespace aegis::pki
