#pragma once

#include "aegis/fault.hpp"

#include <string>
#include <string_view>

namespace aegis::pki {

/// The names of the files in a certificate directory.
struct directory_files {
  directory_files(std::string_view dir, std::string_view node_id);

  std::string dir;
  std::string ca_cert = "ca-cert.pem";
  std::string ca_key = "ca-key.pem";
  std::string cert;
  std::string key;

  /// Returns the path of one of them.
  std::string path(const std::string& name) const {
    return dir + '/' + name;
  }
};

/// Which of them are there.
struct directory_contents {
  bool ca_cert = false;
  bool ca_key = false;
  bool cert = false;
  bool key = false;

  /// Nothing has to be generated.
  bool complete() const {
    return ca_cert && cert && key;
  }
};

/// Makes the directory, and those above it, if it is not there (0700).
/// @returns `ec::file_error`, or `ec::insecure_permissions` if others own it
///          or may replace the files in it.
outcome<done> prepare_directory(const std::string& dir);

outcome<directory_contents> look_at(const directory_files& files);

/// True if there is a certificate of any node.
bool has_node_certificates(const directory_files& files);

} // namespace aegis::pki
