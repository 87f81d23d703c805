#pragma once

#include "mesh/topology_table.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace aegis {

inline std::ostream& boost_test_print_type(std::ostream& out, ec x) {
  return out << to_string(x);
}

inline std::ostream& boost_test_print_type(std::ostream& out, node_status x) {
  return out << to_string(x);
}

} // namespace aegis

namespace aegis::mesh {

/// A moment, in milliseconds of a test's own time.
timestamp_ms at(std::int64_t ms);

/// A valid record that provides the given services, e.g. "identity@v1".
node_info node(const std::string& id,
               const std::vector<std::string>& services = {});

/// The same record with other numbers.
/// A member in one of its lives.
record_ptr alive(const std::string& id, std::uint64_t incarnation = 1);

node_info numbered(node_info x, std::uint64_t incarnation,
                   std::uint64_t revision);

node_info with_status(node_info x, node_status status);

service_id service(const std::string& name_at_version);

/// A table whose own record is in it, incarnation 1,000.
topology_table table_of(const std::string& id, table_limits limits = {});

/// Fails the test with the error's text, unless it is a success.
template <class T>
T expect(outcome<T> x) {
  BOOST_REQUIRE_MESSAGE(x, (x ? std::string{} : to_string(x.error())));
  return std::move(*x);
}

template <class T>
ec code_of(const outcome<T>& x) {
  return x ? ec::none : x.error().code;
}

std::vector<std::string> ids_of(const std::vector<record_ptr>& records);
std::vector<std::string> ordered(std::vector<std::string> x);

/// Ids of those that provide a service, ordered.
std::vector<std::string> providers_in(const topology_table& table,
                                      const service_id& service);

/// The changes as words, e.g. "joined a", "service_up a x@v1".
std::vector<std::string> words(const change_list& changes);
std::vector<std::string> words(const record_changes& changes);

using strings = std::vector<std::string>;

/// What somebody who follows the changes of a table believes. Fails the test
/// if a change does not fit: a second joined, a service that was not up, a
/// version that goes back.
class follower {
public:
  void follow(const record_changes& changes);

  /// Fails the test unless the belief is what the table holds.
  void check_agrees_with(const topology_table& table) const;

private:
  void follow(const change& x);

  std::map<std::string, std::set<service_id>> members_;
  std::set<std::string> suspects_;
  std::uint64_t version_ = 0;
};

/// Checks what always holds for a table: digest, counts and the index of
/// services say the same as its records.
void check_consistent(const topology_table& table);

} // namespace aegis::mesh
