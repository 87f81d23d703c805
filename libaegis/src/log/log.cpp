#include "log/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace aegis {

namespace {

std::shared_ptr<spdlog::logger> make_logger() {
  if (auto theirs = spdlog::get("aegis"))
    return theirs;
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  auto result = std::make_shared<spdlog::logger>("aegis", std::move(sink));
  auto* level = std::getenv("AEGIS_LOG");
  result->set_level(level != nullptr ? spdlog::level::from_str(level)
                                     : spdlog::level::warn);
  result->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ aegis: %v");
  return result;
}

} // namespace

spdlog::logger& log() {
  static auto instance = make_logger();
  return *instance;
}

} // namespace aegis
