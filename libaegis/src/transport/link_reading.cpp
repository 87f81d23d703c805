// The part of a link that has large messages read.
// In: whole messages from bulk_receiver, small frames that may not pass them.
// Out: both, in order, to mesh_broker.

#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_broker.hpp"

#include <memory>
#include <string>
#include <utility>

namespace aegis::transport {

/// Has a large message read beside this thread.
void link::begin_reading(bulk_receiver::frame whole) {
  auto x = std::make_shared<large_message>();
  x->header = whole.header;
  x->payload = std::move(whole.payload);
  readings_.push_large(x);
  setup_.hub->reader().post(
    [self = link_ptr{this}, x, &sys = setup_.hub->system()]() mutable {
      read(*x, sys);
      // Nothing of them stays in that thread.
      auto& loop = self->stream_.backend();
      loop.post([self = std::move(self), x = std::move(x)] {
        x->is_over = true;
        self->take_read();
      });
    });
}

/// Handles what waited for large messages that are read by now.
void link::take_read() {
  hub_impl::batch batch{*setup_.hub};
  reading_queue::item next;
  while (stage_ != stage::over && readings_.pop(next)) {
    if (next.large)
      on_large(*next.large);
    else
      on_basp(next.header, {next.payload.data(), next.payload.size()});
  }
  if (stage_ == stage::over)
    return;
  if (closed_ && readings_.empty())
    conclude(*closed_);
  else
    give_credit();
}

void link::on_large(large_message& x) {
  if (x.is == large_message::state::with_handles) {
    on_basp(x.header, {x.payload.data(), x.payload.size()});
  } else if (passes(x.header, guard_.check_incoming(x.header, x.verdict))) {
    ++messages_;
    settle(x.header, x.is == large_message::state::read
                       ? setup_.hub->broker().deliver(*this, x.header,
                                                      std::move(x.content))
                       : delivery::unreadable);
  }
  receiver_.recycle(std::move(x.payload));
}

/// Keeps a small frame until those before it are read.
void link::let_wait(const frame_header& header, std::string_view payload) {
  readings_.push_small(header, payload);
  auto most = setup_.hub->settings().backlog_max_bytes;
  if (readings_.small_bytes() > most)
    drop({ec::overloaded, who() + " sent more than " + std::to_string(most)
                            + " bytes behind a message that is being read"});
}

/// True while the peer may send no more large messages: it is not to blame for
/// what does not get on.
bool link::is_behind() const {
  return readings_.large_bytes() > setup_.hub->settings().payload_max_bytes;
}

void link::give_credit() {
  if (is_behind())
    return;
  if (auto total = receiver_.credit())
    send_credit(*total);
}

/// The connection is closed. What came in whole before is for its receiver, if
/// it can be read soon.
void link::finish_reading(fault why) {
  closed_ = std::move(why);
  if (!readings_.empty())
    setup_.hub->timer().after(
      setup_.hub->settings().basp_timeout,
      [self = link_ptr{this}] { self->conclude(*self->closed_); });
  take_read();
}

} // namespace aegis::transport
