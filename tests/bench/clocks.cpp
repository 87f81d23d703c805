#include "tests/bench/clocks.hpp"

#include "tests/bench/contestant.hpp"

#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace bench {

std::chrono::nanoseconds cpu_time_of(pid_t process) {
  clockid_t id{};
  timespec now{};
  if (::clock_getcpuclockid(process, &id) != 0
      || ::clock_gettime(id, &now) != 0)
    give_up("no CPU clock of process " + std::to_string(process));
  return std::chrono::seconds(now.tv_sec)
         + std::chrono::nanoseconds(now.tv_nsec);
}

double resident_mib_of(pid_t process) {
  std::ifstream in{"/proc/" + std::to_string(process) + "/statm"};
  double total = 0;
  double resident = 0;
  in >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1u << 20);
}

void pin_to_one_core() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    give_up("cannot ask for the cores");
  int core = CPU_SETSIZE - 1;
  while (core > 0 && !CPU_ISSET(core, &allowed))
    --core;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  if (::sched_setaffinity(0, sizeof(one), &one) != 0)
    give_up("cannot pin to core " + std::to_string(core));
}

} // namespace bench
