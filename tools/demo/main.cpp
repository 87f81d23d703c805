#include "roles.hpp"

#include <exception>
#include <iostream>

namespace demo {

void tell(const std::string& line) {
  std::cout << line << std::endl;
}

int give_up(const std::string& what) {
  std::cerr << what << std::endl;
  return 1;
}

} // namespace demo

int main(int argc, char** argv) {
  demo::arguments xs{argv + 1, argv + argc};
  if (xs.empty())
    return demo::run_director();
  auto role = xs.front();
  xs.erase(xs.begin());
  if (role == "provider" && xs.size() >= 3)
    return demo::run_provider(xs);
  if (role == "consumer" && xs.size() == 4)
    return demo::run_consumer(xs);
  if (role == "intruder" && xs.size() == 4)
    return demo::run_intruder(xs);
  return demo::give_up("usage: aegis-demo");
}
