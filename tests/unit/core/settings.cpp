#include <aegis/settings.hpp>

#include <boost/test/unit_test.hpp>

using namespace aegis;

BOOST_AUTO_TEST_SUITE(core_settings)

BOOST_AUTO_TEST_CASE(lan_is_the_default) {
  auto lan = node_settings::preset(network::lan);
  node_settings plain;
  BOOST_TEST((lan.detector.probe_interval == plain.detector.probe_interval));
  BOOST_TEST((lan.detector.probe_timeout == plain.detector.probe_timeout));
  BOOST_TEST((lan.topology.push_delay == plain.topology.push_delay));
  BOOST_TEST((lan.topology.sync_interval == plain.topology.sync_interval));
}

BOOST_AUTO_TEST_CASE(longer_ways_mean_longer_times) {
  auto local = node_settings::preset(network::local);
  auto lan = node_settings::preset(network::lan);
  auto wan = node_settings::preset(network::wan);
  auto grows = [&](auto time) {
    BOOST_TEST((time(local) < time(lan)));
    BOOST_TEST((time(lan) < time(wan)));
  };
  grows([](const auto& x) { return x.detector.probe_interval; });
  grows([](const auto& x) { return x.detector.probe_timeout; });
  grows([](const auto& x) { return x.detector.suspicion_step; });
  grows([](const auto& x) { return x.topology.sync_interval; });
}

BOOST_AUTO_TEST_CASE(helpers_have_time_left_in_each_preset) {
  for (auto x : {network::local, network::lan, network::wan}) {
    auto settings = node_settings::preset(x).detector;
    BOOST_TEST((2 * settings.probe_timeout <= settings.probe_interval));
  }
}

BOOST_AUTO_TEST_CASE(refutations_are_never_held_back_past_a_verdict) {
  for (auto x : {network::local, network::lan, network::wan}) {
    auto settings = node_settings::preset(x);
    BOOST_TEST(
      (settings.topology.refutation_pause
       < settings.detector.suspicion_alpha * settings.detector.probe_interval));
  }
}

BOOST_AUTO_TEST_SUITE_END()
