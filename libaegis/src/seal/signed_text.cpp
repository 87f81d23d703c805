#include "seal/signed_text.hpp"

#include <cstddef>

namespace aegis::seal {

namespace {

void append_number(std::string& out, std::uint64_t x, std::size_t bytes) {
  for (auto i = bytes; i-- > 0;)
    out += static_cast<char>(x >> (8 * i) & 0xff);
}

void append_text(std::string& out, std::string_view x) {
  append_number(out, x.size(), 4);
  out += x;
}

} // namespace

std::string record_text(std::string_view mesh, std::string_view id,
                        std::string_view body) {
  std::string result;
  for (auto part : {std::string_view{"aegis.v1.NodeRecord"}, mesh, id, body})
    append_text(result, part);
  return result;
}

std::string accusation_text(std::string_view mesh, const mesh::accusation& x,
                            std::string_view accused,
                            std::uint64_t incarnation) {
  std::string result;
  for (auto part : {std::string_view{"aegis.v1.Accusation"}, mesh,
                    std::string_view{x.accuser}, accused})
    append_text(result, part);
  append_number(result, incarnation, 8);
  append_number(result, static_cast<std::uint64_t>(x.kind), 8);
  append_number(
    result, static_cast<std::uint64_t>(x.made_at.time_since_epoch().count()),
    8);
  return result;
}

} // namespace aegis::seal
