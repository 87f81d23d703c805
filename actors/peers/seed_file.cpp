#include "actors/peers/seed_file.hpp"

#include "core/printable.hpp"

#include <caf/send.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

namespace aegis::detail {

namespace {

std::string trimmed(const std::string& line) {
  auto text = line.substr(0, line.find('#'));
  auto first = text.find_first_not_of(" \t\r");
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

fault too_much(const std::string& path, const std::string& limit) {
  return {ec::file_error, "seeds: " + path + ": has more than " + limit};
}

} // namespace

outcome<done> check_seed(const std::string& address) {
  auto where = parse_host_port(address);
  if (!where)
    return std::move(where).error();
  if (where->port == 0)
    return fault{ec::invalid_address, address + ": port 0 cannot be dialed"};
  return done{};
}

outcome<std::vector<std::string>> read_seed_file(const std::string& path) {
  errno = 0;
  std::ifstream in{path};
  if (!in)
    return fault{ec::file_error,
                 "seeds: cannot read " + path + ": " + std::strerror(errno)};
  std::vector<std::string> result;
  std::size_t bytes = 0;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    bytes += line.size() + 1;
    if (bytes > defaults::seed_file_max_bytes)
      return too_much(path,
                      std::to_string(defaults::seed_file_max_bytes) + " bytes");
    auto address = trimmed(line);
    if (address.empty())
      continue;
    if (auto ok = check_seed(address); !ok)
      return fault{ok.error().code, "seeds: " + path + ", line "
                                      + std::to_string(number) + ": "
                                      + core::quoted(ok.error().text)};
    if (result.size() >= defaults::seeds_max)
      return too_much(path, std::to_string(defaults::seeds_max) + " addresses");
    result.push_back(std::move(address));
  }
  if (in.bad())
    return fault{ec::file_error, "seeds: cannot read " + path};
  return result;
}

seed_file_actor::behavior_type
seed_file_reader(seed_file_actor::pointer self,
                 peer_manager_internal_actor peers, std::string path) {
  // What was told last, so that nothing is told twice.
  auto told = std::make_shared<std::optional<seed_list>>();
  self->send(self, seed_file_due{});
  return {
    [=](const seed_file_due&) {
      seed_list now{"file " + path, read_seed_file(path)};
      auto& last = *told;
      auto is_news
        = !last || bool{last->addresses} != bool{now.addresses}
          || (now.addresses
                ? *last->addresses != *now.addresses
                : !(last->addresses.error() == now.addresses.error()));
      if (is_news)
        caf::anon_send(peers, now);
      last = std::move(now);
      self->delayed_send(self, defaults::seed_file_interval, seed_file_due{});
    },
  };
}

} // namespace aegis::detail
