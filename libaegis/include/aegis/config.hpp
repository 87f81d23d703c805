#pragma once

#include "aegis/export.hpp"
#include "aegis/protobuf.hpp"

#include <caf/actor_system_config.hpp>

#include <google/protobuf/message.h>

#include <string>

namespace AEGIS_PUBLIC aegis {

/// Prepares any actor system configuration for a mesh node: registers the
/// message types of the mesh, loads the io module with the mesh transport and
/// switches BASP heartbeats on. Changes nothing else; scheduler settings stay
/// the application's. Options that are set already are kept, but for
/// `middleman.workers`: it is 0, since what peers send is read in the I/O thread,
/// and what is large in one thread beside it; another value is overridden with a
/// warning.
///
/// Messages to peers are written in the threads of their senders, by the types'
/// own `inspect`. What that throws is an error of the one message.
///
/// Types that an application registers must be safe to read whatever a peer
/// writes, see "Types of your own" in docs/certificates-and-security.md.
///
/// Call it before the actor system is constructed, instead of
/// `cfg.load<caf::io::middleman>()`.
AEGIS_PUBLIC void configure(caf::actor_system_config& cfg);

/// Registers protobuf messages under their full protobuf names, e.g.
/// `shop.v1.Order`. The name travels on the wire.
template <class... Messages>
void add_messages(caf::actor_system_config& cfg) {
  (cfg.add_message_type<Messages>(Messages::descriptor()->full_name()), ...);
}

/// The configuration of an actor system that a node owns: `configure` plus
/// scheduler settings for low latency and an idle cost near zero
/// (`scheduler.policy=sharing`, `scheduler.max-threads=1`; figures in
/// docs/adr/0002). Each can be overridden with `set` or `parse`. Under
/// `sharing`, workers are woken in a cheaper way than CAF's own.
class config : public caf::actor_system_config {
public:
  config();

  /// See `aegis::add_messages`.
  template <class... Messages>
  config& add_messages() {
    aegis::add_messages<Messages...>(*this);
    return *this;
  }
};

} // namespace aegis
