#include "aegis/topology.hpp"

#include "mesh/topology_snapshot.hpp"

#include <utility>

namespace aegis {

namespace {

template <class Records>
std::vector<node_info> infos(const Records& records) {
  std::vector<node_info> result;
  result.reserve(records.size());
  for (const auto& record : records)
    result.push_back(record->info);
  return result;
}

} // namespace

topology_view::topology_view()
  : topology_view(std::make_shared<const mesh::topology_snapshot>()) {}

topology_view::topology_view(std::shared_ptr<const mesh::topology_snapshot> x)
  : snapshot_(std::move(x)) {
  if (!snapshot_)
    *this = topology_view{};
}

std::vector<node_info> topology_view::nodes() const {
  return infos(snapshot_->members());
}

std::shared_ptr<const node_info>
topology_view::find(const std::string& id) const {
  auto record = snapshot_->find(id);
  if (!record)
    return nullptr;
  return {record, &record->info};
}

std::vector<node_info>
topology_view::providers(const service_id& service) const {
  return infos(snapshot_->providers(service));
}

std::vector<node_info>
topology_view::by_service(const std::string& name) const {
  return infos(snapshot_->by_service(name));
}

std::size_t topology_view::size() const {
  return snapshot_->size();
}

std::uint64_t topology_view::version() const {
  return snapshot_->version();
}

std::uint64_t topology_view::digest() const {
  return snapshot_->digest();
}

std::string to_string(topology_change x) {
  switch (x) {
    case topology_change::joined:
      return "joined";
    case topology_change::updated:
      return "updated";
    case topology_change::suspected:
      return "suspected";
    case topology_change::down:
      return "down";
    case topology_change::left:
      return "left";
    case topology_change::service_up:
      return "service_up";
    case topology_change::service_down:
      return "service_down";
  }
  return "unknown";
}

} // namespace aegis
