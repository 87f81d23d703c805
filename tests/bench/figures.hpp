#pragma once

#include <map>
#include <string>
#include <vector>

namespace bench {

/// A quantity that all contestants are measured by.
struct figure {
  const char* key;   ///< in the report, and what clients call it
  const char* title; ///< in the table
  bool more_is_better;
  /// Ratio of ours to lean CAF that is wanted at least (or at most).
  double goal;
};

const std::vector<figure>& figures();

/// Values by key.
using report = std::map<std::string, double>;

/// Gathers the values of several rounds by contestant.
class samples {
public:
  /// `prefix` is empty for our own figures.
  void add(const std::string& prefix, const std::string& key, double value) {
    values_[prefix + key].push_back(value);
  }

  /// The medians, and the ratios `<key>_ratio` of ours to those of
  /// `rival_prefix`.
  report medians(const std::string& rival_prefix) const;

private:
  std::map<std::string, std::vector<double>> values_;
};

/// Writes a report as a flat JSON object. @returns false if it cannot.
bool write_json(const report& x, const std::string& file);

} // namespace bench
