#include "transport/queue_bio.hpp"

#include <algorithm>
#include <cstring>

namespace aegis::transport {

namespace {

queue_pair& queues_of(BIO* bio) {
  return *static_cast<queue_pair*>(BIO_get_data(bio));
}

int on_write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  if (size > 0)
    queues_of(bio).outgoing.append(data, static_cast<std::size_t>(size));
  return size;
}

int on_read(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  auto& queues = queues_of(bio);
  if (queues.incoming.empty()) {
    if (queues.eof)
      return 0;
    BIO_set_retry_read(bio);
    return -1;
  }
  auto n = std::min(static_cast<std::size_t>(std::max(size, 0)),
                    queues.incoming.size());
  std::memcpy(data, queues.incoming.data(), n);
  queues.incoming.consume(n);
  return static_cast<int>(n);
}

long on_control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return queues_of(bio).eof && queues_of(bio).incoming.empty() ? 1 : 0;
    default:
      return 0;
  }
}

BIO_METHOD* make_method() {
  auto* method
    = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "aegis queue");
  if (method != nullptr) {
    BIO_meth_set_write(method, on_write);
    BIO_meth_set_read(method, on_read);
    BIO_meth_set_ctrl(method, on_control);
  }
  return method;
}

} // namespace

BIO* make_queue_bio(queue_pair& queues) {
  static BIO_METHOD* method = make_method(); // lives as long as the process
  auto* bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio != nullptr) {
    BIO_set_data(bio, &queues);
    BIO_set_init(bio, 1);
  }
  return bio;
}

} // namespace aegis::transport
