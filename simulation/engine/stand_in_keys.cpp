#include "simulation/engine/stand_in_keys.hpp"

#include "mesh/hash.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace aegis::simulation {

namespace {

constexpr std::string_view prefix = "stand-in certificate ";

/// 64 bytes are a signature by P-256.
constexpr int signature_words = 8;
constexpr int fingerprint_words = 4;

/// Many bytes out of a few, the same on every platform.
std::string stretch(std::uint64_t x, int words) {
  std::string result;
  result.reserve(static_cast<std::size_t>(words) * sizeof(x));
  for (int i = 0; i < words; ++i) {
    x = mesh::mix(x + 0x9e3779b97f4a7c15);
    std::array<char, sizeof(x)> bytes{};
    for (std::size_t j = 0; j < bytes.size(); ++j)
      bytes[j] = static_cast<char>(x >> 8 * j & 0xff);
    result.append(bytes.data(), bytes.size());
  }
  return result;
}

std::string certificate_of(const std::string& mesh,
                           const std::string& node_id) {
  std::string result{prefix};
  result += mesh;
  result += ' ';
  result += node_id;
  return result;
}

std::string fingerprint_of(std::string_view certificate) {
  return stretch(mesh::hasher{}.text(certificate).result(), fingerprint_words);
}

std::string signature_of(std::string_view certificate, std::string_view text) {
  return stretch(mesh::hasher{}.text(certificate).text(text).result(),
                 signature_words);
}

class stand_in_key final : public seal::signing_key,
                           public seal::verifying_key {
public:
  stand_in_key(std::string certificate, std::string node_id)
    : certificate_(std::move(certificate)),
      fingerprint_(fingerprint_of(certificate_)),
      node_id_(std::move(node_id)) {}

  std::string sign(std::string_view text) const override {
    return signature_of(certificate_, text);
  }

  bool verify(std::string_view text,
              std::string_view signature) const override {
    return signature_of(certificate_, text) == signature;
  }

  const std::string& certificate() const override {
    return certificate_;
  }

  const std::string& fingerprint() const override {
    return fingerprint_;
  }

  const std::string& node_id() const override {
    return node_id_;
  }

  timestamp_ms not_before() const override {
    return timestamp_ms::min();
  }

  timestamp_ms not_after() const override {
    return timestamp_ms::max();
  }

private:
  std::string certificate_;
  std::string fingerprint_;
  std::string node_id_;
};

class stand_in_judge final : public seal::key_judge {
public:
  explicit stand_in_judge(std::string mesh)
    : mesh_(std::move(mesh)), start_(certificate_of(mesh_, {})) {}

  std::string fingerprint(const std::string& certificate) const override {
    return certificate.compare(0, prefix.size(), prefix) == 0
             ? fingerprint_of(certificate)
             : std::string{};
  }

  outcome<seal::examined_ptr>
  examine(const std::string& certificate) const override {
    const auto& start = start_;
    if (certificate.compare(0, start.size(), start) != 0)
      return fault{ec::untrusted_ca, "a stand-in certificate of mesh '" + mesh_
                                       + "' was expected"};
    auto key = std::make_shared<stand_in_key>(certificate,
                                              certificate.substr(start.size()));
    auto fingerprint = key->fingerprint();
    return std::make_shared<const seal::examined>(
      certificate, std::move(fingerprint), std::move(key));
  }

private:
  std::string mesh_;
  std::string start_; ///< of every certificate
};

} // namespace

seal::signing_key_ptr make_stand_in_key(const std::string& mesh,
                                        const std::string& node_id) {
  return std::make_shared<stand_in_key>(certificate_of(mesh, node_id), node_id);
}

seal::key_judge_ptr make_stand_in_judge(const std::string& mesh) {
  return std::make_shared<stand_in_judge>(mesh);
}

} // namespace aegis::simulation
