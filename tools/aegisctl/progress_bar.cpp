#include "progress_bar.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace aegis::ctl {

namespace {

constexpr int bar_columns = 32;
constexpr std::chrono::milliseconds pause{100};

} // namespace

progress_bar::progress_bar() : visible_(::isatty(STDERR_FILENO) != 0) {
  // nop
}

progress_bar::~progress_bar() {
  end();
}

void progress_bar::show(double share, const std::string& text) {
  auto now = clock::now();
  if (!visible_ || now < next_)
    return;
  next_ = now + pause;
  drawn_ = true;
  auto full = std::clamp(static_cast<int>(share * bar_columns), 0, bar_columns);
  std::string bar;
  for (int i = 0; i < bar_columns; ++i)
    bar += i < full ? "█" : "░";
  std::fprintf(stderr, "\r\x1b[K%s %3d %%  %s", bar.c_str(),
               static_cast<int>(share * 100), text.c_str());
  std::fflush(stderr);
}

void progress_bar::end() {
  if (!drawn_)
    return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
}

} // namespace aegis::ctl
