#include "aegis/health.hpp"

#include <utility>

namespace aegis {

namespace {

class function_checker : public health_checker {
public:
  function_checker(std::string name, std::function<outcome<done>()> f)
    : name_(std::move(name)), f_(std::move(f)) {}

  std::string name() const override {
    return name_;
  }

  outcome<done> check() override {
    return f_ ? f_() : fault{ec::invalid_argument, name_ + ": no function"};
  }

private:
  std::string name_;
  std::function<outcome<done>()> f_;
};

} // namespace

health_checker::~health_checker() = default;

std::string to_string(health_status x) {
  switch (x) {
    case health_status::unknown:
      return "unknown";
    case health_status::healthy:
      return "healthy";
    case health_status::unhealthy:
      return "unhealthy";
  }
  return "unknown";
}

health_checker_ptr make_function_checker(std::string name,
                                         std::function<outcome<done>()> f) {
  return std::make_shared<function_checker>(std::move(name), std::move(f));
}

} // namespace aegis
