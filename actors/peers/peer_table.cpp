#include "actors/peers/peer_table.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::detail {

outcome<done> peer_table::check(const peer_address& where) const {
  if (where.id == own_id_)
    return fault{ec::invalid_argument,
                 "peer " + where.id + ": is this node itself"};
  if (!where.id.empty())
    if (auto ok = check_node_id(where.id); !ok)
      return std::move(ok).error();
  if (where.address.empty())
    return done{};
  auto parsed = parse_host_port(where.address);
  if (!parsed)
    return std::move(parsed).error();
  if (parsed->port == 0)
    return fault{ec::invalid_address,
                 where.address + ": port 0 cannot be dialed"};
  return done{};
}

outcome<peer_key> peer_table::add(const peer_address& where) {
  if (where.id.empty() && where.address.empty())
    return fault{ec::invalid_argument, "peer: neither id nor address"};
  if (auto ok = check(where); !ok)
    return std::move(ok).error();
  auto key = find(where.id.empty() ? where.address : where.id);
  if (key == 0)
    return insert(where, true);
  auto& entry = entries_.at(key);
  if (entry.kept())
    return fault{ec::already_exists,
                 "peer " + (where.id.empty() ? where.address : where.id)
                   + ": was added already"};
  entry.keep(where.address);
  add_address(where.address, key);
  return key;
}

outcome<peer_key> peer_table::demand(const std::string& id,
                                     const std::string& address) {
  if (id.empty())
    return fault{ec::invalid_argument, "peer: no id"};
  if (auto i = by_id_.find(id); i != by_id_.end())
    return i->second;
  if (auto ok = check({id, address}); !ok)
    return std::move(ok).error();
  return insert({id, address}, false);
}

outcome<peer_key> peer_table::insert(const peer_address& where, bool kept) {
  if (entries_.size() >= max_)
    return fault{ec::overloaded, "peer " + where.id + ": "
                                   + std::to_string(entries_.size())
                                   + " peers are known already"};
  auto key = ++last_;
  entries_.emplace(key, peer_entry{where, kept, pace_});
  if (!where.id.empty())
    by_id_.emplace(where.id, key);
  add_address(where.address, key);
  return key;
}

peer_key peer_table::learn(peer_key key, const std::string& id) {
  auto i = entries_.find(key);
  if (i == entries_.end() || i->second.id() == id)
    return key;
  auto [known, is_new] = by_id_.emplace(id, key);
  if (is_new) {
    i->second.learn(id);
    return key;
  }
  auto result = known->second;
  entries_.at(result).absorb(i->second);
  for (auto& [address, owner] : by_address_)
    if (owner == key)
      owner = result;
  entries_.erase(i);
  return result;
}

bool peer_table::forget_id(peer_key key) {
  auto entry = find(key);
  if (!entry || entry->id().empty())
    return false;
  auto id = entry->id();
  if (!entry->forget_id())
    return false;
  by_id_.erase(id);
  return true;
}

void peer_table::erase(peer_key key) {
  auto i = entries_.find(key);
  if (i == entries_.end())
    return;
  if (auto id = by_id_.find(i->second.id());
      id != by_id_.end() && id->second == key)
    by_id_.erase(id);
  if (!i->second.address().empty())
    for (auto j = by_address_.begin(); j != by_address_.end();)
      j = j->second == key ? by_address_.erase(j) : std::next(j);
  entries_.erase(i);
}

void peer_table::dispose(peer_key key) {
  if (auto entry = find(key); entry && entry->disposable())
    erase(key);
}

peer_entry* peer_table::find(peer_key key) {
  auto i = entries_.find(key);
  return i == entries_.end() ? nullptr : &i->second;
}

peer_key peer_table::find(const std::string& id_or_address) const {
  if (auto i = by_id_.find(id_or_address); i != by_id_.end())
    return i->second;
  auto i = by_address_.find(id_or_address);
  return i == by_address_.end() ? 0 : i->second;
}

void peer_table::add_address(const std::string& address, peer_key key) {
  if (address.empty())
    return;
  auto [first, last] = by_address_.equal_range(address);
  if (std::none_of(first, last, [&](auto& x) { return x.second == key; }))
    by_address_.emplace(address, key);
}

} // namespace aegis::detail
