#pragma once

#include "aegis/messages.hpp"
#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/result.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// What stands for the rest of the mesh.

namespace aegis::test {

/// What the endpoint of another node has seen and how it answers.
struct endpoint_log {
  std::vector<frame> frames;
  /// Without it, questions are held until `remote_node::release`.
  std::function<caf::result<frame>(const frame&)> answer;
  std::deque<caf::response_promise> held;
};

/// Another node, as this one sees it through a connection.
struct remote_node {
  std::string id;
  caf::actor endpoint;
  std::shared_ptr<endpoint_log> log = std::make_shared<endpoint_log>();

  transport::peer_link link(bool dialed) const {
    return {id, {}, nullptr, endpoint, dialed, "127.0.0.1:1"};
  }

  std::size_t count(frame_kind kind) const;

  /// Answers the oldest question that is held, once the scheduler runs.
  void release(frame answer) const;
};

/// Spawns the endpoint of another node.
caf::actor spawn_endpoint(caf::actor_system& sys,
                          std::shared_ptr<endpoint_log> log);

/// Stands for the transport: notes what it is asked for and does nothing.
class hub_double : public transport::hub {
public:
  struct dial_record {
    std::string where;
    std::string expected_id;
    transport::dial_callback done;
  };

  outcome<done> attach(transport::hub_options) override {
    return done{};
  }
  void detach(std::chrono::milliseconds) override {}
  outcome<host_port> listen(const host_port& x) override {
    return x;
  }
  void stop_listening() override {}
  void dial(host_port where, std::string expected_id,
            transport::dial_callback done) override {
    all.push_back(to_string(where) + ' ' + expected_id);
    open.push_back({to_string(where), std::move(expected_id), std::move(done)});
  }
  void disconnect(const std::string& id, fault) override {
    disconnected.push_back(id);
  }
  outcome<done> reload(pki::credentials_ptr) override {
    return done{};
  }
  void export_actor(const caf::strong_actor_ptr&) override {}
  void unexport_actor(caf::actor_id) override {}
  std::optional<caller> identify(const caf::strong_actor_ptr&) const override {
    return std::nullopt;
  }
  caf::strong_actor_ptr remote_actor(const transport::peer_link&,
                                     caf::actor_id) override {
    return nullptr;
  }
  transport::hub_stats stats() const override {
    return {};
  }
  void count_use(
    std::function<void(std::vector<transport::link_use>)> done) override {
    done(uses);
  }

  std::deque<dial_record> open; ///< not reported yet
  std::vector<std::string> all; ///< `address id` of each dial
  std::vector<std::string> disconnected;
  std::vector<transport::link_use> uses;
};

} // namespace aegis::test
