#pragma once

#include <string_view>

namespace google::protobuf {
class Message;
}

namespace aegis {

/// Reads a message of a peer, as `ParseFromArray` does, except that protobuf
/// writes nothing to stderr about bytes that are no UTF-8: whoever reads them
/// says what is wrong, and a peer could fill a disk. Thread-safe.
/// @returns false if the bytes do not parse.
bool quiet_parse(google::protobuf::Message& x, std::string_view bytes);

} // namespace aegis
