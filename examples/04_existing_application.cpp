// A mesh node inside a CAF application that was there before: a configuration
// class of its own, typed and untyped actors, plain CAF messages and protobuf
// messages. The mesh adds one call to the configuration and one node.

#include "support.hpp"

#include <shop/v1/shop.pb.h>

#include <caf/all.hpp>

#include <future>
#include <string>
#include <utility>

namespace {

using shop::v1::Order;
using shop::v1::Receipt;

const aegis::service_id orders{"orders", "v1"};
const aegis::service_id stock{"stock", "v1"};

// -- the application as it was ------------------------------------------------

/// A plain CAF message.
struct stock_query {
  std::string item;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stock_query& x) {
  return f(caf::meta::type_name("stock_query"), x.item);
}

using till_actor = caf::typed_actor<caf::replies_to<Order>::with<Receipt>>;

till_actor::behavior_type till(till_actor::pointer, std::string currency) {
  return {
    [=](const Order& order) {
      Receipt result;
      result.set_total_cents(order.count() * 250u);
      result.set_text(std::to_string(order.count()) + ' ' + order.item()
                      + " in " + currency);
      return result;
    },
  };
}

caf::behavior storekeeper() {
  return {
    [](const stock_query& x) { return x.item == "tea" ? 12 : 0; },
  };
}

// [config]
struct shop_config : caf::actor_system_config {
  std::string currency = "EUR";

  shop_config() {
    opt_group{custom_options_, "shop"}.add(currency, "currency",
                                           "for receipts");
    add_message_type<stock_query>("stock_query");
    aegis::add_messages<Order, Receipt>(*this); // protobuf messages
    aegis::configure(*this);                    // what a mesh node needs
  }
};
// [config]

// -- what the mesh adds -------------------------------------------------------

aegis::node join(caf::actor_system& sys, const std::string& id,
                 const std::string& certs) {
  // [join]
  aegis::node_builder builder{sys}; // the application's own actor system
  builder.id(id).name("Shop " + id).type("shop").address("127.0.0.1:0");
  builder.cert_dir(certs).key(aegis::key_kind::ecdsa_p256);
  // [join]
  return example::started(std::move(builder));
}

/// Ends an actor of the application with its scope. An actor that answered a
/// peer lives until it is told to exit, and its actor system waits for it.
struct ending {
  caf::actor actor;

  ~ending() {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
};

struct answers {
  Receipt receipt;
  int in_stock = 0;
  std::size_t nodes = 0;
};

/// An actor of the application that never blocks: it asks two services, then
/// an actor of the mesh, and tells the sum of it.
caf::behavior customer(caf::event_based_actor* self, till_actor till_service,
                       caf::actor stock_service, aegis::topology_actor topology,
                       std::shared_ptr<std::promise<answers>> done) {
  auto seen = std::make_shared<answers>();
  self->set_error_handler([=](caf::scheduled_actor*, caf::error& why) {
    done->set_exception(
      std::make_exception_ptr(std::runtime_error(aegis::describe(why))));
    self->quit(why);
  });
  Order order;
  order.set_item("tea");
  order.set_count(3);
  self->request(till_service, example::patience, order)
    .then([=](const Receipt& receipt) {
      seen->receipt = receipt;
      self->request(stock_service, example::patience, stock_query{"tea"})
        .then([=](int count) {
          seen->in_stock = count;
          // [topology]
          self->request(topology, example::patience, aegis::topology_query{})
            .then([=](const aegis::topology_view& view) {
              seen->nodes = view.size();
              done->set_value(*seen);
              self->quit();
            });
          // [topology]
        });
    });
  return {
    [](caf::unit_t) {},
  };
}

void existing_application(example::account& out, const std::string& certs) {
  // Two applications; each would be a process of its own.
  shop_config counter_config;
  caf::actor_system counter{counter_config};
  shop_config office_config;
  caf::actor_system office{office_config};

  auto counter_node = join(counter, "counter", certs);
  // [provide]
  ending teller{
    caf::actor_cast<caf::actor>(counter.spawn(till, counter_config.currency))};
  ending keeper{counter.spawn(storekeeper)};
  example::require(counter_node.provide(orders, teller.actor));
  example::require(counter_node.provide(stock, keeper.actor));
  // [provide]

  auto office_node = join(office, "office", certs);
  example::connect(office_node, counter_node);
  example::require(office_node.await_service(orders, 1, example::patience));
  example::require(office_node.await_service(stock, 1, example::patience));

  auto done = std::make_shared<std::promise<answers>>();
  auto result = done->get_future();
  office.spawn(customer, office_node.service<till_actor>(orders),
               office_node.service(stock), office_node.topology_handle(), done);
  auto seen = result.get();

  out.tell("receipt: " + seen.receipt.text());
  out.saw("protobuf messages reach a typed actor",
          seen.receipt.text() == "3 tea in EUR"
            && seen.receipt.total_cents() == 750);
  out.saw("plain CAF messages reach an untyped actor", seen.in_stock == 12);
  out.saw("an actor asks the mesh without blocking", seen.nodes == 2);

  aegis::node_builder second{office};
  second.id("second").name("Second").address("127.0.0.1:0").cert_dir(certs);
  second.key(aegis::key_kind::ecdsa_p256);
  auto refused = second.build();
  out.saw("a second node in one actor system is refused",
          !refused
            && aegis::code_of(refused.error()) == aegis::ec::node_exists);
}

} // namespace

int main() {
  return example::run("An existing CAF application", existing_application);
}
