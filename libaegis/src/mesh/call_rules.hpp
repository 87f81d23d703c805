#pragma once

#include <aegis/fault.hpp>
#include <aegis/service_id.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// Who calls, as far as rules can ask.
struct call_origin {
  std::string node_id;
  std::string region;
  std::map<std::string, std::string> labels;
  std::vector<std::string> sans; ///< of the certificate: `DNS:...`, `URI:...`
};

/// What is called.
struct call_target {
  service_id service;
  std::string method; ///< the atom that the message begins with, or nothing
  std::string type;   ///< names of the message's types with blanks between
};

/// What the rules say to a call.
struct rule_verdict {
  bool allowed = false;
  std::string rule; ///< which one decided: its line and text, or the default
};

/// Who may call what: rules in order, the first that fits decides, else the
/// default. Immutable and thread-safe.
///
/// Read from a text with one rule a line, `#` begins a comment:
///
///   default deny
///   allow caller=api-* region=eu service=identity@v1 method=validate
///   deny  san=URI:spiffe://shop/* label.tier=test service=*
///
/// A condition that is not named is always met. In values `*` stands for any
/// characters, `?` for one. `service=` takes a name or `name@version`.
class call_rules {
public:
  static constexpr std::size_t rules_max = 4096;
  static constexpr std::size_t text_max_bytes = 1u << 20;

  /// All calls are allowed, or none.
  explicit call_rules(bool allow_by_default = true)
    : allow_by_default_(allow_by_default) {}

  /// @param allow_by_default  unless the text has a default of its own
  /// @returns `ec::invalid_argument` with the line and what is wrong with it.
  static outcome<call_rules> parse(std::string_view text,
                                   bool allow_by_default);

  rule_verdict decide(const call_origin& who, const call_target& what) const;

  /// True if every call has the same verdict.
  bool trivial() const noexcept {
    return rules_.empty();
  }

  bool allows_by_default() const noexcept {
    return allow_by_default_;
  }

  std::size_t size() const noexcept {
    return rules_.size();
  }

private:
  struct rule {
    bool allow = false;
    std::string caller = "*";
    std::string region = "*";
    std::map<std::string, std::string> labels; ///< key to pattern
    std::string san;                           ///< empty: not asked for
    std::string service = "*";
    std::string version = "*";
    std::string method = "*";
    std::string type = "*";
    std::string text; ///< for people: `line 3: allow caller=api-*`
  };

  static outcome<done> read_condition(rule& x, std::string_view word);
  static bool fits(const rule& x, const call_origin& who,
                   const call_target& what);

  std::vector<rule> rules_;
  bool allow_by_default_;
};

/// Whether a text fits a pattern with `*` and `?`. Linear in time but for
/// patterns with many `*`, there at most the product of both lengths.
bool fits_pattern(std::string_view text, std::string_view pattern);

} // namespace aegis::mesh
