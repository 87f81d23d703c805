#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <stdlib.h>

namespace aegis::test {

/// A new directory that only this user can enter, removed with all its content
/// at the end. Throws `std::system_error` if there can be none.
class temporary_directory {
public:
  temporary_directory() : path(make()) {}

  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  const std::string path;

private:
  static std::string make() {
    // mkdtemp replaces six of these.
    auto name = "aegis-" + std::string(6, 'X');
    auto result = (std::filesystem::temp_directory_path() / name).string();
    if (::mkdtemp(result.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), result);
    return result;
  }
};

} // namespace aegis::test
