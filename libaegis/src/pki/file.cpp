#include "pki/file.hpp"

#include "pki/limits.hpp"
#include "pki/pem.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace aegis::pki {

namespace {

struct open_file {
  unique_fd fd;
  struct stat info = {};
};

/// Without O_NONBLOCK a pipe without writer would block the caller.
outcome<open_file> open_regular(const std::string& path) {
  open_file result;
  result.fd = unique_fd{
    ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!result.fd || ::fstat(result.fd.get(), &result.info) != 0)
    return file_fault("read", path, errno);
  if (!S_ISREG(result.info.st_mode))
    return fault{ec::file_error,
                 "cannot read " + path + ": it is not a regular file"};
  return result;
}

outcome<std::string> read_all(const open_file& file, const std::string& path) {
  std::string result(pem_max_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < result.size()) {
    auto n = ::read(file.fd.get(), &result[size], result.size() - size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      auto error = errno;
      wipe(result);
      return file_fault("read", path, error);
    }
    if (n == 0)
      break;
    size += static_cast<std::size_t>(n);
  }
  if (size > pem_max_bytes) {
    wipe(result);
    return fault{ec::file_error, "cannot read " + path + ": it is longer than "
                                   + std::to_string(pem_max_bytes) + " bytes"};
  }
  result.resize(size);
  return result;
}

std::string mode_text(mode_t mode) {
  char buf[16];
  std::snprintf(buf, sizeof(buf), "%04o", static_cast<unsigned>(mode & 07777));
  return buf;
}

} // namespace

unique_fd::~unique_fd() {
  if (fd_ >= 0)
    ::close(fd_);
}

fault file_fault(const char* action, const std::string& path, int error) {
  return {ec::file_error, std::string{"cannot "} + action + ' ' + path + ": "
                            + std::generic_category().message(error)};
}

outcome<bool> exists(const std::string& path) {
  struct stat info;
  if (::lstat(path.c_str(), &info) == 0)
    return true;
  if (errno == ENOENT)
    return false;
  return file_fault("look at", path, errno);
}

outcome<done> check_owner(const struct stat& info, const std::string& path) {
  if (info.st_uid == 0 || info.st_uid == ::geteuid())
    return done{};
  return fault{ec::insecure_permissions,
               path + " belongs to the user " + std::to_string(info.st_uid)
                 + ": it must belong to root or to the user who runs the node ("
                 + std::to_string(::geteuid()) + ')'};
}

outcome<done> check_mode(const struct stat& info, const std::string& path,
                         mode_t forbidden, const char* rule) {
  if ((info.st_mode & forbidden) == 0)
    return done{};
  return fault{ec::insecure_permissions, path + " has the permissions "
                                           + mode_text(info.st_mode) + ": "
                                           + rule};
}

outcome<std::string> read_file(const std::string& path) {
  auto file = open_regular(path);
  if (!file)
    return std::move(file.error());
  if (auto x = check_owner(file->info, path); !x)
    return std::move(x.error());
  if (auto x = check_mode(file->info, path, S_IWGRP | S_IWOTH,
                          "only its owner may be able to change it (0644)");
      !x)
    return std::move(x.error());
  return read_all(*file, path);
}

outcome<std::string> read_key_file(const std::string& path, bool allow_group) {
  auto file = open_regular(path);
  if (!file)
    return std::move(file.error());
  if (auto x = check_owner(file->info, path); !x)
    return std::move(x.error());
  mode_t forbidden = allow_group ? S_IRWXO | S_IWGRP : S_IRWXO | S_IRWXG;
  if (auto x = check_mode(file->info, path, forbidden,
                          "a private key must be accessible to its owner only "
                          "(0600)");
      !x)
    return std::move(x.error());
  return read_all(*file, path);
}

} // namespace aegis::pki
