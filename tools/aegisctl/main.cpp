// aegisctl: what one wants to do with a mesh from a shell.

#include "simulate.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  CLI::App app{"Tools for an aegis mesh"};
  app.require_subcommand(1);
  auto status = 0;
  aegis::ctl::add_simulate(app, status);
  try {
    CLI11_PARSE(app, argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "aegisctl: %s\n", e.what());
    return 2;
  }
  return status;
}
