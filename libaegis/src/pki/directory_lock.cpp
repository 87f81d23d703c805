#include "pki/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

namespace aegis::pki {

namespace {

/// Short against making a key, long against a system call.
constexpr std::chrono::milliseconds poll_interval{10};

} // namespace

outcome<directory_lock>
directory_lock::acquire(const std::string& dir,
                        std::chrono::milliseconds timeout) {
  auto path = dir + "/.aegis.lock";
  unique_fd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                      S_IRUSR | S_IWUSR)};
  if (!fd)
    return file_fault("write", path, errno);
  auto end = std::chrono::steady_clock::now() + timeout;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return file_fault("lock", path, errno);
    if (std::chrono::steady_clock::now() >= end)
      return fault{ec::file_error, "cannot lock " + path
                                     + ": another process has held it for "
                                     + std::to_string(timeout.count()) + " ms"};
    std::this_thread::sleep_for(poll_interval);
  }
  return directory_lock{std::move(fd)};
}

} // namespace aegis::pki
