#include "aegis/simulation/scenario.hpp"

#include "core/printable.hpp"
#include "simulation/core/scenario_actions.hpp"
#include "simulation/core/scenario_words.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace aegis::simulation {

namespace {

using namespace std::chrono_literals;
using core::quoted;

// What a machine of today can simulate, and then some.
constexpr std::size_t nodes_max = 100'000;
constexpr duration end_max = 720h;
constexpr double calls_max = 10'000;
constexpr std::uint64_t bandwidth_max = 10'000'000'000;
constexpr std::int64_t repeats_max = 100'000;

outcome<done> read_plan(word_reader& in, bool repeated, scenario& out) {
  planned_action x;
  auto first = read_time(in);
  if (!first)
    return std::move(first).error();
  if (repeated) {
    x.interval = *first;
    x.when = *first;
    if (x.interval <= 0s)
      return wrong("every: the time must be positive");
    if (in.take_if("from")) {
      auto begin = read_time(in);
      if (!begin)
        return std::move(begin).error();
      x.when = *begin;
    }
    if (in.take_if("until")) {
      auto until = read_time(in);
      if (!until)
        return std::move(until).error();
      x.until = *until;
    }
  } else {
    x.when = *first;
  }
  auto what = read_action(in);
  if (!what)
    return std::move(what).error();
  x.what = std::move(*what);
  out.plan.push_back(std::move(x));
  return done{};
}

// -- the head -------------------------------------------------------------------

template <class Convert, class T>
outcome<done> read_value(word_reader& in, Convert convert, T& out) {
  auto word = in.take();
  auto value = convert(word);
  if (!value)
    return wrong(quoted(word) + " is no number");
  out = *value;
  return done{};
}

outcome<done> read_duration(word_reader& in, duration& out) {
  auto value = read_time(in);
  if (!value)
    return std::move(value).error();
  out = *value;
  return done{};
}

outcome<done> read_network(word_reader& in, scenario& out) {
  auto word = in.take();
  if (word == "local")
    out.preset = network::local;
  else if (word == "lan")
    out.preset = network::lan;
  else if (word == "wan")
    out.preset = network::wan;
  else
    return wrong(quoted(word) + " is none of local, lan, wan");
  return done{};
}

outcome<done> read_regions(word_reader& in, scenario& out) {
  while (!in.done())
    out.regions.emplace_back(in.take());
  return done{};
}

outcome<done> read_line(word_reader& in, scenario& out) {
  auto word = in.take();
  if (word == "at" || word == "every")
    return read_plan(in, word == "every", out);
  if (word == "nodes")
    return read_value(in, to_count, out.nodes);
  if (word == "network")
    return read_network(in, out);
  if (word == "regions")
    return read_regions(in, out);
  if (word == "end")
    return read_duration(in, out.end);
  if (word == "quiet")
    return read_duration(in, out.quiet);
  if (word == "providers")
    return read_value(in, to_count, out.providers);
  if (word == "clients")
    return read_value(in, to_count, out.clients);
  if (word == "calls")
    return read_value(in, to_number, out.calls_per_second);
  if (word == "payload")
    return read_value(in, to_count, out.payload_bytes);
  if (word == "bandwidth")
    return read_value(in, to_count, out.bytes_per_second);
  if (word == "false-alarms")
    return read_value(in, to_count, out.false_alarms_max);
  if (word == "false-suspicions")
    return read_value(in, to_count, out.false_suspicions_max);
  if (word == "delayed-start") {
    out.delayed_start = true;
    return done{};
  }
  return wrong("unknown word " + quoted(word));
}

outcome<done> check_whole(const scenario& x) {
  if (x.nodes == 0)
    return wrong("nodes: there must be one at least");
  if (x.nodes > nodes_max)
    return wrong("nodes: at most " + std::to_string(nodes_max));
  if (x.end > end_max)
    return wrong("end: after 30 days at the latest");
  if (x.calls_per_second > calls_max)
    return wrong("calls: at most 10000 a second");
  if (x.bytes_per_second > bandwidth_max)
    return wrong("bandwidth: at most 10000000000");
  if (x.quiet >= x.end)
    return wrong("quiet: takes the whole time");
  for (const auto& plan : x.plan) {
    if (plan.interval > 0s && x.end / plan.interval > repeats_max)
      return wrong("line " + std::to_string(plan.line) + ": happens too often");
    if (plan.when > x.end - x.quiet)
      return wrong("line " + std::to_string(plan.line)
                   + ": falls into the quiet time");
  }
  if (x.payload_bytes > 64u << 20)
    return wrong("payload: at most 64 MiB");
  if (x.clients > 0 && x.providers == 0)
    return wrong("clients: nobody provides the service");
  return done{};
}

} // namespace

outcome<scenario> parse_scenario(std::string name, std::string_view text) {
  scenario result;
  result.name = std::move(name);
  auto in_head = true;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto comment = std::min(line.find('#'), line.size());
    auto remark = line.substr(comment);
    auto found = split(line.substr(0, comment));
    if (found.empty()) {
      if (in_head && remark.size() > 2)
        result.about
          += (result.about.empty() ? "" : " ") + std::string{remark.substr(2)};
      else if (remark.empty())
        in_head = in_head && result.about.empty();
      continue;
    }
    in_head = false;
    word_reader in{std::move(found)};
    auto plans = result.plan.size();
    auto ok = read_line(in, result);
    if (ok && !in.done())
      ok = wrong("what is " + quoted(in.peek()) + '?');
    if (!ok)
      return wrong(result.name + ", line " + std::to_string(number) + ": "
                   + ok.error().text);
    if (result.plan.size() > plans)
      result.plan.back().line = number;
  }
  if (auto ok = check_whole(result); !ok)
    return wrong(result.name + ": " + ok.error().text);
  return result;
}

} // namespace aegis::simulation
