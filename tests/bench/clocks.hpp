#pragma once

#include <sys/types.h>

#include <chrono>

namespace bench {

/// CPU time of all threads of a process so far, also of ended ones.
std::chrono::nanoseconds cpu_time_of(pid_t process);

/// Resident memory of a process.
double resident_mib_of(pid_t process);

/// Lets this process, and all threads that it will start, run on one core only:
/// the last one of those that it may use.
void pin_to_one_core();

} // namespace bench
