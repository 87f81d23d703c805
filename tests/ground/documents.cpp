#include "documents.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <set>

namespace aegis::ground {

namespace {

namespace fs = std::filesystem;

using lines = std::vector<std::string>;

lines lines_of(const fs::path& file) {
  lines result;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);)
    result.push_back(line);
  return result;
}

/// Takes away the indentation that all lines share.
lines dedented(lines xs) {
  auto shared = std::string::npos;
  for (auto& x : xs)
    shared = std::min(shared, x.find_first_not_of(' '));
  if (shared != std::string::npos)
    for (auto& x : xs)
      x.erase(0, std::min(shared, x.size()));
  return xs;
}

/// The lines between two lines `// [name]`.
std::optional<lines> marked(const fs::path& file, const std::string& name) {
  lines result;
  auto inside = false;
  for (auto& line : lines_of(file)) {
    if (line.find("// [" + name + ']') != line.npos) {
      if (inside)
        return dedented(std::move(result));
      inside = true;
    } else if (inside) {
      result.push_back(line);
    }
  }
  return std::nullopt;
}

class inspection {
public:
  explicit inspection(fs::path root) : root_(std::move(root)) {
    for (auto& x : fs::directory_iterator{root_})
      if (x.is_directory())
        folders_.insert(x.path().filename().string());
    static const std::regex target{R"(^([a-z]+):.*)"};
    std::smatch match;
    for (auto& line : lines_of(root_ / "Makefile"))
      if (std::regex_match(line, match, target))
        make_targets_.insert(match[1]);
  }

  std::vector<std::string> run() {
    for (fs::recursive_directory_iterator i{root_}, end; i != end; ++i) {
      auto name = i->path().filename().string();
      if (i->is_directory() && (name == "build" || name.front() == '.'))
        i.disable_recursion_pending();
      else if (i->path().extension() == ".md")
        inspect(i->path());
    }
    std::sort(found_.begin(), found_.end());
    return found_;
  }

private:
  void inspect(const fs::path& file) {
    file_ = file;
    auto text = lines_of(file);
    for (line_ = 0; line_ < text.size(); ++line_) {
      if (text[line_].rfind("```", 0) == 0)
        inspect_block(text);
      else
        inspect_prose(text[line_]);
    }
  }

  /// Ends at the last line of the block.
  void inspect_block(const lines& text) {
    auto begin = line_;
    lines block;
    for (++line_; line_ < text.size() && text[line_] != "```"; ++line_)
      block.push_back(text[line_]);
    if (text[begin] != "```cpp")
      return;
    static const std::regex origin{R"(<!-- snippet: (\S+)#(\S+) -->)"};
    std::smatch match;
    if (begin == 0 || !std::regex_match(text[begin - 1], match, origin)) {
      tell(begin, "a C++ block without the line `<!-- snippet: file#name -->`");
      return;
    }
    auto source = marked(root_ / match[1].str(), match[2]);
    if (!source)
      tell(begin,
           "no lines are marked [" + match[2].str() + "] in " + match[1].str());
    else if (*source != block)
      tell(begin,
           "the block is not [" + match[2].str() + "] of " + match[1].str());
  }

  void inspect_prose(const std::string& line) {
    static const std::regex link{R"(\]\(([^)#\s]+)[^)]*\))"};
    for_each_match(line, link, [&](const std::string& x) {
      if (x.find("://") == x.npos && !fs::exists(file_.parent_path() / x))
        tell(line_, "no file " + x);
    });
    static const std::regex quoted{R"(`([^`]+)`)"};
    for_each_match(line, quoted, [&](const std::string& x) {
      inspect_path(x);
      inspect_command(x);
    });
  }

  void inspect_path(const std::string& x) {
    static const std::regex path{R"(([\w.-]+)/[\w./-]*)"};
    std::smatch match;
    if (std::regex_match(x, match, path) && folders_.count(match[1]) != 0
        && match[1] != "build" && !fs::exists(root_ / x))
      tell(line_, "no path " + x);
  }

  void inspect_command(const std::string& x) {
    static const std::regex command{R"(make ([a-z]+).*)"};
    std::smatch match;
    if (std::regex_match(x, match, command)
        && make_targets_.count(match[1]) == 0)
      tell(line_, "the Makefile has no target " + match[1].str());
  }

  template <class F>
  static void for_each_match(const std::string& text, const std::regex& what,
                             F f) {
    std::sregex_iterator i{text.begin(), text.end(), what};
    for (; i != std::sregex_iterator{}; ++i)
      f((*i)[1].str());
  }

  void tell(std::size_t index, const std::string& what) {
    found_.push_back(fs::relative(file_, root_).string() + ':'
                     + std::to_string(index + 1) + ": " + what);
  }

  fs::path root_;
  std::set<std::string> folders_;
  std::set<std::string> make_targets_;
  fs::path file_;
  std::size_t line_ = 0;
  std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> find_false_claims(const fs::path& root) {
  return inspection{root}.run();
}

} // namespace aegis::ground
