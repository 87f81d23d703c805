#include "mesh/service_index.hpp"

#include "mesh/hash.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

std::uint64_t hash_of(const service_id& x) {
  return hasher{}.text(x.name).text(x.version).result();
}

std::uint64_t hash_of(std::string_view name) {
  return hasher{}.text(name).result();
}

auto named(const service_id& service) {
  return [&service](const auto& x) { return x->service == service; };
}

auto named(std::string_view name) {
  return [name](const auto& x) { return x->name == name; };
}

template <class T>
void insert_sorted(std::vector<T>& xs, const T& x) {
  xs.insert(std::lower_bound(xs.begin(), xs.end(), x), x);
}

template <class T>
void erase_sorted(std::vector<T>& xs, const T& x) {
  xs.erase(std::lower_bound(xs.begin(), xs.end(), x));
}

} // namespace

void service_index::add(const service_id& service, std::uint64_t id_hash) {
  auto hash = hash_of(service);
  if (auto* known = lists_.edit(hash, named(service))) {
    insert_sorted(known->edit(owner_).nodes, id_hash);
    return;
  }
  cow_ptr<provider_list> list;
  list.edit(owner_) = {service, {id_hash}};
  lists_.insert(hash, std::move(list));
  add_version(service);
}

void service_index::remove(const service_id& service, std::uint64_t id_hash) {
  auto hash = hash_of(service);
  auto& list = *lists_.edit(hash, named(service));
  if (list->nodes.size() > 1) {
    erase_sorted(list.edit(owner_).nodes, id_hash);
    return;
  }
  lists_.erase(hash, named(service));
  remove_version(service);
}

void service_index::add_version(const service_id& service) {
  auto hash = hash_of(service.name);
  if (auto* known = names_.edit(hash, named(service.name))) {
    insert_sorted(known->edit(owner_).versions, service.version);
    return;
  }
  cow_ptr<version_list> list;
  list.edit(owner_) = {service.name, {service.version}};
  names_.insert(hash, std::move(list));
}

void service_index::remove_version(const service_id& service) {
  auto hash = hash_of(service.name);
  auto& list = *names_.edit(hash, named(service.name));
  if (list->versions.size() > 1)
    erase_sorted(list.edit(owner_).versions, service.version);
  else
    names_.erase(hash, named(service.name));
}

const id_hashes* service_index::providers(const service_id& service) const {
  auto* list = lists_.find(hash_of(service), named(service));
  return list != nullptr ? &(*list)->nodes : nullptr;
}

id_hashes service_index::providers_of_any(std::string_view name) const {
  id_hashes result;
  auto* list = names_.find(hash_of(name), named(name));
  if (list == nullptr)
    return result;
  for (const auto& version : (*list)->versions) {
    auto* nodes = providers({(*list)->name, version});
    result.insert(result.end(), nodes->begin(), nodes->end());
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::size_t service_index::chunk_count() const noexcept {
  return lists_.cells().chunk_count() + names_.cells().chunk_count();
}

std::size_t service_index::chunks_shared_with(const service_index& x) const {
  return lists_.cells().chunks_shared_with(x.lists_.cells())
         + names_.cells().chunks_shared_with(x.names_.cells());
}

} // namespace aegis::mesh
