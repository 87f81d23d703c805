#pragma once

#include "pki/authority.hpp"
#include "pki/credentials.hpp"
#include "pki/store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <aegis/fault.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

// What tests of certificates share.

namespace aegis::pki::test {

using boost::test_tools::predicate_result;

/// An empty directory that vanishes with the object.
class scratch_directory {
public:
  const std::string& path() const {
    return directory_.path;
  }

  std::string operator/(std::string_view name) const {
    return path() + '/' + std::string{name};
  }

  /// Names of all files, hidden ones included, in order.
  std::vector<std::string> names() const;

private:
  aegis::test::temporary_directory directory_;
};

void write_text(const std::string& path, std::string_view text,
                unsigned mode = 0600);

std::string read_text(const std::string& path);

/// The permission bits.
unsigned mode_of(const std::string& path);

/// Makes an ECDSA authority.
authority make_ca(std::string_view name = "default");

/// A good subject, to be spoiled by a test.
subject good_subject(std::string_view node_id = "node-1",
                     std::string_view mesh = "default");

/// `who` with dates that have passed.
subject expired(subject who);

issued issue(const authority& ca, const subject& who);

/// Makes an intermediate CA.
authority make_intermediate(const authority& ca);

/// Options that hold everything as text.
tls_options as_text(const issued& own, const authority& ca);

/// Options for a directory with ECDSA keys.
store_options in(const scratch_directory& dir,
                 std::string_view node_id = "node-1");

std::vector<x509_ptr> roots_of(const authority& ca);

/// True if `x` failed with `code` and its text contains each of `parts`.
template <class T, class... Parts>
predicate_result fails_with(const outcome<T>& x, ec code, Parts... parts) {
  predicate_result result{false};
  if (x) {
    result.message() << "did not fail";
    return result;
  }
  result.message() << '[' << to_string(x.error()) << ']';
  [[maybe_unused]] auto has = [&](std::string_view part) {
    return x.error().text.find(part) != std::string::npos;
  };
  return x.error().code == code && (has(parts) && ...) ? predicate_result{true}
                                                       : result;
}

/// True if `x` holds a value.
template <class T>
predicate_result succeeds(const outcome<T>& x) {
  predicate_result result{static_cast<bool>(x)};
  if (!x)
    result.message() << '[' << to_string(x.error()) << ']';
  return result;
}

} // namespace aegis::pki::test
