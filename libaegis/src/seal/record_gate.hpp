#pragma once

#include "aegis/defaults.hpp"
#include "aegis/fault.hpp"
#include "mesh/topology_table.hpp"
#include "seal/certificate_book.hpp"
#include "seal/record_pool.hpp"

#include <aegis/v1/mesh.pb.h>

#include <google/protobuf/repeated_ptr_field.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aegis::seal {

/// What a gate let through, and what not.
struct admission {
  std::vector<mesh::record_ptr> records;
  /// Fingerprints of certificates that are needed to judge the rest.
  std::set<std::string> wanted;
  /// Records, accusations and certificates that do not count: forged, expired,
  /// or by keys that are not trusted here. Honest nodes pass on some of these.
  std::size_t refused = 0;
  std::size_t forged = 0;             ///< those that honest nodes do not have
  std::optional<fault> first_refusal; ///< why the first refused one was

  void note_refusal(fault why) {
    ++refused;
    if (!first_refusal)
      first_refusal = std::move(why);
  }
};

/// The way into a table for what other nodes say. A record passes if the
/// certificate that signed it is a member's and names the record's id (or a
/// source of truth), whoever has passed it on, and if its time is not over; an
/// accusation if its accuser has signed it for just this life of the accused,
/// with a certificate of whatever age.
///
/// What the table holds already is not verified again, nor are contents that
/// it holds newer ones of: the cost follows the changes. Forgeries cost their
/// sender the message.
///
/// One actor's.
class record_gate {
public:
  /// `SignedRecord`s as bytes.
  using record_list = google::protobuf::RepeatedPtrField<std::string>;
  using certificate_list = google::protobuf::RepeatedPtrField<std::string>;

  /// @param sources  nodes that may sign records of others
  /// @param records_max  in one message; `defaults::sync_records_max` at most
  /// @param pool  may be null
  record_gate(std::string mesh, key_judge_ptr judge,
              std::set<std::string> sources, std::size_t records_max,
              std::shared_ptr<record_pool> pool = nullptr)
    : mesh_(std::move(mesh)),
      sources_(std::move(sources)),
      records_max_(std::min(records_max, defaults::sync_records_max)),
      pool_(std::move(pool)),
      book_(std::move(judge)) {}

  /// @returns `ec::malformed_message` if a record breaks a limit,
  ///          `ec::not_authorized` if there are more than a few forgeries.
  outcome<admission> admit(const record_list& records,
                           const certificate_list& certificates,
                           const mesh::topology_table& table, timestamp_ms now);

  /// Leaves to a table what its records hold themselves; to be called after
  /// they were merged.
  void settle(const mesh::topology_table& table);

  /// Forgets the certificates on which nothing builds any more.
  /// @param own  fingerprint of this node's
  void clean(const mesh::topology_table& table, const std::string& own);

  /// Judges by other rules from now on.
  void replace(key_judge_ptr judge, const mesh::topology_table& table);

  /// Returns a certificate that was examined, from the book or a record of
  /// node `id`.
  std::optional<certificate_book::entry>
  find(std::string_view fingerprint, const std::string& id,
       const mesh::topology_table& table) const;

  certificate_book& book() {
    return book_;
  }

  const certificate_book& book() const {
    return book_;
  }

private:
  /// What became of a record or an accusation.
  enum class finding { good, waits, refused };

  /// A record as it came.
  struct arrival {
    mesh::record_ptr known; ///< its content, if it was verified before
    std::optional<v1::SignedRecord> item; ///< unless it is just that
    mesh::record_ptr parsed;              ///< what else it is
    bool has_papers = false;              ///< `known`'s papers came with it
    std::optional<fault> unsupported;     ///< or why that is not to be read
  };

  outcome<arrival> open(const std::string& bytes) const;
  void learn(std::vector<arrival>& records,
             const certificate_list& certificates,
             const mesh::topology_table& table, admission& out);
  std::vector<const std::string*>
  match_papers(std::vector<arrival>& records,
               const certificate_list& certificates) const;
  outcome<done> admit(const arrival& x, const mesh::topology_table& table,
                      timestamp_ms now, admission& out);
  outcome<done> admit_accused(const v1::SignedRecord& item,
                              const mesh::record& content,
                              const mesh::topology_table& table,
                              timestamp_ms now, admission& out);
  void admit_one(const mesh::record& x, const mesh::topology_table& table,
                 timestamp_ms now, bool was_verified, admission& out);
  finding check(const mesh::record& x, const mesh::topology_table& table,
                timestamp_ms now, bool was_verified, admission& out,
                bool has_papers = false);
  finding check_signature(const mesh::record& x,
                          const mesh::topology_table& table, timestamp_ms now,
                          bool was_verified, admission& out, bool has_papers);
  finding check_accusation(const mesh::record& x, const mesh::accusation& a,
                           const mesh::topology_table& table, admission& out);
  std::optional<certificate_book::entry>
  key_of(std::string_view fingerprint, const std::string& id,
         const mesh::topology_table& table, admission& out);
  bool is_outdated(const mesh::record& x, const mesh::record* known) const;
  void keep_papers(const mesh::record* known, const mesh::record& x);

  std::string mesh_;
  std::set<std::string> sources_;
  std::size_t records_max_;
  std::shared_ptr<record_pool> pool_;
  certificate_book book_;
};

} // namespace aegis::seal
