#pragma once

#include <caf/policy/unprofiled.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <semaphore.h>

#include <deque>
#include <mutex>

namespace aegis::transport {

/// A scheduler policy for CAF like its work sharing: one queue of jobs, and
/// workers that sleep while it is empty.
///
/// CAF's wakes a worker while the queue is locked. Where both threads share a
/// core, the worker often runs at once, into the lock, and both go to sleep and
/// wake once more. Here workers wait for a semaphore outside the lock, so that a
/// job that finds a sleeping worker costs one system call here and one there.
class quick_sharing : public caf::policy::unprofiled {
public:
  class coordinator_data {
  public:
    explicit coordinator_data(caf::scheduler::abstract_coordinator*) {
      ::sem_init(&count_, 0, 0);
    }

    ~coordinator_data() {
      ::sem_destroy(&count_);
    }

    coordinator_data(const coordinator_data&) = delete;
    coordinator_data& operator=(const coordinator_data&) = delete;

    void put(caf::resumable* job) {
      {
        std::unique_lock guard{mtx_};
        jobs_.push_back(job);
      }
      ::sem_post(&count_);
    }

    /// Waits for a job.
    caf::resumable* take() {
      while (::sem_wait(&count_) != 0)
        ; // a signal came
      std::unique_lock guard{mtx_};
      auto* result = jobs_.front();
      jobs_.pop_front();
      return result;
    }

    /// Takes what is left once there are no more workers.
    std::deque<caf::resumable*> take_all() {
      std::unique_lock guard{mtx_};
      return std::move(jobs_);
    }

  private:
    ::sem_t count_; ///< of jobs that no worker has been promised
    std::mutex mtx_;
    std::deque<caf::resumable*> jobs_; ///< guarded by mtx_
  };

  struct worker_data {
    explicit worker_data(caf::scheduler::abstract_coordinator*) {
      // nop
    }
  };

  // What CAF's coordinator and workers call, see caf/policy/scheduler_policy.hpp.

  template <class Coordinator>
  void central_enqueue(Coordinator* self, caf::resumable* job) {
    d(self).put(job);
  }

  template <class Worker>
  void external_enqueue(Worker* self, caf::resumable* job) {
    d(self->parent()).put(job);
  }

  template <class Worker>
  void internal_enqueue(Worker* self, caf::resumable* job) {
    d(self->parent()).put(job);
  }

  template <class Worker>
  void resume_job_later(Worker* self, caf::resumable* job) {
    d(self->parent()).put(job);
  }

  template <class Worker>
  caf::resumable* dequeue(Worker* self) {
    return d(self->parent()).take();
  }

  template <class Worker, class F>
  void foreach_resumable(Worker*, F) {
    // nop: workers have no jobs of their own
  }

  template <class Coordinator, class F>
  void foreach_central_resumable(Coordinator* self, F f) {
    for (auto* job : d(self).take_all())
      f(job);
  }
};

} // namespace aegis::transport
