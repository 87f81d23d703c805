#include "pki/atomic_file.hpp"

#include "pki/file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace aegis::pki {

namespace {

constexpr std::string_view leftover_prefix = ".aegis-";
constexpr std::string_view leftover_suffix = ".tmp";

/// No node id begins with a dot, so no final name looks like this.
std::string temporary_name(const std::string& name) {
  return std::string{leftover_prefix} + name + std::string{leftover_suffix};
}

bool is_leftover(std::string_view name) {
  auto n = leftover_suffix.size();
  return name.size() > leftover_prefix.size() + n
         && name.substr(0, leftover_prefix.size()) == leftover_prefix
         && name.substr(name.size() - n) == leftover_suffix;
}

int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    auto n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno != EINTR)
      return errno;
    if (n > 0)
      content.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

int write_synced(const std::string& path, std::string_view content,
                 mode_t mode) {
  unique_fd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                      S_IRUSR | S_IWUSR)};
  if (!fd)
    return errno;
  if (auto error = write_all(fd.get(), content); error != 0)
    return error;
  if (::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0)
    return errno;
  return 0;
}

/// Some file systems, NFS among them, cannot rename without replacing; the
/// lock that the caller holds then has to do.
int rename_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                  RENAME_NOREPLACE)
      == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;
  auto taken = exists(to);
  if (!taken || *taken)
    return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

int sync_directory(const std::string& dir) {
  unique_fd fd{::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return fd && ::fsync(fd.get()) == 0 ? 0 : errno;
}

} // namespace

outcome<done> write_new_file(const std::string& dir, const std::string& name,
                             std::string_view content, mode_t mode) {
  auto path = dir + '/' + name;
  auto temporary = dir + '/' + temporary_name(name);
  auto error = write_synced(temporary, content, mode);
  if (error == 0)
    error = rename_new(temporary, path);
  if (error != 0) {
    ::unlink(temporary.c_str());
    return file_fault("write", path, error);
  }
  if (auto failed = sync_directory(dir); failed != 0)
    return file_fault("write", dir, failed);
  return done{};
}

void remove_leftovers(const std::string& dir) {
  std::error_code ignored;
  std::filesystem::directory_iterator i{dir, ignored};
  for (; i != std::filesystem::directory_iterator{}; i.increment(ignored))
    if (is_leftover(i->path().filename().native()))
      ::unlink(i->path().c_str());
}

} // namespace aegis::pki
