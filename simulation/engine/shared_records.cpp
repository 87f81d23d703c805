#include "simulation/engine/shared_records.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>

namespace aegis::simulation {

namespace {

/// Signatures look like random bytes; the rest is compared.
std::uint64_t key_of(const std::string& signature) {
  std::uint64_t result = 0;
  std::memcpy(&result, signature.data(),
              std::min(sizeof(result), signature.size()));
  return result;
}

} // namespace

mesh::record_ptr shared_records::find(const v1::SignedRecord& x) const {
  auto i = by_signature_.find(key_of(x.signature()));
  if (i == by_signature_.end())
    return nullptr;
  const auto& known = *i->second->proof;
  return known.signature == x.signature() && known.body == x.body()
             && known.fingerprint == x.certificate_fingerprint()
           ? i->second
           : nullptr;
}

void shared_records::keep(const mesh::record_ptr& x) {
  if (by_signature_.size() >= prune_at_) {
    for (auto i = by_signature_.begin(); i != by_signature_.end();)
      i = i->second.use_count() == 1 ? by_signature_.erase(i) : std::next(i);
    prune_at_ = std::max<std::size_t>(1024, 2 * by_signature_.size());
  }
  by_signature_.insert_or_assign(key_of(x->proof->signature), x);
}

} // namespace aegis::simulation
