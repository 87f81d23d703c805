#include "actors/peers/seed_book.hpp"

#include <iterator>
#include <utility>

namespace aegis::detail {

void seed_book::replace(const std::string& source,
                        std::vector<std::string> addresses) {
  std::set<std::string> named;
  for (auto& address : addresses) {
    if (seeds_[address].sources.insert(source).second) {
      pause_.reset();
      retry_at_ = {};
    }
    named.insert(std::move(address));
  }
  for (auto i = seeds_.begin(); i != seeds_.end();) {
    if (named.count(i->first) == 0)
      i->second.sources.erase(source);
    i = i->second.sources.empty() ? seeds_.erase(i) : std::next(i);
  }
}

std::vector<std::string>
seed_book::take(std::size_t count,
                const std::function<bool(const std::string&)>& serves,
                mesh::random_source& random) {
  std::vector<std::string> result;
  for (const auto& [address, x] : seeds_)
    if (!x.own && !x.dialing && (x.id.empty() || !serves(x.id)))
      result.push_back(address);
  random.shuffle(result);
  if (result.size() > count)
    result.resize(count);
  for (const auto& address : result)
    seeds_[address].dialing = true;
  return result;
}

void seed_book::ended(const std::string& address, const std::string& id) {
  auto i = seeds_.find(address);
  if (i == seeds_.end())
    return;
  i->second.dialing = false;
  i->second.id = id;
}

void seed_book::is_own(const std::string& address) {
  if (auto i = seeds_.find(address); i != seeds_.end())
    i->second.own = true;
}

void seed_book::pause(steady_time now, mesh::random_source& random) {
  retry_at_ = now + pause_.next(random);
}

} // namespace aegis::detail
