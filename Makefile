# Thin fronts to CMake and its presets; each installs what is missing first.

.DEFAULT_GOAL := help
.PHONY: help demo simulate soak test asan clang bench lint format

configure = scripts/bootstrap.sh && cmake --preset $(1) --log-level=WARNING >/dev/null

help: ## Show the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: ## Build and run the demo: a mesh of processes, and intruders
	@$(call configure,release)
	@cmake --build --preset release --target aegis-demo
	@build/release/tools/demo/aegis-demo

simulate: ## Run a simulated mesh, part of which is cut off, NODES=1000; makes a page
	@$(call configure,release)
	@cmake --build --preset release --target aegisctl
	@build/release/tools/aegisctl/aegisctl simulate --scenario island \
	  --nodes $(or $(NODES),1000) --report build/simulation

soak: ## Simulate random faults; MINUTES=10, failures are kept in build/soak
	@$(call configure,release)
	@cmake --build --preset release --target aegisctl
	@scripts/soak.sh build/release/tools/aegisctl/aegisctl $(or $(MINUTES),10) \
	  build/soak

test: ## Build everything and run all tests
	@$(call configure,release)
	@cmake --build --preset release
	@ctest --preset release

asan: ## The same with AddressSanitizer and UndefinedBehaviorSanitizer
	@$(call configure,asan)
	@cmake --build --preset asan
	@ctest --preset asan

clang: ## Build by clang what simulations and examples need
	@scripts/bootstrap.sh clang
	@cmake --preset clang --log-level=WARNING >/dev/null
	@cmake --build --preset clang --target simulation-trace aegisctl \
	  example-02-service-call example-08-simulation
	@build/clang/examples/example-02-service-call

bench: ## Measure against bare CAF and bare OpenSSL; QUICK=1 for less precision
	@$(call configure,release)
	@cmake --build --preset release --target aegis-bench
	@build/release/tests/bench/aegis-bench $(if $(QUICK),--quick) --json build/bench.json

format: ## Bring all sources into the house format
	@scripts/bootstrap.sh clang-format
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

lint: ## Check the format, and changed sources by clang-tidy; ALL=1: all sources
	@scripts/bootstrap.sh clang-format clang-tidy
	@$(call configure,release)
	@cmake --build --preset release --target aegis_proto
	@scripts/lint.sh $(if $(ALL),--all)
