#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "wire/frame_codec.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

// Valid messages, one of each kind, and what tests ask of results.

namespace aegis::test {

node_info sample_record(const std::string& id = "node-1");

v1::Ping sample_ping();
v1::Pong sample_pong();
v1::HealthRequest sample_health_request();
v1::Health sample_health();
v1::NodeInfoRequest sample_node_info_request();
v1::NodeRecord sample_node_record();
v1::SyncRequest sample_sync_request();
v1::SyncResponse sample_sync_response();
v1::TopologyRequest sample_topology_request();
v1::TopologySnapshot sample_topology();
v1::ServicesRequest sample_services_request();
v1::ServiceList sample_services();
v1::ServiceRequest sample_service_request();
v1::ServiceReference sample_service();
v1::SignedRecord sample_signed_record(const std::string& id = "node-1");
v1::Probe sample_probe();
v1::ProbeAnswer sample_probe_answer();
v1::ProbeHelpRequest sample_probe_help_request();
v1::ProbeHelp sample_probe_help();

/// Calls `f` with one message of each kind.
template <class F>
void for_each_sample(F f) {
  f(sample_ping());
  f(sample_pong());
  f(sample_health_request());
  f(sample_health());
  f(sample_node_info_request());
  f(sample_node_record());
  f(sample_sync_request());
  f(sample_sync_response());
  f(sample_topology_request());
  f(sample_topology());
  f(sample_services_request());
  f(sample_services());
  f(sample_service_request());
  f(sample_service());
  f(sample_probe());
  f(sample_probe_answer());
  f(sample_probe_help_request());
  f(sample_probe_help());
}

/// The error as text, "ok" if there is none.
template <class T>
std::string text_of(const outcome<T>& x) {
  return x ? "ok" : to_string(x.error());
}

/// True if `x` is this error and its text names `part`.
template <class T>
bool is_fault(const outcome<T>& x, ec code, const std::string& part) {
  return !x && x.error().code == code
         && x.error().text.find(part) != std::string::npos;
}

} // namespace aegis::test

#define AEGIS_CHECK_OK(expr) BOOST_TEST(::aegis::test::text_of(expr) == "ok")

/// `expr` is an outcome without side effects.
#define AEGIS_CHECK_FAULT(expr, code, part)                      \
  BOOST_CHECK_MESSAGE(::aegis::test::is_fault(expr, code, part), \
                      #expr " is " << ::aegis::test::text_of(expr))
