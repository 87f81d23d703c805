#pragma once

#include "actors/peers/seed_book.hpp"
#include "aegis/node.hpp"
#include "aegis/node_info.hpp"
#include "pki/credentials.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aegis::detail {

using provider_factory = std::function<caf::actor(caf::actor_system&)>;

/// A service that a node provides from its start on.
struct provision_options {
  service_id service;
  caf::actor provider;
  provider_factory factory; ///< makes the provider if there is none
  /// How the pool runs what the factory makes; else it is made once.
  std::optional<provide_options> options;
};

/// What a `node_builder` collects.
struct node_options {
  std::string id;
  std::string name;
  std::string type = "generic";
  std::string mesh = "default";
  std::string region;
  std::map<std::string, std::string> labels;
  std::string address;
  std::string advertise; ///< empty: as `address`
  std::string cert_dir = "./certs";
  key_kind key = key_kind::rsa;
  std::optional<tls_options> tls; ///< instead of the directory
  std::vector<provision_options> provisions;
  std::vector<service_id> declared;
  std::vector<std::function<void(config&)>> configurators;
  std::vector<health_checker_ptr> checkers;
  seed_sources seeds;
  node_settings settings;
};

/// Checks everything that can be checked without files and network.
/// @returns the first fault, naming the field and its value.
outcome<done> validate(const node_options& x);

/// Reads what only has to be readable now, and is read again later.
/// @returns the fault of the file of seeds.
outcome<done> check_files(const node_options& x);

/// Returns the address that others dial, given the port that was bound.
/// Requires valid options.
std::string public_address(const node_options& x, std::uint16_t port);

/// Returns the node's first record, with its declared services.
node_info first_record(const node_options& x, timestamp_ms now);

/// Loads, or makes in a directory, what the node proves its identity with.
outcome<pki::credentials_ptr> load_credentials(const node_options& x);

} // namespace aegis::detail
