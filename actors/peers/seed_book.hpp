#pragma once

#include "actors/peers/peer_entry.hpp"
#include "mesh/backoff.hpp"
#include "mesh/random.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// Where a node looks for its mesh.
struct seed_sources {
  std::vector<std::string> addresses; ///< `host:port` each
  std::string dns;  ///< `name:port`, all addresses behind it; empty: none
  std::string file; ///< one `host:port` a line, see seed_file.hpp
};

/// Addresses at which members may be found, from several sources. Any one of
/// them suffices: they are dialed while there is no connection at all, and one
/// that leads to no known member now and then. Pure; not thread-safe.
class seed_book {
public:
  explicit seed_book(const peer_pace& pace = {})
    : pause_(pace.backoff_min, defaults::seed_pause_max) {}

  /// What a source says now, instead of what it said before.
  void replace(const std::string& source, std::vector<std::string> addresses);

  /// Takes up to `count` seeds in random order that nobody is dialing.
  /// @param serves  whether an address learned to be this member's needs no
  ///                dial
  std::vector<std::string>
  take(std::size_t count, const std::function<bool(const std::string&)>& serves,
       mesh::random_source& random);

  /// A dial ended: at this member, or nowhere if the id is empty.
  void ended(const std::string& address, const std::string& id);

  /// This node itself answers there. It is not dialed again as long as a source
  /// names it.
  void is_own(const std::string& address);

  bool knows(const std::string& address) const {
    return seeds_.count(address) != 0;
  }

  /// When seeds may be dialed again while there is no connection.
  steady_time retry_at() const {
    return retry_at_;
  }

  /// Makes the next round wait, longer each time.
  void pause(steady_time now, mesh::random_source& random);

  /// There is a connection: the pauses begin anew.
  void connected() {
    pause_.reset();
  }

private:
  struct seed {
    std::set<std::string> sources;
    std::string id; ///< of who answered there last
    bool own = false;
    bool dialing = false;
  };

  mesh::backoff pause_;
  steady_time retry_at_{};
  std::map<std::string, seed> seeds_;
};

} // namespace aegis::detail
