// aegisctl: what one wants to do with a mesh from a shell.

#include "simulate.hpp"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  CLI::App app{"Tools for an aegis mesh"};
  app.require_subcommand(1);
  auto status = 0;
  aegis::ctl::add_simulate(app, status);
  CLI11_PARSE(app, argc, argv);
  return status;
}
