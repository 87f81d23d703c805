#pragma once

#include <chrono>
#include <string>

namespace aegis::ctl {

/// A line at the bottom of a terminal that fills up. Shows nothing where there
/// is no terminal.
class progress_bar {
public:
  progress_bar();
  ~progress_bar();

  /// @param share  from 0 to 1
  /// @param text  behind the bar
  void show(double share, const std::string& text);

  /// Clears the line.
  void end();

private:
  using clock = std::chrono::steady_clock;

  bool visible_;
  bool drawn_ = false;
  clock::time_point next_{};
};

} // namespace aegis::ctl
