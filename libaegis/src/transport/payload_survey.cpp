#include "transport/payload_survey.hpp"

#include "transport/bytes.hpp"
#include "transport/occurrences.hpp"
#include "transport/payload_rules.hpp"

namespace aegis::transport {

payload_survey survey(std::string_view payload, bool is_response,
                      std::string_view self) {
  payload_survey result;
  result.bytes = payload.size();
  result.content = judge_payload(payload, is_response);
  // A handle is an actor id, then a node id.
  occurrences found{payload, self};
  while (auto at = found.next()) {
    std::uint64_t actor = 0;
    if (*at >= sizeof(actor)
        && byte_reader{payload.substr(*at - sizeof(actor))}.read(actor))
      result.named.push_back(actor);
  }
  return result;
}

} // namespace aegis::transport
