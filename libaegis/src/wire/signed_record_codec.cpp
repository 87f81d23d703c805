// In: signed records of a peer's sync or notice, records of the topology table
// for one. Out: the other form; bodies are passed on as they are.

#include "wire/signed_record_codec.hpp"

#include "aegis/defaults.hpp"
#include "core/printable.hpp"
#include "log/quiet_parse.hpp"
#include "pki/digest.hpp"
#include "wire/check.hpp"
#include "wire/record_codec.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <utility>

namespace aegis::wire {

namespace {

using google::protobuf::io::CodedOutputStream;

/// Room for RSA-4096 and what comes after it.
constexpr std::size_t signature_max_bytes = 1024;

/// SHA-256.
constexpr std::size_t fingerprint_bytes = 32;

/// Of a field with a number below 16.
constexpr std::size_t tag_bytes = 1;

timestamp_ms from_ms(std::int64_t x) {
  return timestamp_ms{std::chrono::milliseconds{x}};
}

outcome<done> check_proof(const std::string& signature,
                          const std::string& fingerprint) {
  if (auto ok
      = check_count("signature bytes", signature.size(), signature_max_bytes);
      !ok)
    return ok;
  if (fingerprint.size() == fingerprint_bytes)
    return done{};
  return fault{ec::malformed_message,
               "certificate_fingerprint: " + std::to_string(fingerprint.size())
                 + " bytes, not 32"};
}

outcome<mesh::accusation> accusation_from(const v1::Accusation& x) {
  if (auto ok = check_node_id(x.accuser()); !ok)
    return malformed("accuser", ok.error());
  if (auto ok = check_time("made_at_ms", x.made_at_ms()); !ok)
    return std::move(ok).error();
  if (auto ok = check_proof(x.signature(), x.certificate_fingerprint()); !ok)
    return malformed("accusation by " + x.accuser(), ok.error());
  return mesh::accusation{x.accuser(), static_cast<accusation_kind>(x.kind()),
                          from_ms(x.made_at_ms()), x.signature(),
                          x.certificate_fingerprint()};
}

outcome<v1::NodeRecord> body_from(const v1::SignedRecord& x) {
  if (auto ok
      = check_count("body bytes", x.body().size(), defaults::record_max_bytes);
      !ok)
    return std::move(ok).error();
  v1::NodeRecord result;
  if (!quiet_parse(result, x.body()))
    return fault{ec::malformed_message,
                 "body: " + std::to_string(x.body().size())
                   + " bytes do not parse as aegis.v1.NodeRecord"};
  if (result.status() > v1::NODE_STATUS_LEFT || result.status() < 0)
    return fault{ec::unsupported,
                 "record " + core::quoted(result.id()) + ": status "
                   + std::to_string(result.status()) + " is not known here"};
  if (result.status() != v1::NODE_STATUS_ALIVE
      && result.status() != v1::NODE_STATUS_LEFT)
    return fault{ec::malformed_message,
                 "status: " + std::to_string(result.status())
                   + " is not for an owner to say"};
  if (auto ok = check_time("valid_until_ms", result.valid_until_ms()); !ok)
    return std::move(ok).error();
  return result;
}

} // namespace

outcome<mesh::accusation_list> accusations_from(const v1::SignedRecord& x) {
  if (auto ok = check_count("accusations",
                            static_cast<std::size_t>(x.accusations_size()),
                            defaults::accusations_read_max);
      !ok)
    return std::move(ok).error();
  mesh::accusation_list result;
  for (const auto& item : x.accusations()) {
    if (item.kind() != v1::ACCUSATION_KIND_SUSPECT
        && item.kind() != v1::ACCUSATION_KIND_DEAD)
      continue; // of a later version
    auto accusation = accusation_from(item);
    if (!accusation)
      return std::move(accusation).error();
    result.push_back(std::move(*accusation));
  }
  return result;
}

std::uint64_t body_hash(std::string_view body) {
  std::uint64_t result = 0;
  for (auto c : pki::sha256(body).substr(0, sizeof(result)))
    result = result << 8 | static_cast<unsigned char>(c);
  return result;
}

std::string to_body(const node_info& x, timestamp_ms valid_until) {
  auto body = to_wire(x);
  body.set_status(x.status == node_status::left ? v1::NODE_STATUS_LEFT
                                                : v1::NODE_STATUS_ALIVE);
  body.set_valid_until_ms(valid_until.time_since_epoch().count());
  // The same bytes for the same record: labels are ordered.
  std::string result;
  google::protobuf::io::StringOutputStream stream{&result};
  CodedOutputStream out{&stream};
  out.SetSerializationDeterministic(true);
  body.SerializeToCodedStream(&out);
  out.Trim();
  return result;
}

mesh::seal make_seal(std::string_view body, std::string_view signature,
                     std::string_view fingerprint, timestamp_ms valid_until) {
  v1::SignedRecord parts;
  parts.set_body(body.data(), body.size());
  parts.set_signature(signature.data(), signature.size());
  parts.set_certificate_fingerprint(fingerprint.data(), fingerprint.size());
  mesh::seal result;
  result.encoded = parts.SerializeAsString();
  std::size_t position = 0;
  for (auto [part, extent] : {std::pair{body, &result.body_at},
                              {signature, &result.signature_at},
                              {fingerprint, &result.fingerprint_at}}) {
    if (part.empty())
      continue; // takes no place
    auto size = static_cast<std::uint32_t>(part.size());
    position += tag_bytes + CodedOutputStream::VarintSize32(size);
    *extent = {static_cast<std::uint32_t>(position), size};
    position += size;
  }
  result.valid_until = valid_until;
  result.body_hash = body_hash(body);
  return result;
}

v1::SignedRecord to_wire(const mesh::record& x) {
  v1::SignedRecord result;
  result.set_body(std::string{x.proof->body()});
  result.set_signature(std::string{x.proof->signature()});
  result.set_certificate_fingerprint(std::string{x.proof->fingerprint()});
  for (const auto& a : x.accusations)
    add(result, a);
  return result;
}

void add(v1::SignedRecord& to, const mesh::accusation& x) {
  auto& out = *to.add_accusations();
  out.set_accuser(x.accuser);
  out.set_kind(static_cast<v1::AccusationKind>(x.kind));
  out.set_made_at_ms(x.made_at.time_since_epoch().count());
  out.set_signature(x.signature);
  out.set_certificate_fingerprint(x.fingerprint);
}

std::string encode(const mesh::record& x) {
  auto result = x.proof->encoded;
  if (x.accusations.empty())
    return result;
  v1::SignedRecord rest; // the last of the fields
  for (const auto& a : x.accusations)
    add(rest, a);
  rest.AppendToString(&result);
  return result;
}

std::string encode_plain(const v1::SignedRecord& x) {
  v1::SignedRecord result;
  result.set_body(x.body());
  result.set_signature(x.signature());
  result.set_certificate_fingerprint(x.certificate_fingerprint());
  return result.SerializeAsString();
}

outcome<v1::SignedRecord> decode(std::string_view bytes) {
  v1::SignedRecord result;
  if (quiet_parse(result, bytes))
    return result;
  return fault{ec::malformed_message,
               "records: " + std::to_string(bytes.size())
                 + " bytes do not parse as aegis.v1.SignedRecord"};
}

outcome<mesh::record_ptr> from_wire(const v1::SignedRecord& x) {
  auto body = body_from(x);
  if (!body && body.error().code == ec::unsupported)
    return std::move(body).error();
  if (!body)
    return malformed("signed record", body.error());
  auto of_record = [&](const fault& why) {
    return malformed("record " + core::quoted(body->id()), why);
  };
  auto info = from_wire(*body);
  if (!info)
    return std::move(info).error();
  if (auto ok = check_proof(x.signature(), x.certificate_fingerprint()); !ok)
    return of_record(ok.error());
  auto accusations = accusations_from(x);
  if (!accusations)
    return of_record(accusations.error());
  auto proof = std::make_shared<mesh::seal>(
    make_seal(x.body(), x.signature(), x.certificate_fingerprint(),
              from_ms(body->valid_until_ms())));
  return mesh::make_record(std::move(*info), std::move(proof),
                           std::move(*accusations));
}

} // namespace aegis::wire
