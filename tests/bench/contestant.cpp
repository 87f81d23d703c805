#include "tests/bench/contestant.hpp"

#include <cstdlib>
#include <iostream>

namespace bench {

std::vector<std::string> contestants() {
  std::vector<std::string> result{"aegis"};
#ifdef AEGIS_BENCH_WITH_CAF_OPENSSL
  result.insert(result.end(), {"caf_lean", "caf_default"});
#endif
  result.emplace_back("openssl");
  return result;
}

std::unique_ptr<server> make_server(const std::string& contestant,
                                    const std::string& certs) {
  if (contestant == "aegis")
    return make_aegis_server(certs);
  if (contestant == "openssl")
    return make_openssl_server(certs);
#ifdef AEGIS_BENCH_WITH_CAF_OPENSSL
  return make_caf_server(certs, contestant == "caf_lean");
#else
  give_up("unknown contestant: " + contestant);
#endif
}

std::unique_ptr<client> make_client(const std::string& contestant,
                                    const std::string& certs,
                                    std::uint16_t port) {
  if (contestant == "aegis")
    return make_aegis_client(certs, port);
  if (contestant == "openssl")
    return make_openssl_client(certs, port);
#ifdef AEGIS_BENCH_WITH_CAF_OPENSSL
  return make_caf_client(certs, port, contestant == "caf_lean");
#else
  give_up("unknown contestant: " + contestant);
#endif
}

void give_up(const std::string& what) {
  std::cout << "failed " << what << std::endl;
  std::_Exit(1);
}

} // namespace bench
