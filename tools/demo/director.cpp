#include "child.hpp"
#include "roles.hpp"
#include "screen.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <system_error>

namespace demo {

namespace {

using namespace std::chrono_literals;

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 20s;

/// What a run of calls came to.
struct tally {
  std::map<std::string, int> by_provider;
  int failed = 0;
  bool alternating = true;
  std::string last_error;
};

class director {
public:
  director() {
    // mkdtemp replaces six of these.
    auto name = "aegis-demo-" + std::string(6, 'X');
    certs_ = (std::filesystem::temp_directory_path() / name).string();
    if (::mkdtemp(certs_.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), certs_);
  }

  ~director() {
    consumer_.kill();
    first_.kill();
    second_.kill();
    std::error_code ignored;
    std::filesystem::remove_all(certs_, ignored);
  }

  int run() {
    auto ok = form_mesh() && watch_turns() && lose_one() && take_it_back();
    if (ok)
      meet_intruders();
    heading("What was seen");
    table(findings_);
    auto all = ok;
    for (auto& x : findings_)
      all = all && x.seen;
    std::cout << '\n'
              << (all ? green("Everything was seen.")
                      : red("Something is missing."))
              << std::endl;
    return all ? 0 : 1;
  }

private:
  void found(std::string what, bool seen, std::string detail = {}) {
    findings_.push_back({std::move(what), seen, std::move(detail)});
  }

  /// Reads lines of `x` until one begins with `word`; returns the rest of it.
  static std::string await(child& x, const std::string& word,
                           std::string* last = nullptr) {
    auto end = std::chrono::steady_clock::now() + patience;
    while (!x.silent() && std::chrono::steady_clock::now() < end) {
      auto text = x.read(1s);
      if (!text)
        continue;
      if (text->rfind(word + ' ', 0) == 0)
        return text->substr(word.size() + 1);
      if (last != nullptr)
        *last = *text;
    }
    return {};
  }

  bool form_mesh() {
    heading("Three processes form a mesh");
    first_ = child::start("identity-1",
                          {"provider", "identity-1", certs_, "127.0.0.1:0"});
    first_address_ = await(first_, "ready");
    line("identity-1", "listens at " + first_address_);
    start_second("127.0.0.1:0");
    consumer_ = child::start("consumer", {"consumer", "consumer-1", certs_,
                                          "identity-1", first_address_});
    auto ready = await(consumer_, "ready");
    line("consumer-1", "knows identity-1 only, found both providers");
    auto ok
      = !first_address_.empty() && !second_address_.empty() && !ready.empty();
    found("separate processes form a mesh", ok,
          "certificates made in one empty directory");
    return ok;
  }

  void start_second(const std::string& address) {
    second_
      = child::start("identity-2", {"provider", "identity-2", certs_, address,
                                    "identity-1", first_address_});
    second_address_ = await(second_, "ready");
    line("identity-2", "listens at " + second_address_ + ", process "
                         + std::to_string(second_.pid()));
  }

  /// The last thing that a provider says of the call of a session.
  static std::string served(child& provider, const std::string& session) {
    while (auto text = provider.read(2s)) {
      std::istringstream words{*text};
      std::string verb, which, caller, fingerprint;
      words >> verb >> which >> caller >> fingerprint;
      if (verb == "served" && which == session)
        return "called by " + caller + ", certificate " + fingerprint;
    }
    return "said nothing";
  }

  tally watch(int count, bool aloud) {
    tally result;
    std::string previous;
    for (int i = 0; i < count; ++i) {
      auto text = consumer_.read(patience);
      if (!text)
        break;
      std::istringstream words{*text};
      std::string verb, number, provider;
      words >> verb >> number >> provider;
      if (verb == "failed") {
        ++result.failed;
        result.last_error = text->substr(text->find(number) + number.size());
        line("consumer-1", red("call " + number + ':' + result.last_error));
      } else if (verb == "call") {
        ++result.by_provider[provider];
        result.alternating = result.alternating && provider != previous;
        previous = provider;
        if (aloud)
          tell_call(number, provider);
      } else {
        --i;
      }
    }
    return result;
  }

  void tell_call(const std::string& number, const std::string& provider) {
    auto& x = provider == "identity-1" ? first_ : second_;
    line("consumer-1", "call " + number + " -> " + provider + "  "
                         + dim(served(x, "session-" + number)));
  }

  bool watch_turns() {
    heading("Calls by name take turns");
    auto seen = watch(8, true);
    auto ok
      = seen.alternating && seen.failed == 0 && seen.by_provider.size() == 2;
    found("requests alternate between the providers", ok);
    return ok;
  }

  bool lose_one() {
    heading("identity-2 is killed (SIGKILL)");
    second_.kill();
    watch(2, false); // what was under way
    auto seen = watch(6, true);
    auto ok = seen.failed == 0 && seen.by_provider["identity-1"] == 6;
    found("calls go on without the killed provider", ok,
          "6 of 6 by identity-1");
    return ok;
  }

  bool take_it_back() {
    heading("identity-2 comes back");
    start_second(second_address_);
    auto end = std::chrono::steady_clock::now() + patience;
    while (!consumer_.silent() && std::chrono::steady_clock::now() < end
           && watch(1, false).by_provider.count("identity-2") == 0)
      ;
    auto seen = watch(6, true);
    auto ok
      = seen.failed == 0 && seen.alternating && seen.by_provider.size() == 2;
    found("it takes its share again", ok);
    return ok;
  }

  void meet_intruders() {
    heading("Intruders");
    knock("other-ca", "a certificate of another CA");
    knock("expired", "an expired certificate");
    pretend();
    auto after = watch(4, false);
    found("the mesh is not impressed", after.failed == 0,
          "calls went on meanwhile");
  }

  void knock(const std::string& kind, const std::string& what) {
    auto intruder = child::start(
      "intruder", {"intruder", kind, certs_, "identity-1", first_address_});
    std::string last;
    auto reason = await(intruder, "turned-away", &last);
    line("mallory", "comes with " + what);
    line("", reason.empty() ? red("was not turned away " + last)
                            : "turned away: " + reason);
    found("turned away: " + what, !reason.empty());
    intruder.finish();
  }

  void pretend() {
    auto intruder
      = child::start("intruder", {"intruder", "other-name", certs_, "-", "-"});
    auto address = await(intruder, "ready");
    consumer_.write("dial identity-3 " + address);
    auto result = await(consumer_, "dialed identity-3");
    line("mallory", "has a good certificate and poses as identity-3");
    line("", "turned away: " + result);
    found("turned away: a good certificate with another's name",
          result.find("name_mismatch") != result.npos);
    intruder.finish();
  }

  std::string certs_;
  child first_;
  child second_;
  child consumer_;
  std::string first_address_;
  std::string second_address_;
  std::vector<finding> findings_;
};

} // namespace

int run_director() {
  return director{}.run();
}

} // namespace demo
