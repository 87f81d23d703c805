#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "mesh/record.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

// The seam between records and cryptography: who signs, and whose signature
// counts. Real keys are in pki_keys.hpp.

namespace aegis::seal {

/// Signs for this node.
class signing_key {
public:
  virtual ~signing_key() = default;

  /// @returns an empty text if the key cannot sign, which nobody accepts.
  virtual std::string sign(std::string_view text) const = 0;

  /// What others need to check the signatures: the certificate and those it
  /// builds on, in DER form.
  virtual const std::string& certificate() const = 0;

  /// Names the certificate, 32 bytes.
  virtual const std::string& fingerprint() const = 0;

  /// End of the certificate; `timestamp_ms::max()` if that does not matter.
  virtual timestamp_ms not_after() const = 0;
};

using signing_key_ptr = std::shared_ptr<const signing_key>;

/// A member's certificate that was found good.
class verifying_key {
public:
  virtual ~verifying_key() = default;

  virtual bool verify(std::string_view text,
                      std::string_view signature) const = 0;

  /// Whom the certificate names.
  virtual const std::string& node_id() const = 0;

  /// When the certificate and all that it builds on are valid; whoever uses the
  /// key looks at it, as that may be long after the examination.
  virtual timestamp_ms not_before() const = 0;
  virtual timestamp_ms not_after() const = 0;
};

using verifying_key_ptr = std::shared_ptr<const verifying_key>;

/// What an examination found: the certificate is reduced to what it needed.
struct examined : mesh::signer_papers {
  examined(std::string certificate_bytes, std::string name,
           verifying_key_ptr what_it_proves)
    : signer_papers{std::move(certificate_bytes), std::move(name)},
      key(std::move(what_it_proves)) {}

  verifying_key_ptr key;
};

using examined_ptr = std::shared_ptr<const examined>;

/// The papers of a record: they come from an examination always.
inline examined_ptr examined_papers(const mesh::record& x) {
  return std::static_pointer_cast<const examined>(x.papers);
}

/// Decides which certificates are those of members.
class key_judge {
public:
  virtual ~key_judge() = default;

  /// Returns what names a certificate in `certificate()`'s form, 32 bytes; empty
  /// if it is none.
  virtual std::string fingerprint(const std::string& certificate) const = 0;

  /// Decides by the bytes alone, not by the time.
  /// @returns the key, or why the certificate is not a member's: see
  ///          `pki::verify_path`.
  virtual outcome<examined_ptr>
  examine(const std::string& certificate) const = 0;
};

using key_judge_ptr = std::shared_ptr<const key_judge>;

} // namespace aegis::seal
