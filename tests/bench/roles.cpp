#include "tests/bench/roles.hpp"

#include "tests/bench/clocks.hpp"
#include "tests/bench/contestant.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <utility>

namespace bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

/// As many as the issue of the figure is about: enough to fill records, few
/// enough that no queue grows.
constexpr std::size_t outstanding = 64;

constexpr std::size_t payload_bytes = 1u << 20;

/// Enough to hide the way of the answer.
constexpr std::size_t payloads_outstanding = 4;

/// Payloads near the maximum: each takes a while by itself.
constexpr std::size_t huge_bytes = 50u << 20;
constexpr std::size_t huge_outstanding = 2;

/// Part of the time that is spent before anything counts.
constexpr int warm_up_divisor = 4;

void tell(const std::string& name, double value) {
  std::cout << name << ' ' << value << '\n';
}

double quantile(const std::vector<float>& sorted, double q) {
  auto last = static_cast<double>(sorted.size() - 1);
  return static_cast<double>(sorted[static_cast<std::size_t>(last * q)]);
}

class meter {
public:
  meter(std::unique_ptr<client> x, pid_t server)
    : client_(std::move(x)), server_(server) {
    // nop
  }

  bool measure(const std::string& what, std::chrono::milliseconds length) {
    if (what == "latency")
      latency(length);
    else if (what == "calls")
      calls(length);
    else if (what == "guard")
      guard(length);
    else if (what == "payload")
      payload(length);
    else if (what == "bulk")
      bulk(length);
    else if (what == "connections")
      connections(length);
    else
      return false;
    std::cout << "done" << std::endl;
    return true;
  }

private:
  std::vector<float> call(load x) {
    auto length = std::exchange(x.length, x.length / warm_up_divisor);
    client_->call(x);
    x.length = length;
    begin_ = clock::now();
    cpu_ = cpu_now();
    return client_->call(x);
  }

  double seconds() const {
    return std::chrono::duration<double>(clock::now() - begin_).count();
  }

  std::chrono::nanoseconds cpu_now() const {
    return cpu_time_of(::getpid()) + cpu_time_of(server_);
  }

  void latency(std::chrono::milliseconds length) {
    auto micros = call({1, answer_bytes, length});
    std::sort(micros.begin(), micros.end());
    tell("call_p50_us", quantile(micros, 0.50));
    tell("call_p99_us", quantile(micros, 0.99));
  }

  void calls(std::chrono::milliseconds length) {
    auto count
      = static_cast<double>(call({outstanding, answer_bytes, length}).size());
    tell("calls_per_second", count / seconds());
    std::chrono::duration<double, std::micro> cpu = cpu_now() - cpu_;
    tell("call_cpu_us", cpu.count() / count);
  }

  /// CPU time per call by name and by the bare handle, in turns.
  void guard(std::chrono::milliseconds length) {
    for (auto open : {std::size_t{1}, outstanding}) {
      constexpr int slices = 6;
      load x{open, answer_bytes, length / slices};
      double named = 0;
      double bare = 0;
      for (int i = 0; i < slices; ++i) {
        named += cpu_per_call([&] { return client_->call(x).size(); });
        auto found = cpu_per_call([&] { return client_->call_bare(x).size(); });
        if (found <= 0)
          return;
        bare += found;
      }
      tell(open == 1 ? "guard_overhead_ratio" : "guard_overhead_64_ratio",
           named / bare);
    }
  }

  /// Nanoseconds; 0 if no call was made.
  template <class F>
  double cpu_per_call(F f) {
    auto before = cpu_now();
    auto count = static_cast<double>(f());
    auto used = static_cast<double>((cpu_now() - before).count());
    return count > 0 ? used / count : 0;
  }

  void payload(std::chrono::milliseconds length) {
    auto count = call({payloads_outstanding, payload_bytes, length}).size();
    tell("payload_mib_per_second", static_cast<double>(count) / seconds());
  }

  /// Small calls and pings while payloads flow, against the same calls alone.
  void bulk(std::chrono::milliseconds length) {
    if (!client_->has_services())
      return;
    auto alone = call({1, answer_bytes, length});
    std::sort(alone.begin(), alone.end());
    auto p99 = quantile(alone, 0.99);
    bulk(length, "bulk", {payloads_outstanding, payload_bytes}, p99);
    bulk(length, "huge", {huge_outstanding, huge_bytes}, p99);
  }

  void bulk(std::chrono::milliseconds length, const std::string& name,
            const load& beside, double p99_alone) {
    begin_ = clock::now();
    auto found = client_->call_beside({1, answer_bytes, length}, beside);
    auto mib = static_cast<double>(found.beside * beside.bytes) / (1u << 20);
    tell(name + "_mib_per_second", mib / seconds());
    std::sort(found.calls.begin(), found.calls.end());
    std::sort(found.pings.begin(), found.pings.end());
    auto p99 = quantile(found.calls, 0.99);
    tell("small_call_p50_" + name + "_us", quantile(found.calls, 0.50));
    tell("small_call_p99_" + name + "_us", p99);
    tell("small_call_p99_" + name + "_ratio", p99 / p99_alone);
    tell("ping_p99_" + name + "_us", quantile(found.pings, 0.99));
  }

  void connections(std::chrono::milliseconds length) {
    client_->reconnect();
    begin_ = clock::now();
    double count = 0;
    do {
      client_->reconnect();
      ++count;
    } while (clock::now() - begin_ < length);
    tell("connections_per_second", count / seconds());
  }

  std::unique_ptr<client> client_;
  pid_t server_;
  clock::time_point begin_;
  std::chrono::nanoseconds cpu_{0};
};

void settle(const std::string& where) {
  if (where == "pinned")
    pin_to_one_core();
}

} // namespace

int run_server(const arguments& xs) {
  settle(xs[2]);
  auto server = make_server(xs[0], xs[1]);
  std::cout << "ready " << server->port() << std::endl;
  std::string line;
  while (std::getline(std::cin, line))
    ; // until the director ends us
  return 0;
}

int run_client(const arguments& xs) {
  settle(xs[2]);
  meter m{
    make_client(xs[0], xs[1], static_cast<std::uint16_t>(std::stoi(xs[3]))),
    std::stoi(xs[4])};
  std::cout << "ready" << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words{line};
    std::string what;
    long millis = 0;
    words >> what >> millis;
    if (!m.measure(what, std::chrono::milliseconds(millis)))
      give_up("unknown figure: " + what);
  }
  return 0;
}

} // namespace bench
