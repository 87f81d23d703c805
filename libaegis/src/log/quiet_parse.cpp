#include "log/quiet_parse.hpp"

#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

#include <limits>

namespace aegis {

bool quiet_parse(google::protobuf::Message& x, std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return false;
  google::protobuf::LogSilencer silence;
  return x.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

} // namespace aegis
