#include "mesh/suspicion.hpp"

#include "core/mistake.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aegis::mesh {

std::chrono::milliseconds suspicion_min(const suspicion_settings& x,
                                        std::size_t members) {
  // ceil(log2(n + 1)) is the number of bits of n.
  auto steps = 1;
  while ((members >>= 1) > 0)
    ++steps;
  return x.alpha * x.probe_interval + 2 * steps * x.step;
}

suspicion::suspicion(std::uint64_t incarnation, std::string first_accuser,
                     instant begun, const suspicion_settings& settings,
                     std::size_t members)
  : incarnation_(incarnation),
    begun_(begun),
    min_(suspicion_min(settings, members)),
    max_(min_ * settings.beta),
    confirmations_max_(settings.confirmations) {
  // Where there are no K others, the accused and the first accuser apart,
  // nothing would ever shorten the time.
  if (members < confirmations_max_ + 2)
    confirmations_max_ = 0;
  accusers_.insert(std::move(first_accuser));
}

bool suspicion::confirm(const std::string& accuser) {
  if (accusers_.size() > confirmations_max_)
    return false;
  return accusers_.insert(accuser).second;
}

instant suspicion::deadline() const {
  if (AEGIS_MISTAKE(suspicion_without_timeout))
    return instant::max();
  if (confirmations_max_ == 0)
    return begun_ + min_;
  auto count = static_cast<double>(accusers_.size() - 1);
  auto share = std::log(count + 1) / std::log(confirmations_max_ + 1.0);
  auto range = static_cast<double>((max_ - min_).count());
  auto left = max_
              - std::chrono::milliseconds{
                static_cast<std::int64_t>(std::floor(range * share))};
  return begun_ + std::max(min_, left);
}

} // namespace aegis::mesh
