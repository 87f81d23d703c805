#include "tests/bench/figures.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <fstream>

namespace bench {

const std::vector<figure>& figures() {
  static const std::vector<figure> result{
    {"call_p50_us", "call, median, us", false, 1.0},
    {"call_p99_us", "call, 99th percentile, us", false, 1.0},
    {"calls_per_second", "calls/s, 64 outstanding", true, 1.5},
    {"call_cpu_us", "CPU per call, both sides, us", false, 1.0},
    {"payload_mib_per_second", "1 MiB payloads, MiB/s", true, 1.0},
    {"connections_per_second", "new connections/s", true, 2.0},
  };
  return result;
}

namespace {

double median(std::vector<double> xs) {
  auto middle = xs.begin() + static_cast<std::ptrdiff_t>(xs.size() / 2);
  std::nth_element(xs.begin(), middle, xs.end());
  return *middle;
}

} // namespace

report samples::medians(const std::string& rival_prefix) const {
  report result;
  for (auto& [key, xs] : values_)
    result[key] = median(xs);
  for (auto& x : figures()) {
    auto ours = result.find(x.key);
    auto theirs = result.find(rival_prefix + x.key);
    if (ours != result.end() && theirs != result.end())
      result[x.key + std::string{"_ratio"}] = ours->second / theirs->second;
  }
  return result;
}

bool write_json(const report& x, const std::string& file) {
  google::protobuf::Struct object;
  for (auto& [key, value] : x)
    (*object.mutable_fields())[key].set_number_value(value);
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(object, &text, options).ok())
    return false;
  std::ofstream out{file, std::ios::trunc};
  out << text;
  return static_cast<bool>(out.flush());
}

} // namespace bench
