#pragma once

// Mistakes that tests seed into the code, to see that the checkers of the
// simulation find them. In all other builds `AEGIS_MISTAKE(x)` is false, and
// nothing of it is left.

#ifdef AEGIS_SEEDED_MISTAKES

namespace aegis {

enum class mistake {
  none,
  merge_prefers_the_older,
  equal_versions_never_exchanged,
  newcomer_always_wins,
  tombstones_forgotten_early,
  no_refutation,
  restart_with_an_old_incarnation,
  suspicion_without_timeout,
  pool_keeps_dead_providers,
  reply_delivered_twice,
  call_lost_with_its_provider,
  subscriber_misses_events,
  caller_of_another_connection,
  timers_without_end,
  probes_behind_bulk_data,
};

/// The one that is made now. Set by the test, which has one thread.
inline mistake seeded_mistake = mistake::none;

/// For mistakes that are made now and then.
inline unsigned mistakes_made = 0;

} // namespace aegis

#  define AEGIS_MISTAKE(x) (::aegis::seeded_mistake == ::aegis::mistake::x)
#  define AEGIS_MISTAKE_EACH(n, x) \
    (AEGIS_MISTAKE(x) && ++::aegis::mistakes_made % (n) == 0)

#else

#  define AEGIS_MISTAKE(x) false
#  define AEGIS_MISTAKE_EACH(n, x) false

#endif
