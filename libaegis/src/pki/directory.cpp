#include "pki/directory.hpp"

#include "pki/file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace aegis::pki {

namespace {

constexpr std::string_view cert_suffix = "-cert.pem";

/// @returns an errno.
int make_directory(const std::filesystem::path& dir) {
  if (::mkdir(dir.c_str(), S_IRWXU) == 0 || errno == EEXIST)
    return 0;
  if (errno != ENOENT || !dir.has_parent_path() || dir.parent_path() == dir)
    return errno;
  if (auto error = make_directory(dir.parent_path()); error != 0)
    return error;
  return ::mkdir(dir.c_str(), S_IRWXU) == 0 || errno == EEXIST ? 0 : errno;
}

} // namespace

directory_files::directory_files(std::string_view where,
                                 std::string_view node_id)
  : dir(where) {
  cert.append(node_id).append(cert_suffix);
  key.append(node_id).append("-key.pem");
}

outcome<done> prepare_directory(const std::string& dir) {
  if (dir.empty())
    return fault{ec::invalid_argument,
                 "the name of the certificate directory is empty"};
  if (auto error = make_directory(dir); error != 0)
    return file_fault("make the certificate directory", dir, error);
  struct stat info;
  if (::stat(dir.c_str(), &info) != 0)
    return file_fault("read the certificate directory", dir, errno);
  if (!S_ISDIR(info.st_mode))
    return file_fault("read the certificate directory", dir, ENOTDIR);
  if (auto x = check_owner(info, dir); !x)
    return x;
  // with the sticky bit, others may add files but not replace ours
  if ((info.st_mode & S_ISVTX) != 0)
    return done{};
  return check_mode(info, dir, S_IWGRP | S_IWOTH,
                    "others may replace the files in the certificate directory "
                    "(0700)");
}

outcome<directory_contents> look_at(const directory_files& files) {
  directory_contents result;
  auto look = [&](const std::string& name, bool& found) -> outcome<done> {
    auto there = exists(files.path(name));
    if (!there)
      return std::move(there.error());
    found = *there;
    return done{};
  };
  if (auto x = look(files.ca_cert, result.ca_cert); !x)
    return std::move(x.error());
  if (auto x = look(files.ca_key, result.ca_key); !x)
    return std::move(x.error());
  if (auto x = look(files.cert, result.cert); !x)
    return std::move(x.error());
  if (auto x = look(files.key, result.key); !x)
    return std::move(x.error());
  return result;
}

bool has_node_certificates(const directory_files& files) {
  std::error_code ignored;
  std::filesystem::directory_iterator i{files.dir, ignored};
  for (; i != std::filesystem::directory_iterator{}; i.increment(ignored)) {
    auto name = i->path().filename().native();
    if (name != files.ca_cert && name.size() > cert_suffix.size()
        && name.compare(name.size() - cert_suffix.size(), cert_suffix.size(),
                        cert_suffix)
             == 0)
      return true;
  }
  return false;
}

} // namespace aegis::pki
