#include "transport/type_names.hpp"

#include <algorithm>
#include <array>

namespace aegis::transport {

namespace {

constexpr std::array<std::string_view, 22> plain_types = {
  "@atom",     "@charbuf",
  "@i16",      "@i32",
  "@i64",      "@i8",
  "@ldouble",  "@message_id",
  "@str",      "@strmap",
  "@strset",   "@strvec",
  "@timespan", "@timestamp",
  "@u16",      "@u16str",
  "@u32",      "@u32str",
  "@u64",      "@u8",
  "@unit",     "std::vector<@atom>",
};

/// Those of CAF that hold handles, node ids or other messages.
constexpr std::array<std::string_view, 12> other_types = {
  "@actor",
  "@actorvec",
  "@addr",
  "@addrvec",
  "@error",
  "@message",
  "@node",
  "@strong_actor_ptr",
  "@weak_actor_ptr",
  "std::vector<@actor>",
  "std::vector<@addr>",
  "std::vector<@message>",
};

constexpr std::string_view stream_prefix = "stream<";
constexpr std::string_view settings_name = "settings";

/// How the names of CAF's that are not permitted begin.
constexpr std::array<std::string_view, 16> refused_prefixes = {
  "@accept_handle",   "@acceptor_",      "@address_listing",
  "@config_value",    "@connection_",    "@down",
  "@duration",        "@exit",           "@group",
  "@new_connection_", "@new_data_",      "@open_stream_",
  "@protocol",        "@receive_buffer", "@timeout",
  "@upstream_",
};

template <class Range>
bool contains(const Range& range, std::string_view x) {
  return std::find(range.begin(), range.end(), x) != range.end();
}

bool has_prefix(std::string_view x, std::string_view prefix) {
  return x.substr(0, prefix.size()) == prefix;
}

bool begins_with_refused_type(std::string_view x) {
  return std::any_of(refused_prefixes.begin(), refused_prefixes.end(),
                     [x](auto prefix) { return has_prefix(x, prefix); });
}

} // namespace

bool is_permitted_type(std::string_view name) {
  if (name.find('@') != name.npos)
    return contains(plain_types, name) || contains(other_types, name);
  return !has_prefix(name, stream_prefix) && name != settings_name;
}

bool may_name_refused_type(std::string_view content) {
  for (auto at = content.find('+'); at != content.npos;
       at = content.find('+', at + 1)) {
    auto rest = content.substr(at + 1);
    if (has_prefix(rest, stream_prefix) || has_prefix(rest, settings_name))
      return true;
  }
  for (auto at = content.find('@'); at != content.npos;
       at = content.find('@', at + 1))
    if (at > 0 && (content[at - 1] == '+' || content[at - 1] == '<')
        && begins_with_refused_type(content.substr(at)))
      return true;
  return false;
}

bool is_plain_type(std::string_view name) {
  return contains(plain_types, name) || name == "bool" || name == "double"
         || name == "float";
}

} // namespace aegis::transport
