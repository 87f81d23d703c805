#include "layers.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <regex>

namespace aegis::ground {

namespace {

namespace fs = std::filesystem;

struct include_line {
  int number;
  std::string name;
};

bool starts_with(const std::string& x, const std::string& beginning) {
  return x.compare(0, beginning.size(), beginning) == 0;
}

std::vector<include_line> includes_of(const fs::path& file) {
  static const std::regex directive{R"(^\s*#\s*include\s*[<"]([^>"]+)[>"].*)"};
  std::vector<include_line> result;
  std::ifstream in{file};
  std::smatch match;
  int number = 0;
  for (std::string line; std::getline(in, line);)
    if (++number; std::regex_match(line, match, directive))
      result.push_back({number, match[1]});
  return result;
}

// One look at a tree.
class inspection {
public:
  inspection(const fs::path& root, const std::vector<layer>& layers,
             const std::vector<std::string>& include_roots)
    : root_(root), layers_(layers), include_roots_(include_roots) {}

  std::vector<std::string> run() {
    for (const auto& top : tops())
      for (const auto& entry : fs::recursive_directory_iterator(root_ / top))
        if (auto extension = entry.path().extension();
            extension == ".hpp" || extension == ".cpp")
          inspect(entry.path().lexically_relative(root_).generic_string());
    std::sort(breaches_.begin(), breaches_.end());
    return std::move(breaches_);
  }

private:
  // The first parts of the layers' folders, as far as they exist.
  std::set<std::string> tops() const {
    std::set<std::string> result;
    for (const auto& x : layers_)
      if (auto top = x.folder.substr(0, x.folder.find('/'));
          fs::is_directory(root_ / top))
        result.insert(top);
    return result;
  }

  const layer* layer_of(const std::string& file) const {
    for (const auto& x : layers_)
      if (starts_with(file, x.folder + '/'))
        return &x;
    return nullptr;
  }

  // The project's own file behind an include, relative to the root.
  std::optional<std::string> resolve(const std::string& from,
                                     const std::string& name) const {
    auto candidates = include_roots_;
    candidates.insert(candidates.begin(),
                      fs::path{from}.parent_path().generic_string());
    for (const auto& folder : candidates) {
      auto file = (fs::path{folder} / name).lexically_normal();
      if (fs::is_regular_file(root_ / file))
        return file.generic_string();
    }
    return std::nullopt;
  }

  void inspect(const std::string& file) {
    const auto* self = layer_of(file);
    if (!self) {
      breaches_.push_back(file + ":1: belongs to no layer");
      return;
    }
    for (const auto& line : includes_of(root_ / file))
      if (auto why = breach(*self, file, line.name); !why.empty())
        breaches_.push_back(file + ':' + std::to_string(line.number) + ": "
                            + self->folder + ' ' + why);
  }

  std::string breach(const layer& self, const std::string& file,
                     const std::string& name) {
    auto target = resolve(file, name);
    if (!target) {
      for (const auto& beginning : self.forbidden)
        if (starts_with(name, beginning))
          return "must not include " + name;
      return {};
    }
    const auto* other = layer_of(*target);
    if (!other || (other != &self && !self.may_include.count(other->folder)))
      return "must not include " + *target;
    for (const auto& foreign : reachable(*target))
      for (const auto& beginning : self.unreachable)
        if (starts_with(foreign, beginning))
          return "must not reach " + foreign + " through " + *target;
    return {};
  }

  // Foreign headers that come with a file of the project.
  const std::set<std::string>& reachable(const std::string& file) {
    auto [i, is_new] = reachable_.try_emplace(file);
    if (!is_new)
      return i->second;
    std::set<std::string> result;
    for (const auto& line : includes_of(root_ / file)) {
      if (auto target = resolve(file, line.name)) {
        const auto& inner = reachable(*target);
        result.insert(inner.begin(), inner.end());
      } else {
        result.insert(line.name);
      }
    }
    return reachable_[file] = std::move(result);
  }

  const fs::path& root_;
  const std::vector<layer>& layers_;
  const std::vector<std::string>& include_roots_;
  std::map<std::string, std::set<std::string>> reachable_;
  std::vector<std::string> breaches_;
};

} // namespace

std::vector<std::string>
find_breaches(const fs::path& root, const std::vector<layer>& layers,
              const std::vector<std::string>& include_roots) {
  return inspection{root, layers, include_roots}.run();
}

} // namespace aegis::ground
