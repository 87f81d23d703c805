#include "tests/bench/topology_figures.hpp"

#include "actors/topology/sync_book.hpp"
#include "aegis/node_info.hpp"
#include "mesh/topology_table.hpp"
#include "pki/authority.hpp"
#include "pki/key.hpp"
#include "pki/signature.hpp"
#include "seal/own_signer.hpp"
#include "seal/pki_keys.hpp"
#include "seal/record_gate.hpp"
#include "tests/bench/contestant.hpp"
#include "tests/bench/stopwatch.hpp"
#include "wire/signed_record_codec.hpp"

#include <malloc.h>

#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace bench {

namespace {

using namespace aegis;
using namespace std::chrono_literals;

constexpr std::size_t many = 10'000;
constexpr auto lifetime = 24h;

template <class T>
T take(outcome<T> x) {
  if (!x)
    give_up(to_string(x.error()));
  return std::move(*x);
}

timestamp_ms now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

/// A record as large as those of a real mesh: 3 services, 4 labels. Each
/// service has 10 providers, however many nodes there are.
node_info record_of(std::size_t i) {
  node_info x;
  x.id = "node-" + std::to_string(i);
  x.name = "Node number " + std::to_string(i);
  x.address = "10.1." + std::to_string(i / 250) + '.' + std::to_string(i % 250)
              + ":8443";
  for (const char* kind : {"orders-", "stock-", "mail-"})
    x.services.push_back({kind + std::to_string(i / 10), "v1"});
  x.region = "eu-central-1";
  x.labels = {{"rack", std::to_string(i % 40)},
              {"zone", "b"},
              {"stage", "production"},
              {"release", "2026.11.2"}};
  x.joined_at = now();
  x.updated_at = x.joined_at;
  x.incarnation = 1'800'000'000'000 + i;
  mesh::normalize(x);
  return x;
}

/// The certificates of a mesh. All of them are for the same key, whose making
/// would take most of the time; what is measured does not know.
class members {
public:
  explicit members(key_kind kind)
    : ca_(take(pki::authority::create("bench", key_kind::ecdsa_p256))),
      key_(take(pki::generate_key(kind, 2048))) {}

  pki::credentials_ptr of(const std::string& id) const {
    pki::credential_parts parts;
    parts.certs.push_back(
      take(ca_.issue(pki::node_subject(id, "bench", {"localhost", 0}),
                     pki::share(key_)))
        .cert);
    parts.key = pki::share(key_);
    parts.roots.push_back(pki::share(ca_.cert()));
    return take(pki::assemble(std::move(parts), id, "bench", {}));
  }

private:
  pki::authority ca_;
  pki::evp_pkey_ptr key_;
};

struct signed_record {
  mesh::record_ptr record;
  std::string certificate;
};

signed_record sign(const members& keys, const node_info& x) {
  auto key = seal::make_signing_key(keys.of(x.id));
  seal::own_signer hand{"bench", x.id, key, lifetime};
  return {mesh::make_record(x, hand.sign(x, now())), key->certificate()};
}

/// What a topology actor owns.
struct replica {
  replica(const members& keys, const std::string& id, std::uint64_t epoch)
    : own(keys.of(id)),
      signer(std::make_shared<seal::own_signer>(
        "bench", id, seal::make_signing_key(own), lifetime)),
      gate("bench", seal::make_key_judge(own), {}, 2 * many),
      table(id, {}, rules()),
      book(epoch, {}) {
    take(gate.book().add(signer->key().certificate(), 1));
    auto x = record_of(0);
    x.id = id;
    take(table.set_self(x, now()));
  }

  mesh::table_rules rules() const {
    mesh::table_rules result;
    result.signer = signer;
    result.edits_others = false;
    return result;
  }

  pki::credentials_ptr own;
  std::shared_ptr<seal::own_signer> signer;
  seal::record_gate gate;
  mesh::topology_table table;
  detail::sync_book book;
};

/// Bytes of a request and its response, and what they took here and there.
struct sync_cost {
  std::size_t bytes = 0;
  double asking_ns = 0;
  double answering_ns = 0;
};

sync_cost sync(replica& from, const std::string& from_id, replica& to,
               const std::string& to_id) {
  sync_cost result;
  std::string request;
  std::string response;
  result.asking_ns += nanoseconds_of([&] {
    auto x = *from.book.request_for(to_id, from.table, from.gate, now());
    x.set_sender(from_id);
    request = x.SerializeAsString();
  });
  result.answering_ns += nanoseconds_of([&] {
    v1::SyncRequest x;
    x.ParseFromString(request);
    auto done = to.book.answer(x, to.table, to.gate, now());
    response = take(std::move(done)).response.SerializeAsString();
  });
  result.asking_ns += nanoseconds_of([&] {
    v1::SyncResponse x;
    x.ParseFromString(response);
    take(from.book.accept(to_id, x, from.table, from.gate, now()));
  });
  result.bytes = request.size() + response.size();
  return result;
}

double median(std::vector<double> xs) {
  auto middle = xs.begin() + static_cast<std::ptrdiff_t>(xs.size() / 2);
  std::nth_element(xs.begin(), middle, xs.end());
  return *middle;
}

// -- syncs -------------------------------------------------------------------

/// Lets one table hear of all the others, then the next of that one.
void add_syncs(const members& keys, report& out) {
  replica a{keys, "a", 1};
  replica b{keys, "b", 2};
  for (std::size_t i = 0; i < many;) {
    v1::SyncRequest part;
    part.set_sender("seed");
    part.set_sender_epoch(3);
    for (auto end = std::min(many, i + defaults::sync_records_max); i < end;
         ++i) {
      auto x = sign(keys, record_of(i));
      part.add_records(wire::encode(*x.record));
      part.add_certificates(x.certificate);
    }
    take(a.book.answer(part, a.table, a.gate, now()));
  }
  sync_cost full;
  while (a.table.digest() != b.table.digest()) {
    auto part = sync(b, "b", a, "a");
    full.bytes += part.bytes;
    full.asking_ns += part.asking_ns;
    full.answering_ns += part.answering_ns;
  }
  out["full_sync_us"] = (full.asking_ns + full.answering_ns) / 1000;
  out["full_sync_bytes"] = static_cast<double>(full.bytes);
  std::vector<double> change;
  std::vector<double> nothing;
  auto changed_bytes = 0.0;
  auto quiet_bytes = 0.0;
  for (int i = 0; i < 200; ++i) {
    take(b.table.update_self(
      [&](node_info& x) { x.labels["turn"] = std::to_string(i); }, now()));
    auto news = sync(b, "b", a, "a");
    change.push_back(news.answering_ns);
    changed_bytes = static_cast<double>(news.bytes);
    auto quiet = sync(b, "b", a, "a");
    nothing.push_back(quiet.answering_ns);
    quiet_bytes = static_cast<double>(quiet.bytes);
  }
  out["sync_one_change_us"] = median(change) / 1000;
  out["sync_one_change_bytes"] = changed_bytes;
  out["sync_nothing_us"] = median(nothing) / 1000;
  out["sync_nothing_bytes"] = quiet_bytes;
}

// -- records -----------------------------------------------------------------

void add_verification(const members& keys, const char* key, report& out) {
  auto x = sign(keys, record_of(7));
  replica a{keys, "a", 1};
  seal::record_gate::record_list records;
  *records.Add() = wire::encode(*x.record);
  seal::record_gate::certificate_list certificates;
  *certificates.Add() = x.certificate;
  take(a.gate.admit(records, certificates, a.table, now()));
  // The table does not get to know it, so it is verified each time.
  out[key] = nanoseconds_per_call(
               [&] { keep(take(a.gate.admit(records, {}, a.table, now()))); })
             / 1000;
}

std::size_t heap_bytes() {
  return static_cast<std::size_t>(mallinfo2().uordblks);
}

void add_memory_and_merges(const members& keys, report& out) {
  std::vector<v1::SignedRecord> wire_form;
  for (std::size_t i = 0; i < many; ++i)
    wire_form.push_back(wire::to_wire(*sign(keys, record_of(i)).record));
  auto before = heap_bytes();
  std::vector<mesh::record_ptr> records;
  records.reserve(many);
  for (const auto& x : wire_form)
    records.push_back(take(wire::from_wire(x)));
  auto contents = heap_bytes() - before - many * sizeof(mesh::record_ptr);
  before = heap_bytes();
  auto table = std::make_unique<mesh::topology_table>("here");
  auto spent = nanoseconds_of([&] { table->merge(records, now()); });
  auto slots = heap_bytes() - before;
  out["merge_records_per_second"] = many / (spent / 1e9);
  out["record_bytes_per_node"] = static_cast<double>(contents + slots) / many;
  out["record_slot_bytes_per_node"] = static_cast<double>(slots) / many;
}

// -- look-ups ----------------------------------------------------------------

mesh::topology_table table_of(std::size_t nodes) {
  mesh::topology_table result{"here"};
  std::vector<node_info> all;
  for (std::size_t i = 0; i < nodes; ++i)
    all.push_back(record_of(i));
  result.merge(all, now());
  return result;
}

double lookup_ns(std::size_t nodes) {
  auto snapshot = table_of(nodes).snapshot();
  service_id service{"stock-5", "v1"};
  std::size_t turn = 0;
  return nanoseconds_per_call([&] {
    auto providers = snapshot->providers(service);
    keep(providers[turn++ % providers.size()].get());
  });
}

/// The founding document's way: all nodes and all their services, each time.
double scan_ns(std::size_t nodes) {
  std::vector<node_info> all;
  for (std::size_t i = 0; i < nodes; ++i)
    all.push_back(record_of(i));
  service_id service{"stock-5", "v1"};
  std::size_t turn = 0;
  return nanoseconds_per_call([&] {
    std::vector<const node_info*> providers;
    for (const auto& node : all)
      for (const auto& x : node.services)
        if (x == service)
          providers.push_back(&node);
    keep(providers[turn++ % providers.size()]);
  });
}

void print_line(const report& x, const char* key, const char* title) {
  auto i = x.find(key);
  if (i == x.end())
    return;
  std::cout << std::left << std::setw(44) << title << std::right
            << std::setw(13) << std::fixed
            << std::setprecision(i->second < 1000 ? 1 : 0) << i->second << '\n';
}

} // namespace

void add_topology_figures(report& x) {
  x["provider_lookup_ns_100"] = lookup_ns(100);
  x["provider_lookup_ns_10000"] = lookup_ns(many);
  x["provider_scan_ns_10000"] = scan_ns(many);
  members ecdsa{key_kind::ecdsa_p256};
  members rsa{key_kind::rsa};
  add_verification(rsa, "record_verify_us", x);
  add_verification(ecdsa, "record_verify_ecdsa_us", x);
  add_memory_and_merges(ecdsa, x);
  add_syncs(rsa, x);
}

void print_topology_figures(const report& x) {
  std::cout << "\ntopology of 10,000 nodes, within one process\n";
  print_line(x, "provider_lookup_ns_100", "look up a provider among 100, ns");
  print_line(x, "provider_lookup_ns_10000", "the same among 10,000, ns");
  print_line(x, "provider_scan_ns_10000", "the same by a scan, ns");
  print_line(x, "sync_one_change_us", "take one change and answer, us");
  print_line(x, "sync_one_change_bytes", "its bytes, both ways");
  print_line(x, "sync_nothing_us", "answer a sync without news, us");
  print_line(x, "sync_nothing_bytes", "its bytes, both ways");
  print_line(x, "full_sync_us", "whole table, both sides, verified, us");
  print_line(x, "full_sync_bytes", "its bytes");
  print_line(x, "record_verify_us", "verify a record, RSA-2048, us");
  print_line(x, "record_verify_ecdsa_us", "verify a record, ECDSA P-256, us");
  print_line(x, "merge_records_per_second", "records merged per second");
  print_line(x, "record_bytes_per_node", "memory of a record, bytes");
  print_line(x, "record_slot_bytes_per_node", "of it in the table itself");
  std::cout << std::flush;
}

} // namespace bench
