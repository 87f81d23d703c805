#include "support.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

// The library's own to_string is not part of the pure core.
const char* name_of(topology_change x) {
  constexpr const char* names[]
    = {"joined", "updated",    "suspected",   "down",
       "left",   "service_up", "service_down"};
  return names[static_cast<std::size_t>(x)];
}

} // namespace

timestamp_ms at(std::int64_t ms) {
  return timestamp_ms{std::chrono::milliseconds{ms}};
}

service_id service(const std::string& name_at_version) {
  auto middle = name_at_version.find('@');
  return {name_at_version.substr(0, middle),
          name_at_version.substr(middle + 1)};
}

node_info node(const std::string& id, const strings& services) {
  node_info result;
  result.id = id;
  result.name = "node " + id;
  result.address = id + ".example:8443";
  result.joined_at = at(1);
  result.updated_at = at(1);
  for (const auto& x : services)
    result.services.push_back(service(x));
  return result;
}

record_ptr alive(const std::string& id, std::uint64_t incarnation) {
  auto result = node(id);
  result.incarnation = incarnation;
  return make_record(std::move(result));
}

node_info numbered(node_info x, std::uint64_t incarnation,
                   std::uint64_t revision) {
  x.incarnation = incarnation;
  x.revision = revision;
  return x;
}

node_info with_status(node_info x, node_status status) {
  x.status = status;
  return x;
}

topology_table table_of(const std::string& id, table_limits limits) {
  topology_table result{id, limits};
  expect(result.set_self(numbered(node(id), 1000, 0), at(1)));
  return result;
}

strings ids_of(const std::vector<record_ptr>& records) {
  strings result;
  for (const auto& x : records)
    result.push_back(x->info.id);
  return result;
}

strings ordered(strings x) {
  std::sort(x.begin(), x.end());
  return x;
}

strings providers_in(const topology_table& table, const service_id& service) {
  const auto& content = table.content();
  return ordered(ids_of(content.providers(content.services_now(), service)));
}

strings words(const change_list& changes) {
  strings result;
  for (const auto& x : changes) {
    auto word = name_of(x.kind) + (' ' + x.record->info.id);
    if (!x.service.name.empty())
      word += ' ' + to_string(x.service);
    result.push_back(word);
  }
  return result;
}

strings words(const record_changes& changes) {
  return words(events_of(changes));
}

// -- follower ----------------------------------------------------------------

void follower::follow(const record_changes& changes) {
  for (const auto& x : events_of(changes))
    follow(x);
}

void follower::follow(const change& x) {
  const auto& id = x.record->info.id;
  BOOST_TEST(x.version >= version_);
  version_ = x.version;
  BOOST_TEST_CONTEXT(name_of(x.kind) << ' ' << id) {
    if (x.kind == topology_change::joined) {
      BOOST_REQUIRE(members_.emplace(id, std::set<service_id>{}).second);
      return;
    }
    BOOST_REQUIRE(members_.count(id) == 1);
    auto& services = members_[id];
    switch (x.kind) {
      case topology_change::service_up:
        BOOST_TEST(services.insert(x.service).second);
        break;
      case topology_change::service_down:
        BOOST_TEST(services.erase(x.service) == 1u);
        break;
      case topology_change::suspected:
        BOOST_TEST(suspects_.insert(id).second);
        break;
      case topology_change::updated:
        if (x.record->info.status == node_status::alive)
          suspects_.erase(id);
        break;
      default: // down, left
        BOOST_TEST(services.empty());
        members_.erase(id);
        suspects_.erase(id);
    }
  }
}

void follower::check_agrees_with(const topology_table& table) const {
  BOOST_TEST(version_ <= table.version());
  BOOST_TEST(members_.size() == table.size());
  for (const auto& x : table.members()) {
    const auto& info = x->info;
    auto i = members_.find(info.id);
    BOOST_REQUIRE_MESSAGE(i != members_.end(), info.id + " was not announced");
    std::set<service_id> services;
    if (!x->excluded)
      services.insert(info.services.begin(), info.services.end());
    BOOST_CHECK(services == i->second);
    BOOST_TEST((suspects_.count(info.id) == 1)
               == (info.status == node_status::suspect));
  }
}

// -- consistency -------------------------------------------------------------

void check_consistent(const topology_table& table) {
  std::uint64_t digest = 0;
  std::map<service_id, std::set<std::string>> providers;
  auto records = table.records();
  for (const auto& x : records) {
    digest += digest_share(*x);
    BOOST_TEST(x->content_hash == content_hash(x->info));
    BOOST_CHECK(table.find_any(x->info.id) == x);
    if (is_callable(*x))
      for (const auto& y : x->info.services)
        providers[y].insert(x->info.id);
  }
  BOOST_TEST(table.digest() == digest);
  BOOST_TEST(table.size() == table.members().size());
  BOOST_TEST(table.size() + table.tombstone_count() == records.size());
  BOOST_TEST(table.changes_since(0).size() == records.size());
  const auto& content = table.content();
  auto index = content.services_now();
  for (const auto& [service, ids] : providers)
    BOOST_TEST(ordered(ids_of(content.providers(index, service)))
                 == strings(ids.begin(), ids.end()),
               boost::test_tools::per_element());
}

} // namespace aegis::mesh
