#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace bench {

/// Keeps a value alive that nobody uses, so that its computation is not
/// optimized away.
template <class T>
void keep(const T& x) {
  asm volatile("" : : "r,m"(x) : "memory");
}

/// Nanoseconds that one call of `f` takes: the median of several batches, each
/// long enough for the clock. Calls `f` some hundred times at least, unless
/// one call is slow.
template <class F>
double nanoseconds_per_call(F f, std::chrono::milliseconds batch
                                 = std::chrono::milliseconds{20}) {
  using clock = std::chrono::steady_clock;
  constexpr std::size_t batches = 9;
  std::size_t calls = 1;
  std::vector<double> results;
  while (results.size() < batches) {
    auto begin = clock::now();
    for (std::size_t i = 0; i < calls; ++i)
      f();
    std::chrono::duration<double, std::nano> passed = clock::now() - begin;
    if (passed < batch && results.empty())
      calls *= 2;
    else
      results.push_back(passed.count() / static_cast<double>(calls));
  }
  auto middle = results.begin() + batches / 2;
  std::nth_element(results.begin(), middle, results.end());
  return *middle;
}

/// Nanoseconds that `f` takes once.
template <class F>
double nanoseconds_of(F f) {
  auto begin = std::chrono::steady_clock::now();
  f();
  std::chrono::duration<double, std::nano> passed
    = std::chrono::steady_clock::now() - begin;
  return passed.count();
}

} // namespace bench
