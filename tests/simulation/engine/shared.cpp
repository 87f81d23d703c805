// What the nodes of a process share, and that none knows by it what it was not
// told: records and certificates come in by messages alone.

#include "seal/own_signer.hpp"
#include "seal/record_gate.hpp"
#include "simulation/engine/shared_parts.hpp"
#include "simulation/engine/shared_records.hpp"
#include "simulation/engine/stand_in_keys.hpp"
#include "wire/signed_record_codec.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace aegis;
using namespace aegis::simulation;
using namespace std::chrono_literals;

namespace {

const timestamp_ms now{1'000'000'000ms};

/// Accepts nobody's certificate.
struct strict_judge final : seal::key_judge {
  std::string fingerprint(const std::string& certificate) const override {
    return make_stand_in_judge("mesh")->fingerprint(certificate);
  }

  outcome<seal::examined_ptr> examine(const std::string&) const override {
    return fault{ec::untrusted_ca, "nobody is trusted"};
  }
};

struct message {
  seal::record_gate::record_list records;
  seal::record_gate::certificate_list certificates;
};

/// A node's signed record and what goes with it.
struct signed_node {
  explicit signed_node(const std::string& id)
    : key(make_stand_in_key("mesh", id)), hand("mesh", id, key, 24h) {
    node_info x;
    x.id = id;
    x.address = "127.0.0.1:1";
    x.incarnation = 1;
    record = mesh::make_record(x, hand.sign(x, now));
  }

  void tell(message& to, bool with_certificate = true) const {
    *to.records.Add() = wire::encode(*record);
    if (with_certificate)
      *to.certificates.Add() = key->certificate();
  }

  /// `record` with an accusation by another.
  void accuse(signed_node& by) {
    auto x = std::make_shared<mesh::record>(*record);
    mesh::add(x->accusations,
              by.hand.accuse(x->info, accusation_kind::suspect, now));
    record = x;
  }

  seal::signing_key_ptr key;
  seal::own_signer hand;
  mesh::record_ptr record;
};

struct replica {
  explicit replica(std::shared_ptr<shared_records> records,
                   std::shared_ptr<shared_parts> parts = nullptr)
    : gate("mesh", make_stand_in_judge("mesh"), {}, 10'000, std::move(records)),
      table("me", {}, {}, std::move(parts)) {}

  seal::admission hear(const message& x) {
    auto admitted = gate.admit(x.records, x.certificates, table, now);
    BOOST_REQUIRE(admitted);
    table.merge(admitted->records, now);
    gate.settle(table);
    return std::move(*admitted);
  }

  seal::record_gate gate;
  mesh::topology_table table;
};

struct fixture {
  std::shared_ptr<shared_records> records = std::make_shared<shared_records>();
  std::shared_ptr<shared_parts> parts = std::make_shared<shared_parts>();
  replica one{records, parts};
  replica other{records, parts};
  std::vector<signed_node> nodes;

  void add(int count) {
    for (int i = 0; i < count; ++i)
      nodes.emplace_back("n" + std::to_string(i));
  }

  message all(bool with_certificates = true) const {
    message result;
    for (const auto& x : nodes)
      x.tell(result, with_certificates);
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(shared, fixture)

BOOST_AUTO_TEST_CASE(a_record_is_made_once_and_held_by_all) {
  add(3);
  one.hear(all());
  other.hear(all());
  BOOST_REQUIRE(one.table.size() == 3u);
  BOOST_CHECK(one.table.find("n1") == other.table.find("n1"));
  BOOST_CHECK(one.table.find("n1")->papers != nullptr);
}

BOOST_AUTO_TEST_CASE(who_was_not_told_a_certificate_asks_for_it) {
  add(40);
  one.hear(all());
  auto admitted = other.hear(all(false));
  BOOST_TEST(other.table.size() == 0u);
  BOOST_TEST(admitted.wanted.size() == 40u);
  // Told of one in two.
  message half;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    nodes[i].tell(half, i % 2 == 0);
  admitted = other.hear(half);
  BOOST_TEST(other.table.size() == 20u);
  BOOST_TEST(admitted.wanted.size() == 20u);
  BOOST_TEST(other.table.find("n0") != nullptr);
  BOOST_TEST(other.table.find("n1") == nullptr);
}

BOOST_AUTO_TEST_CASE(certificates_are_found_whatever_comes_between_them) {
  add(4);
  nodes[1].accuse(nodes[0]);
  message x;
  nodes[2].tell(x);
  nodes[1].tell(x);
  *x.certificates.Add() = nodes[0].key->certificate(); // of the accuser
  nodes[3].tell(x);
  one.hear(all());
  auto admitted = other.hear(x);
  BOOST_TEST(admitted.wanted.empty());
  BOOST_TEST(other.table.size() == 3u);
  BOOST_TEST(other.table.find("n1")->accusations.size() == 1u);
}

BOOST_AUTO_TEST_CASE(tables_that_were_told_the_same_share_their_parts) {
  add(2'000);
  one.hear(all());
  other.hear(all());
  auto here = one.table.snapshot();
  auto there = other.table.snapshot();
  BOOST_TEST(here->content().parts_shared_with(there->content())
             == mesh::part_count);
  nodes[7].accuse(nodes[8]);
  message news;
  nodes[7].tell(news);
  one.hear(news);
  BOOST_TEST(there->find("n7")->accusations.empty());
  BOOST_TEST(other.table.find("n7")->accusations.empty());
  BOOST_TEST(one.table.find("n7")->accusations.size() == 1u);
}

// -- the book of certificates ------------------------------------------------

BOOST_AUTO_TEST_CASE(the_book_leaves_to_the_table_what_that_holds) {
  add(2'000);
  replica alone{nullptr};
  for (std::size_t i = 0; i < nodes.size(); i += 100) {
    message x;
    for (auto j = i; j < i + 100; ++j)
      nodes[j].tell(x);
    alone.hear(x);
  }
  BOOST_TEST(alone.table.size() == 2'000u);
  BOOST_TEST(alone.gate.book().size() <= 256u);
  // What is in neither is forgotten with the rest.
  alone.gate.clean(alone.table, nodes[0].key->fingerprint());
  BOOST_TEST(alone.gate.book().size() <= 256u);
  // Accusations of those whom the book has forgotten are verified.
  nodes[1'999].accuse(nodes[0]);
  message news;
  nodes[1'999].tell(news, false);
  auto admitted = alone.hear(news);
  BOOST_TEST(admitted.wanted.empty());
  BOOST_TEST(alone.table.find("n1999")->accusations.size() == 1u);
}

BOOST_AUTO_TEST_CASE(forged_accusations_are_found_by_papers_in_the_table) {
  add(600);
  replica alone{nullptr};
  alone.hear(all());
  auto x = std::make_shared<mesh::record>(*nodes[5].record);
  auto a = nodes[0].hand.accuse(x->info, accusation_kind::dead, now);
  a.signature[0] = static_cast<char>(a.signature[0] ^ 1);
  mesh::add(x->accusations, a);
  message news;
  *news.records.Add() = wire::encode(*x);
  auto admitted = alone.hear(news);
  BOOST_TEST(admitted.forged == 1u);
  BOOST_TEST(alone.table.find("n5")->accusations.empty());
}

BOOST_AUTO_TEST_CASE(other_rules_count_for_what_is_in_the_table_too) {
  add(600);
  replica alone{nullptr};
  alone.hear(all());
  alone.gate.replace(std::make_shared<strict_judge>(), alone.table);
  nodes[5].accuse(nodes[0]);
  message news;
  nodes[5].tell(news, false);
  alone.hear(news);
  BOOST_TEST(alone.table.find("n5")->accusations.empty());
  // Also after the next cleaning.
  alone.gate.clean(alone.table, nodes[0].key->fingerprint());
  auto admitted = alone.hear(news);
  BOOST_TEST(admitted.refused > 0u);
  BOOST_TEST(alone.table.find("n5")->accusations.empty());
  // And they can be trusted again.
  alone.gate.replace(make_stand_in_judge("mesh"), alone.table);
  alone.hear(news);
  BOOST_TEST(alone.table.find("n5")->accusations.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
