#pragma once

#include <string_view>

namespace aegis::transport {

/// True for names of types that may stand in a peer's message: those of CAF
/// that are safe to read, and all that an application registers. Names with an
/// `@` are CAF's own: of these, only known ones are permitted.
///
/// Not permitted are CAF's system messages and streams, groups (reading one
/// spawns actors), values of configurations (nested without a limit),
/// `caf::duration` (CAF reads any unit and crashes when it prints the message;
/// `caf::timespan` is there for times) and what CAF's io module tells its
/// brokers. The names are those of caf/type_nr.hpp, caf/actor_system_config.hpp
/// and caf/io/middleman.hpp, version 0.17.6.
bool is_permitted_type(std::string_view name);

/// True if a list of types inside of `content` may name one that is not
/// permitted. Where lists begin and end is not known, so any place will do.
bool may_name_refused_type(std::string_view content);

/// True if reading the type reads nothing but numbers and texts, that is neither
/// handles and node ids nor other messages. False for types of applications.
bool is_plain_type(std::string_view name);

} // namespace aegis::transport
