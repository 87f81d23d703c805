#include "tests/bench/table.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace bench {

namespace {

constexpr int title_width = 31;
constexpr int cell_width = 13;

/// Wanted at most of `small_call_p99_bulk_ratio`.
constexpr double crowded_goal = 3;

bool wants_colour() {
  static auto result
    = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return result;
}

std::string paint(const char* code, const std::string& x) {
  return wants_colour() ? std::string{"\x1b["} + code + 'm' + x + "\x1b[0m" : x;
}

std::string cell(const std::string& text) {
  std::ostringstream out;
  out << std::setw(cell_width) << text;
  return out.str();
}

std::string cell(const report& x, const std::string& key) {
  auto i = x.find(key);
  if (i == x.end())
    return cell("-");
  std::ostringstream out;
  auto digits = i->second < 10 ? 2 : i->second < 1000 ? 1 : 0;
  out << std::fixed << std::setprecision(digits) << i->second;
  return cell(out.str());
}

std::string ratio(const report& x, const figure& y) {
  auto i = x.find(y.key + std::string{"_ratio"});
  if (i == x.end())
    return cell("-");
  auto met = y.more_is_better ? i->second >= y.goal : i->second <= y.goal;
  return paint(met ? "32" : "31", cell(x, i->first));
}

std::string title(const std::string& text) {
  std::ostringstream out;
  out << std::left << std::setw(title_width) << text;
  return out.str();
}

/// A small call beside payloads against one alone; there is no rival.
void print_crowded(const report& x, const std::string& text,
                   const std::string& name) {
  auto ratio = x.find("small_call_p99_" + name + "_ratio");
  auto met = ratio != x.end() && ratio->second <= crowded_goal;
  std::cout << title(text) << cell(x, "small_call_p99_" + name + "_us")
            << paint(met ? "32" : "31",
                     cell(x, "small_call_p99_" + name + "_ratio"))
            << " of one alone\n";
}

} // namespace

void print_table(const report& x) {
  std::cout << '\n'
            << paint("1", title("two processes on one core") + cell("aegis")
                            + cell("lean CAF") + cell("aegis/lean")
                            + cell("default CAF") + cell("bare OpenSSL")
                            + cell("aegis, free"))
            << '\n';
  for (auto& y : figures()) {
    std::string key = y.key;
    std::cout << title(y.title) << paint("1", cell(x, key))
              << cell(x, "caf_lean_" + key) << ratio(x, y)
              << cell(x, "caf_default_" + key) << cell(x, "openssl_" + key)
              << cell(x, "unpinned_" + key) << '\n';
  }
  print_crowded(x, "call beside 1 MiB, 99th, us", "bulk");
  print_crowded(x, "call beside 50 MiB, 99th, us", "huge");
  std::cout << title("idle node, % of a core") << cell(x, "idle_cpu_percent")
            << '\n'
            << title("idle node, resident MiB") << cell(x, "node_rss_mib")
            << '\n'
            << title("1,000 nodes: handshakes/min")
            << cell(x, "probe_handshakes_per_minute_1000") << '\n'
            << title("  % of a core, each node")
            << cell(x, "probe_handshakes_cpu_percent_1000")
            << "\n\nCAF: bare remote actors over its own OpenSSL module. All: "
               "mutual TLS 1.3,\nRSA-2048. \"Free\": not pinned to one core.\n"
            << std::flush;
}

void print_progress(const std::string& text) {
  std::cout << paint("2", text) << std::endl;
}

} // namespace bench
