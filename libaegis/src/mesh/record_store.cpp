#include "mesh/record_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::mesh {

namespace {

const record_ptr no_record;

// Tombstones and excluded members provide nothing.
const std::vector<service_id>& services_of(const record_ptr& x) {
  static const std::vector<service_id> none;
  return x && is_callable(*x) ? x->info.services : none;
}

template <class Predicate>
std::vector<record_ptr> select(const record_store& store, Predicate is_wanted) {
  std::vector<record_ptr> result;
  store.for_each([&](const record_ptr& x) {
    if (is_wanted(*x))
      result.push_back(x);
  });
  std::sort(result.begin(), result.end(),
            [](const record_ptr& x, const record_ptr& y) {
              return x->info.id < y->info.id;
            });
  return result;
}

/// The records with these hashes of ids, as far as they provide the service:
/// two ids may have the same.
template <class Predicate>
std::vector<record_ptr> providers_among(const record_store& store,
                                        const id_hashes& hashes,
                                        Predicate is_service) {
  std::vector<record_ptr> result;
  result.reserve(hashes.size());
  for (auto i = hashes.begin(); i != hashes.end();
       i = std::upper_bound(i, hashes.end(), *i)) {
    const auto& part = *store.part(part_of_hash(*i));
    for (auto at = part.find({}, *i).index;
         at < part.size() && part.entries()[at].hash == *i; ++at) {
      const auto& services = services_of(part[at]);
      if (std::any_of(services.begin(), services.end(), is_service))
        result.push_back(part[at]);
    }
  }
  return result;
}

} // namespace

// -- reading -----------------------------------------------------------------

const record_ptr& record_store::find(std::string_view id,
                                     std::uint64_t hash) const {
  const auto& there = part(part_of_hash(hash));
  if (!there)
    return no_record;
  auto at = there->find(id, hash);
  return at.is_taken ? (*there)[at.index] : no_record;
}

const part_ptr& record_store::part(std::size_t i) const noexcept {
  static const part_ptr none;
  return parts_.empty() ? none : parts_[i];
}

std::vector<record_ptr> record_store::members() const {
  return select(*this, [](const record& x) { return is_member(x.info); });
}

std::vector<record_ptr> record_store::records() const {
  return select(*this, [](const record&) { return true; });
}

std::size_t record_store::parts_in_use() const {
  return static_cast<std::size_t>(std::count_if(
    parts_.begin(), parts_.end(), [](const part_ptr& x) { return bool{x}; }));
}

std::size_t record_store::parts_shared_with(const record_store& x) const {
  std::size_t result = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i)
    result += parts_[i] && parts_[i].shares_with(x.part(i)) ? 1 : 0;
  return result;
}

// -- services ----------------------------------------------------------------

void record_store::index_services() {
  if (!services_)
    services_ = services_now();
}

service_index record_store::services_now() const {
  std::vector<record_ptr> all;
  all.reserve(record_count_);
  for_each([&](const record_ptr& x) { all.push_back(x); });
  // Each list grows at its end then.
  std::sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
    return x->id_hash < y->id_hash;
  });
  service_index result;
  for (const auto& x : all)
    for (const auto& service : services_of(x))
      result.add(service, x->id_hash);
  return result;
}

std::vector<record_ptr>
record_store::providers(const service_index& index,
                        const service_id& service) const {
  auto* hashes = index.providers(service);
  if (hashes == nullptr)
    return {};
  return providers_among(*this, *hashes,
                         [&](const service_id& x) { return x == service; });
}

std::vector<record_ptr>
record_store::providers_of_any(const service_index& index,
                               std::string_view name) const {
  return providers_among(*this, index.providers_of_any(name),
                         [&](const service_id& x) { return x.name == name; });
}

// -- writing -----------------------------------------------------------------

record_store::change record_store::put(record_ptr x) {
  parts_.resize(part_count);
  change result;
  result.part = part_of(*x);
  auto& there = edit(result.part);
  auto at = there.find(x->info.id, x->id_hash);
  result.index = at.index;
  count(there, false);
  result.before = there.put(at, x);
  count(there, true);
  index(result.before, x);
  return result;
}

std::vector<std::size_t>
record_store::put_new(std::size_t part, const std::vector<record_ptr>& xs) {
  parts_.resize(part_count);
  auto& there = edit(part);
  count(there, false);
  auto result = there.put_new(xs);
  count(there, true);
  for (const auto& x : xs)
    index(nullptr, x);
  return result;
}

record_store::change record_store::erase(const record& x) {
  change result;
  result.part = part_of(x);
  auto& there = edit(result.part);
  result.index = there.find(x.info.id, x.id_hash).index;
  count(there, false);
  result.before = there.erase(result.index);
  count(there, true);
  index(result.before, nullptr);
  return result;
}

record_part& record_store::edit(std::size_t part) {
  return parts_[part].edit(owner_);
}

void record_store::count(const record_part& x, bool comes) {
  auto sign = comes ? std::uint64_t{1} : ~std::uint64_t{0};
  member_count_ += sign * x.member_count();
  record_count_ += sign * x.size();
  digest_ += sign * x.digest();
}

void record_store::index(const record_ptr& before, const record_ptr& after) {
  if (!services_)
    return;
  const auto& old_ones = services_of(before);
  const auto& new_ones = services_of(after);
  auto hash = (before ? before : after)->id_hash;
  std::vector<service_id> changed;
  std::set_difference(old_ones.begin(), old_ones.end(), new_ones.begin(),
                      new_ones.end(), std::back_inserter(changed));
  for (const auto& service : changed)
    services_->remove(service, hash);
  changed.clear();
  std::set_difference(new_ones.begin(), new_ones.end(), old_ones.begin(),
                      old_ones.end(), std::back_inserter(changed));
  for (const auto& service : changed)
    services_->add(service, hash);
}

} // namespace aegis::mesh
