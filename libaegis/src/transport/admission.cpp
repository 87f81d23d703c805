// The part of the hub that decides which links may live.
// In: hellos and ends from link. Out: peers to the node's peer manager.

#include "aegis/error.hpp"
#include "core/printable.hpp"
#include "log/log.hpp"
#include "pki/identity.hpp"
#include "pki/trust.hpp"
#include "transport/hub_impl.hpp"
#include "transport/log_budget.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>

namespace aegis::transport {

namespace {

/// Two nodes that dial each other at once end up with two links for a moment;
/// a link that is older than this is no such rival.
constexpr std::chrono::seconds rivalry_time{1};

/// How both sides say that they have one id; travels in a refusal.
constexpr const char* own_end_text = "is the one of both ends";

/// Why the one of two links ends that the smaller id did not dial.
constexpr const char* rival_text = "another connection takes over to node ";

/// Anybody can cause these lines, so there are only so many in a process.
void warn_of_refusal(const std::string& node_id, const std::string& remote,
                     const fault& why) {
  static std::mutex mtx;
  static log_budget budget;
  std::unique_lock guard{mtx};
  auto denied = budget.take(std::chrono::steady_clock::now());
  guard.unlock();
  if (!denied)
    return;
  auto others = *denied > 0 ? ", after " + std::to_string(*denied) + " others"
                            : std::string{};
  log().warn("node '{}': turned away {}{}: {}", node_id, remote, others,
             to_string(why));
}

/// True if a node that is connected has dialed, too, as two nodes do that meet;
/// not if somebody else comes in its name.
bool is_same_node(const link& up, const link& refused) {
  const auto& known = up.peer().certificate;
  const auto& other = refused.peer().certificate;
  auto age = std::chrono::steady_clock::now() - up.since();
  return known && other && known->fingerprint == other->fingerprint
         && age < 2 * rivalry_time;
}

} // namespace

fault own_end(const std::string& node_id) {
  return {ec::duplicate_id, "node id '" + node_id + "' " + own_end_text};
}

bool is_own_end(const fault& x) {
  return x.code == ec::duplicate_id
         && x.text.find(own_end_text) != std::string::npos;
}

outcome<caller> hub_impl::verify(SSL* ssl, const std::string& expected_id,
                                 const std::string& remote) const {
  std::unique_lock guard{mtx_};
  auto credentials = credentials_;
  guard.unlock();
  pki::peer_check rules;
  rules.expected_id = expected_id;
  rules.mesh = credentials->mesh;
  rules.allow_expired = credentials->insecure_allow_expired;
  rules.allow_common_name_only = credentials->insecure_allow_common_name_only;
  rules.what = remote;
  auto verified
    = pki::verify_peer(SSL_get0_peer_certificate(ssl),
                       SSL_get_peer_cert_chain(ssl), credentials->roots, rules);
  if (!verified)
    return std::move(verified.error());
  pki::identity_rules identity{rules.mesh, rules.allow_common_name_only};
  auto id = pki::identity_of(*verified, identity);
  if (!id)
    return std::move(id.error());
  return caller{std::move(*id),
                std::make_shared<const certificate>(std::move(*verified)),
                false};
}

outcome<done> hub_impl::admit(link& x, const v1::LinkHello& hello) {
  auto& id = x.peer().node_id;
  if (detaching_)
    return fault{ec::shutting_down,
                 "node '" + options_.node_id + "' leaves the mesh"};
  if (hello.mesh() != options_.mesh)
    return fault{ec::wrong_identity, "node '" + id + "' belongs to mesh "
                                       + core::quoted(hello.mesh())
                                       + ", not to '" + options_.mesh + '\''};
  if (hello.node_id() != id)
    return fault{ec::protocol_error, "node '" + id + "' says it is "
                                       + core::quoted(hello.node_id())};
  if (hello.protocol_min() > protocol_max
      || hello.protocol_max() < protocol_min)
    return fault{ec::unsupported,
                 "node '" + id + "' speaks protocol versions "
                   + std::to_string(hello.protocol_min()) + " to "
                   + std::to_string(hello.protocol_max()) + ", node '"
                   + options_.node_id + "' " + std::to_string(protocol_min)
                   + " to " + std::to_string(protocol_max)};
  if (hello.endpoint_actor() == 0)
    return fault{ec::protocol_error,
                 "node '" + id + "' has no endpoint in its hello"};
  if (id == options_.node_id)
    return own_end(id);
  if (auto i = by_id_.find(id); i != by_id_.end()) {
    auto settled = settle_rivals(*i->second, x);
    if (!settled)
      return settled;
  }
  x.use_protocol(std::min(hello.protocol_max(), protocol_max));
  by_id_[id] = link_ptr{&x};
  return done{};
}

/// Of two young links between the same nodes both ends keep the one that the
/// smaller id dialed. An older link wins over any new one, unless it has ended.
outcome<done> hub_impl::settle_rivals(link& old, link& fresh) {
  auto& id = fresh.peer().node_id;
  if (old.has_ended()) {
    link_ptr ended{&old};
    ended->kill({ec::peer_lost, "node '" + id + "' has connected anew"});
    return done{};
  }
  auto age = std::chrono::steady_clock::now() - old.since();
  auto we_go_first = options_.node_id < id;
  auto rivals = old.dialed() != fresh.dialed() && age < rivalry_time;
  if (rivals && fresh.dialed() == we_go_first) {
    hand_over(old, id);
    // At once: BASP must have forgotten it before the other shakes hands.
    link_ptr ended{&old};
    by_id_.erase(id);
    ended->kill({ec::duplicate_id, rival_text + ('\'' + id + '\'')});
    return done{};
  }
  if (fresh.dialed())
    hand_over(fresh, id);
  if (old.is_up())
    call_waiting(id, old.peer());
  if (options_.on_rival && old.is_up() && age >= rivalry_time)
    options_.on_rival(id);
  return fault{ec::duplicate_id, "node '" + id + "' is connected to node '"
                                   + options_.node_id + "' already"};
}

/// Lets the dial behind `from` end as the other link does.
void hub_impl::hand_over(link& from, const std::string& node_id) {
  if (auto callback = from.take_callback())
    waiting_.emplace(node_id, std::move(callback));
}

void hub_impl::call_waiting(const std::string& node_id,
                            const outcome<peer_link>& x) {
  auto [first, last] = waiting_.equal_range(node_id);
  std::vector<dial_callback> callbacks;
  for (auto i = first; i != last; ++i)
    callbacks.push_back(std::move(i->second));
  waiting_.erase(first, last);
  for (auto& callback : callbacks)
    callback(x);
}

void hub_impl::link_is_up(link& x) {
  auto& peer = x.peer();
  log().info("node '{}': connected with '{}' at {} ({})", options_.node_id,
             peer.node_id, peer.remote, peer.dialed ? "dialed" : "accepted");
  if (options_.on_up)
    options_.on_up(peer);
  if (auto callback = x.take_callback())
    callback(peer);
  call_waiting(peer.node_id, peer);
}

void hub_impl::link_is_over(link& x, link::stage was, const fault& why) {
  auto& peer = x.peer();
  auto mine = by_id_.find(peer.node_id);
  auto was_admitted = mine != by_id_.end() && mine->second.get() == &x;
  auto is_usual
    = why.code == ec::duplicate_id && !was_admitted
      && (why.text.find(rival_text) == 0
          || (mine != by_id_.end() && is_same_node(*mine->second, x)));
  if (was_admitted)
    by_id_.erase(mine);
  if (was < link::stage::up) {
    count(to_string(why.code).c_str());
    if (!x.dialed() && !is_usual)
      warn_of_refusal(options_.node_id, x.remote(), why);
  } else {
    if (why.code == ec::protocol_error)
      warn_of_refusal(options_.node_id, x.remote(), why);
    log().info("node '{}': lost '{}': {}", options_.node_id, peer.node_id,
               to_string(why));
    if (options_.on_down)
      options_.on_down(peer, why);
  }
  if (auto callback = x.take_callback())
    callback(why);
  if (was_admitted)
    call_waiting(peer.node_id, why);
}

void hub_impl::discard(link& x) {
  links_.erase(link_ptr{&x});
}

} // namespace aegis::transport
