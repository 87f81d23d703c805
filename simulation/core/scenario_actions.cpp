#include "simulation/core/scenario_actions.hpp"

#include "core/printable.hpp"

#include <utility>

namespace aegis::simulation {

namespace {

using core::quoted;

outcome<selection> read_selection(word_reader& in) {
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

template <class Action>
outcome<action> read_simple(word_reader& in) {
  auto who = read_selection(in);
  if (!who)
    return std::move(who).error();
  return action{Action{std::move(*who)}};
}

outcome<action> read_crash(word_reader& in) {
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
outcome<action> read_timed(word_reader& in, std::string_view word,
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

outcome<action> read_cut(word_reader& in) {
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

outcome<action> read_loss(word_reader& in) {
  auto word = in.take();
  auto share = to_share(word);
  if (!share)
    return wrong(quoted(word) + " is no share of packets such as 1%");
  return action{loss_action{*share}};
}

} // namespace

outcome<action> read_action(word_reader& in) {
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

} // namespace aegis::simulation
