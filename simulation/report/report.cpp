// In: what happened in a run. Out: files, and lines for a terminal.

#include "aegis/simulation/report.hpp"

#include "simulation/report/chart.hpp"
#include "simulation/report/page.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <system_error>

namespace aegis::simulation {

namespace {

double seconds(duration x) {
  return std::chrono::duration<double>(x).count();
}

outcome<done> write(const std::filesystem::path& path,
                    const std::string& text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  out.close();
  if (out)
    return done{};
  return fault{ec::file_error, path.string() + ": cannot be written"};
}

std::string samples_csv(const run_result& x) {
  std::ostringstream out;
  out << "seconds,running,known_share,agreeing_share,suspicions,version_min,"
         "version_max,messages_per_node_second,bytes_per_node_second,"
         "calls_answered,calls_failed\n";
  for (const auto& s : x.samples)
    out << seconds(s.when) << ',' << s.running << ',' << s.known_share << ','
        << s.agreeing_share << ',' << s.suspicions << ',' << s.version_min
        << ',' << s.version_max << ',' << s.messages_per_node_second << ','
        << s.bytes_per_node_second << ',' << s.calls_answered << ','
        << s.calls_failed << '\n';
  return out.str();
}

std::string detections_csv(const run_result& x) {
  std::ostringstream out;
  out << "what,seconds\n";
  for (auto d : x.first_suspicions)
    out << "first_suspicion," << seconds(d) << '\n';
  for (auto d : x.detections)
    out << "down," << seconds(d) << '\n';
  return out.str();
}

std::string traffic_csv(const run_result& x) {
  std::ostringstream out;
  out << "type,messages,bytes\n";
  for (const auto& [type, t] : x.by_type)
    out << type << ',' << t.messages << ',' << t.bytes << '\n';
  return out.str();
}

std::string marks_csv(const run_result& x) {
  std::ostringstream out;
  out << "seconds,what\n";
  for (const auto& m : x.marks)
    out << seconds(m.when) << ",\"" << m.text << "\"\n";
  return out.str();
}

std::string line(const char* name, const std::string& value) {
  std::ostringstream out;
  out << "  " << std::left << std::setw(18) << name << value << '\n';
  return out.str();
}

std::string fixed(double x, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << x;
  return out.str();
}

/// Median, 99th percentile and maximum of ordered values.
std::string quantiles(const std::vector<duration>& xs) {
  auto at = [&](std::size_t percent) {
    auto x = xs[std::min(xs.size() * percent / 100, xs.size() - 1)];
    return x < std::chrono::seconds{1} ? fixed(seconds(x) * 1000, 1) + " ms"
                                       : fixed(seconds(x), 2) + " s";
  };
  return "median " + at(50) + ", 99 % " + at(99) + ", longest " + at(100);
}

} // namespace

outcome<done> write_report(const run_result& x, const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path where{directory};
  fs::create_directories(where, error);
  if (error)
    return fault{ec::file_error, directory + ": " + error.message()};
  const std::pair<const char*, std::string> files[]
    = {{"index.html", report::page_of(x)},
       {"samples.csv", samples_csv(x)},
       {"detections.csv", detections_csv(x)},
       {"traffic.csv", traffic_csv(x)},
       {"marks.csv", marks_csv(x)}};
  for (const auto& [name, text] : files)
    if (auto ok = write(where / name, text); !ok)
      return ok;
  return done{};
}

std::string summary_of(const run_result& x, bool colours) {
  auto in = [&](const char* code, const std::string& text) {
    return colours ? "\x1b[" + std::string{code} + 'm' + text + "\x1b[0m"
                   : text;
  };
  auto time = seconds(x.time);
  std::string out = in("1", x.what.name) + ", seed " + std::to_string(x.seed)
                    + (x.swarm ? ", with a swarm of faults" : "") + '\n';
  out += line("nodes", std::to_string(x.what.nodes));
  out += line("time",
              fixed(time, 1) + " s in " + fixed(x.wall_seconds, 1) + " s, "
                + report::short_number(time / std::max(x.wall_seconds, 1e-9))
                + " times as fast");
  out += line("deliveries",
              report::short_number(static_cast<double>(x.deliveries)));
  if (!x.samples.empty()) {
    const auto& last = x.samples.back();
    out += line("at the end",
                std::to_string(last.running) + " run, "
                  + fixed(last.known_share * 100, 1) + " % known, "
                  + fixed(last.agreeing_share * 100, 1) + " % agree");
  }
  if (!x.first_suspicions.empty())
    out += line("first suspicion", quantiles(x.first_suspicions));
  if (!x.detections.empty())
    out += line("down", quantiles(x.detections));
  out += line("false alarms", std::to_string(x.false_alarms));
  if (x.calls.made > 0) {
    out += line("calls", std::to_string(x.calls.answered) + " of "
                           + std::to_string(x.calls.made) + " answered");
    for (const auto& [code, count] : x.calls.errors)
      out += line("", std::to_string(count) + ' ' + code);
  }
  if (!x.calls.times.empty())
    out += line("answers", quantiles(x.calls.times));
  std::ostringstream hash;
  hash << std::hex << std::setw(16) << std::setfill('0') << x.trace_hash;
  out += line("trace", hash.str());
  if (x.violations.empty())
    return out + line("checks", in("32", "all held"));
  out += line("checks",
              in("31", std::to_string(x.violations.size()) + " violations"));
  for (const auto& v : x.violations)
    out += line("",
                fixed(seconds(v.when), 2) + " s " + v.checker + ": " + v.text);
  return out + line("to repeat", command_of(x));
}

} // namespace aegis::simulation
