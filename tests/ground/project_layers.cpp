#include "layers.hpp"

namespace aegis::ground {

namespace {

using strings = std::set<std::string>;

strings operator+(strings x, const strings& y) {
  x.insert(y.begin(), y.end());
  return x;
}

} // namespace

std::vector<layer> project_layers() {
  const strings api{"libaegis/include/aegis"};
  const strings core = api + strings{"libaegis/src/core"};
  const strings library
    = core + strings{"libaegis/src/caf",  "libaegis/src/log",
                     "libaegis/src/mesh", "libaegis/src/pki",
                     "libaegis/src/seal", "libaegis/src/transport",
                     "libaegis/src/wire"};
  const strings everything = library
                             + strings{"actors", "simulation",
                                       "simulation/core", "simulation/include"};
  // CAF's io internals are known to the transport only, X.509 to the pki.
  const strings caf{"caf/"};
  const strings io{"caf/io/"};
  const strings tls{"openssl/"};
  const strings protobuf{"google/", "aegis/v1/"};
  const strings pure = caf + tls + protobuf + strings{"spdlog/"};

  return {
    {"libaegis/include/aegis", {}, io + tls + strings{"spdlog/"}, {}},
    {"libaegis/src/core", api, pure, pure},
    {"libaegis/src/mesh", core, pure, pure},
    {"libaegis/src/pki", core, caf + protobuf, caf + protobuf},
    {"libaegis/src/log", core, io + tls, {}},
    {"libaegis/src/caf", core + strings{"libaegis/src/mesh"}, io + tls, {}},
    {"libaegis/src/wire",
     core
       + strings{"libaegis/src/log", "libaegis/src/mesh", "libaegis/src/pki"},
     io + tls,
     {}},
    {"libaegis/src/seal",
     core
       + strings{"libaegis/src/mesh", "libaegis/src/pki", "libaegis/src/wire"},
     caf + tls, io},
    {"libaegis/src/transport",
     core + strings{"libaegis/src/log", "libaegis/src/pki"},
     {},
     {}},
    {"actors", library, io + tls, {}},
    // Comes before its parent, so that examples may include this part of it.
    {"simulation/include", api, io + tls + strings{"spdlog/"}, {}},
    {"simulation/core",
     core + strings{"libaegis/src/mesh", "simulation/include"}, pure, io},
    {"simulation",
     library + strings{"actors", "simulation/include", "simulation/core"},
     io + tls,
     {}},
    {"tools", everything, {}, {}},
    {"examples", api + strings{"simulation/include"}, io + tls, {}},
    {"tests", everything + strings{"examples", "tools"}, {}, {}},
  };
}

} // namespace aegis::ground
