# Thin fronts to CMake; each installs what is missing first.

BUILD := build/dev

.PHONY: help test build

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

build: ## Build the library and its tests
	@scripts/bootstrap.sh
	@cmake -G Ninja -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g" --log-level=WARNING
	@cmake --build $(BUILD)

test: build ## Build, then run all tests
	@ctest --test-dir $(BUILD) --output-on-failure
