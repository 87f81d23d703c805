#include "aegis/simulation/scenario.hpp"

#include "core/printable.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace aegis::simulation {

namespace {

using namespace std::chrono_literals;

using words = std::vector<std::string_view>;

words split(std::string_view line) {
  words result;
  while (!line.empty()) {
    auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos)
      break;
    line.remove_prefix(begin);
    auto end = std::min(line.find_first_of(" \t\r"), line.size());
    result.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return result;
}

std::optional<std::size_t> to_count(std::string_view x) {
  std::size_t result = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), result);
  if (error != std::errc{} || end != x.data() + x.size())
    return std::nullopt;
  return result;
}

std::optional<double> to_number(std::string_view x) {
  double result = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), result);
  if (error != std::errc{} || end != x.data() + x.size() || result < 0)
    return std::nullopt;
  return result;
}

std::optional<double> to_share(std::string_view x) {
  if (x.empty() || x.back() != '%')
    return std::nullopt;
  x.remove_suffix(1);
  auto percent = to_number(x);
  return percent && *percent <= 100 ? std::optional{*percent / 100}
                                    : std::nullopt;
}

fault wrong(const std::string& what) {
  return {ec::invalid_argument, what};
}

using core::quoted;

/// Takes one word after the other off a line.
class reader {
public:
  explicit reader(words xs) : words_(std::move(xs)) {}

  bool done() const {
    return next_ == words_.size();
  }

  std::string_view peek() const {
    return done() ? std::string_view{} : words_[next_];
  }

  std::string_view take() {
    return done() ? std::string_view{} : words_[next_++];
  }

  /// Takes the next word if it is this one.
  bool take_if(std::string_view x) {
    if (peek() != x)
      return false;
    ++next_;
    return true;
  }

private:
  words words_;
  std::size_t next_ = 0;
};

outcome<duration> read_time(reader& in) {
  return parse_time(in.take());
}

outcome<selection> read_selection(reader& in) {
  selection x;
  auto word = in.take();
  if (word.empty())
    return wrong("which nodes? all, rest, 0-9, 5%, 3 nodes or region NAME");
  if (word == "all")
    return x;
  if (word == "rest") {
    x.what = selection::kind::rest;
    return x;
  }
  if (word == "region") {
    x.what = selection::kind::region;
    x.region = std::string{in.take()};
    return x.region.empty() ? outcome<selection>{wrong("region: which?")}
                            : outcome<selection>{std::move(x)};
  }
  if (auto share = to_share(word)) {
    x.what = selection::kind::share;
    x.share = *share;
    return x;
  }
  if (auto dash = word.find('-'); dash != std::string_view::npos) {
    auto first = to_count(word.substr(0, dash));
    auto last = to_count(word.substr(dash + 1));
    if (!first || !last || *first > *last)
      return wrong(quoted(word) + " is no range of nodes");
    x.what = selection::kind::range;
    x.first = *first;
    x.last = *last;
    return x;
  }
  auto count = to_count(word);
  if (!count)
    return wrong(quoted(word) + " names no nodes");
  if (in.take_if("nodes") || in.take_if("node")) {
    x.what = selection::kind::count;
    x.first = *count;
  } else {
    x.what = selection::kind::range;
    x.first = x.last = *count;
  }
  return x;
}

// -- actions --------------------------------------------------------------------

template <class Action>
outcome<action> read_simple(reader& in) {
  auto who = read_selection(in);
  if (!who)
    return std::move(who).error();
  return action{Action{std::move(*who)}};
}

outcome<action> read_crash(reader& in) {
  crash_action x;
  auto who = read_selection(in);
  if (!who)
    return std::move(who).error();
  x.who = std::move(*who);
  x.host = in.take_if("host");
  if (in.take_if("restart")) {
    auto time = read_time(in);
    if (!time)
      return std::move(time).error();
    x.start_after = *time;
  }
  return action{std::move(x)};
}

/// Reads nodes, a word and a time.
template <class Action>
outcome<action> read_timed(reader& in, std::string_view word,
                           duration Action::*time, bool may_be_negative) {
  Action x;
  auto who = read_selection(in);
  if (!who)
    return std::move(who).error();
  x.who = std::move(*who);
  if (!in.take_if(word))
    return wrong("'" + std::string{word} + " TIME' is missing");
  auto sign = 1;
  auto text = in.take();
  if (may_be_negative && !text.empty() && text.front() == '-') {
    sign = -1;
    text.remove_prefix(1);
  }
  auto value = parse_time(text);
  if (!value)
    return std::move(value).error();
  x.*time = sign * *value;
  return action{std::move(x)};
}

outcome<action> read_cut(reader& in) {
  cut_action x;
  auto from = read_selection(in);
  if (!from)
    return std::move(from).error();
  in.take_if("from");
  auto to = read_selection(in);
  if (!to)
    return std::move(to).error();
  x.from = std::move(*from);
  x.to = std::move(*to);
  x.one_way = in.take_if("oneway");
  if (in.take_if("for")) {
    auto time = read_time(in);
    if (!time)
      return std::move(time).error();
    x.time = *time;
  }
  return action{std::move(x)};
}

outcome<action> read_loss(reader& in) {
  auto word = in.take();
  auto share = to_share(word);
  if (!share)
    return wrong(quoted(word) + " is no share of packets such as 1%");
  return action{loss_action{*share}};
}

outcome<action> read_action(reader& in) {
  auto verb = in.take();
  if (verb == "start")
    return read_simple<start_action>(in);
  if (verb == "stop")
    return read_simple<stop_action>(in);
  if (verb == "reset")
    return read_simple<reset_action>(in);
  if (verb == "edit")
    return read_simple<edit_action>(in);
  if (verb == "crash")
    return read_crash(in);
  if (verb == "freeze")
    return read_timed(in, "for", &freeze_action::time, false);
  if (verb == "slow")
    return read_timed(in, "by", &slow_action::by, false);
  if (verb == "skew")
    return read_timed(in, "by", &skew_action::by, true);
  if (verb == "cut")
    return read_cut(in);
  if (verb == "heal")
    return action{heal_action{}};
  if (verb == "loss")
    return read_loss(in);
  return wrong("unknown action " + quoted(verb));
}

outcome<done> read_plan(reader& in, bool repeated, scenario& out) {
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
outcome<done> read_value(reader& in, Convert convert, T& out) {
  auto word = in.take();
  auto value = convert(word);
  if (!value)
    return wrong(quoted(word) + " is no number");
  out = *value;
  return done{};
}

outcome<done> read_duration(reader& in, duration& out) {
  auto value = read_time(in);
  if (!value)
    return std::move(value).error();
  out = *value;
  return done{};
}

outcome<done> read_network(reader& in, scenario& out) {
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

outcome<done> read_regions(reader& in, scenario& out) {
  while (!in.done())
    out.regions.emplace_back(in.take());
  return done{};
}

outcome<done> read_line(reader& in, scenario& out) {
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
  if (x.quiet >= x.end)
    return wrong("quiet: takes the whole time");
  for (const auto& plan : x.plan)
    if (plan.when > x.end - x.quiet)
      return wrong("line " + std::to_string(plan.line)
                   + ": falls into the quiet time");
  if (x.payload_bytes > 64u << 20)
    return wrong("payload: at most 64 MiB");
  if (x.clients > 0 && x.providers == 0)
    return wrong("clients: nobody provides the service");
  return done{};
}

} // namespace

outcome<duration> parse_time(std::string_view text) {
  static const std::pair<std::string_view, duration> units[]
    = {{"ms", 1ms}, {"us", 1us}, {"min", 1min}, {"s", 1s}, {"h", 1h}};
  for (const auto& [unit, length] : units) {
    if (text.size() <= unit.size()
        || text.substr(text.size() - unit.size()) != unit)
      continue;
    auto number = to_number(text.substr(0, text.size() - unit.size()));
    if (!number || *number > 1e6)
      break;
    return duration{static_cast<duration::rep>(
      *number * static_cast<double>(length.count()))};
  }
  return wrong(quoted(text) + " is no time such as 200ms, 1.5s, 2min or 1h");
}

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
    reader in{std::move(found)};
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
