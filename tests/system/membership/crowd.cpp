#include "crowd.hpp"

#include <algorithm>
#include <thread>

namespace aegis::test {

namespace {

std::string name_of(int number) {
  return (number < 10 ? "m0" : "m") + std::to_string(number);
}

} // namespace

bool eventually(const std::function<bool()>& f,
                std::chrono::milliseconds timeout) {
  auto end = std::chrono::steady_clock::now() + timeout;
  while (!f()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

std::string join(const std::vector<std::string>& xs) {
  std::string result;
  for (const auto& x : xs)
    result += x + "; ";
  return result;
}

void crowd::start(int count) {
  add("m00").address();
  add("m01", seeds()).address();
  auto all = seeds();
  for (int i = 2; i < count; ++i)
    add(name_of(i), all);
  for (auto& [id, x] : members)
    x->address();
}

std::vector<std::string> crowd::seeds() const {
  std::vector<std::string> result;
  for (const auto* id : {"m00", "m01"})
    if (auto i = members.find(id); i != members.end())
      result.push_back("seed=" + i->second->address());
  return result;
}

member& crowd::add(const std::string& id, std::vector<std::string> options,
                   const std::string& certificates) {
  auto& result = members[id];
  result = std::make_unique<member>(
    id, certificates.empty() ? certs.path : certificates, std::move(options));
  return *result;
}

bool crowd::all_see(const std::vector<std::string>& ids,
                    std::chrono::milliseconds timeout) {
  std::map<std::string, std::string> wanted;
  for (const auto& id : ids)
    wanted[id] = "alive";
  return eventually(
    [&] {
      return std::all_of(members.begin(), members.end(), [&](const auto& x) {
        return x.second->nodes() == wanted;
      });
    },
    timeout);
}

bool crowd::all_see_all(std::chrono::milliseconds timeout) {
  std::vector<std::string> ids;
  for (const auto& [id, x] : members)
    ids.push_back(id);
  return all_see(ids, timeout);
}

std::optional<std::chrono::milliseconds>
crowd::all_hear(const std::string& change, const std::string& node,
                steady_time since, std::chrono::milliseconds timeout) {
  auto last = since;
  auto heard = eventually(
    [&] {
      last = since;
      for (const auto& [id, x] : members) {
        if (id == node)
          continue;
        auto at = x->heard_at(change, node, since);
        if (!at)
          return false;
        last = std::max(last, *at);
      }
      return true;
    },
    timeout);
  if (!heard)
    return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(last - since);
}

std::vector<std::string> crowd::told_of(const std::string& change,
                                        steady_time since) const {
  std::vector<std::string> result;
  for (const auto& [id, x] : members)
    for (const auto& e : x->events())
      if (e.when >= since && e.change == change)
        result.push_back(id + ": " + e.node);
  return result;
}

} // namespace aegis::test
