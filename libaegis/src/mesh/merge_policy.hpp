#pragma once

#include "mesh/topology_table.hpp"

#include <aegis/settings.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::mesh {

/// What another node sent of its table.
struct remote_table {
  /// What `records` is of the changes that were asked for.
  enum class share {
    rest, ///< the last of them
    more, ///< there are more to come
    holes ///< some are missing here, and will come again
  };

  std::string sender;      ///< its node id, from its certificate
  std::uint64_t epoch = 0; ///< changes when the sender starts again
  std::uint64_t version = 0;
  std::uint64_t digest = 0; ///< of the whole table
  bool begins = false;      ///< `records` are the first of the whole table
  share records_are = share::rest;
  std::vector<record_ptr> records;
};

/// Decides what becomes of a remote table.
///
/// `merge_policy::per_record`: its records are merged, see
/// `topology_table::merge`.
///
/// `merge_policy::highest_version`, for a mesh with a single source of truth:
/// - The map is taken over if it comes from a topology source and its version
///   is higher, or equal with a different and higher digest. What was held here
///   about other nodes is lost, edits by hand included.
/// - Of a map that was taken over before, the changes suffice if they lead to
///   the same digest; else the whole is asked for. Either may come in several
///   parts, and is taken over once it is complete.
/// - A source measures by its own version and digest, the others by those of
///   the last map that they took over, because their own changes make no truth.
///   A source that started again (other epoch) is believed anew.
/// - A source takes the sender's record about itself from anyone; that is how
///   members get into the map. Nothing else is taken from other nodes.
/// - A node keeps its own record in any case.
///
/// Not thread-safe. One instance belongs to one table.
class table_merger {
public:
  table_merger(merge_policy policy, std::set<std::string> sources);

  merge_result merge(topology_table& table, const remote_table& remote,
                     timestamp_ms now);

private:
  /// A map of truth, or changes of one, of which parts are still to come.
  struct gathering {
    std::string source;
    std::uint64_t epoch = 0;
    bool whole = false;
    std::map<std::string, record_ptr> records;
  };

  /// The numbers of a map of truth.
  struct truth {
    std::string source;
    std::uint64_t epoch = 0;
    std::uint64_t version = 0;
    std::uint64_t digest = 0;
  };

  bool is_source(const std::string& id) const {
    return sources_.count(id) != 0;
  }

  bool is_newer(const topology_table& table, const remote_table& remote) const;
  void gather(const remote_table& remote);
  merge_result take_over(topology_table& table, const remote_table& remote,
                         timestamp_ms now);
  merge_result take_own_record(topology_table& table,
                               const remote_table& remote, timestamp_ms now);

  merge_policy policy_;
  std::set<std::string> sources_;
  truth adopted_;
  std::optional<gathering> gathered_;
};

} // namespace aegis::mesh
