#pragma once

#include "actors/services/envelope.hpp"
#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/node_id.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace aegis::test {

/// Stands for a proxy of CAF: an actor of another node that hands messages on
/// to one of this process, and drops them in silence once its connection has
/// ended.
class proxy : public caf::monitorable_actor {
public:
  proxy(caf::actor_config& cfg, caf::actor behind)
    : caf::monitorable_actor(cfg), behind_(std::move(behind)) {}

  static caf::strong_actor_ptr make(caf::actor_system& sys, caf::node_id node,
                                    caf::actor behind) {
    caf::actor_config cfg;
    return caf::make_actor<proxy, caf::strong_actor_ptr>(
      sys.next_actor_id(), std::move(node), &sys, cfg, std::move(behind));
  }

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override {
    if (what->sender)
      senders.insert(what->sender);
    if (getf(is_terminated_flag))
      return;
    behind_->enqueue(without_envelope(std::move(what)), ctx);
    if (on_message)
      on_message();
  }

  void kill() {
    cleanup(caf::exit_reason::remote_link_unreachable, nullptr);
  }

  std::set<caf::strong_actor_ptr> senders; ///< that were seen
  std::function<void()> on_message;        ///< in the sender's thread

private:
  /// As the guard does that a proxy stands for.
  static caf::mailbox_element_ptr
  without_envelope(caf::mailbox_element_ptr what) {
    auto content = what->move_content_to_message();
    auto n = content.size();
    if (n > 0 && content.match_element<std::string>(n - 1)
        && detail::decode_envelope(content.get_as<std::string>(n - 1)))
      content = content.drop_right(1);
    return caf::make_mailbox_element(std::move(what->sender), what->mid,
                                     std::move(what->stages),
                                     std::move(content));
  }

  caf::actor behind_;
};

inline proxy& as_proxy(const caf::strong_actor_ptr& x) {
  return *static_cast<proxy*>(x->get());
}

/// Asks in the name of nobody's mailbox: sees an answer in the very moment in
/// which it is given.
class questioner : public caf::monitorable_actor {
public:
  using listener = std::function<void(const caf::message&)>;

  questioner(caf::actor_config& cfg, listener f)
    : caf::monitorable_actor(cfg), f_(std::move(f)) {}

  static caf::strong_actor_ptr make(caf::actor_system& sys, listener f) {
    caf::actor_config cfg;
    return caf::make_actor<questioner, caf::strong_actor_ptr>(
      sys.next_actor_id(), sys.node(), &sys, cfg, std::move(f));
  }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    f_(what->move_content_to_message());
  }

private:
  listener f_;
};

/// A CAF node id that is nobody's.
inline caf::node_id other_node(std::uint32_t process) {
  caf::node_id::default_data::host_id_type host{};
  host.fill(0xAB);
  return caf::make_node_id(process, host);
}

/// The door to a network that consists of `proxies`.
class hub final : public transport::hub {
public:
  outcome<done> attach(transport::hub_options) override {
    return done{};
  }
  void detach(std::chrono::milliseconds) override {}
  outcome<host_port> listen(const host_port& x) override {
    return x;
  }
  void stop_listening() override {}
  void dial(host_port, std::string, transport::dial_callback) override {
    ++dials;
  }
  void disconnect(const std::string&, fault) override {}
  outcome<done> reload(pki::credentials_ptr) override {
    return done{};
  }
  void export_actor(const caf::strong_actor_ptr& x) override {
    exported.insert(x->id());
  }
  void unexport_actor(caf::actor_id x) override {
    exported.erase(x);
  }
  std::optional<caller> identify(const caf::strong_actor_ptr&) const override {
    return who;
  }
  caf::strong_actor_ptr remote_actor(const transport::peer_link& link,
                                     caf::actor_id x) override {
    auto i = proxies.find({link.node_id, x});
    return i != proxies.end() ? i->second : nullptr;
  }
  transport::hub_stats stats() const override {
    return {};
  }
  void count_use(
    std::function<void(std::vector<transport::link_use>)> done) override {
    done({});
  }

  std::optional<caller> who; ///< every sender is this one
  int dials = 0;
  std::set<caf::actor_id> exported;
  std::map<std::pair<std::string, caf::actor_id>, caf::strong_actor_ptr>
    proxies;
};

} // namespace aegis::test
