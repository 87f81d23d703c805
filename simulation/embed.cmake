# Makes a source of the scenarios, so that programs carry them.
# Run with -D OUTPUT= and FILES= (separated by commas).
string(REPLACE "," ";" FILES "${FILES}")
set(names "")
set(texts "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND texts "    {\"${name}\", R\"scenario(${text})scenario\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made from the files in simulation/scenarios.

#include \"aegis/simulation/run.hpp\"

#include <utility>

namespace aegis::simulation {

namespace {

using entry = std::pair<const char*, const char*>;

const std::vector<entry>& shipped() {
  static const std::vector<entry> result{
${texts}  };
  return result;
}

} // namespace

std::vector<std::string> scenario_names() {
  std::vector<std::string> result;
  for (const auto& x : shipped())
    result.emplace_back(x.first);
  return result;
}

std::string scenario_text(const std::string& name) {
  for (const auto& x : shipped())
    if (name == x.first)
      return x.second;
  return {};
}

} // namespace aegis::simulation
")
