#pragma once

#include "actors/node/node_core.hpp"
#include "aegis/node.hpp"

#include <memory>

namespace aegis {

struct node::impl {
  std::unique_ptr<detail::node_core> core;
};

} // namespace aegis
