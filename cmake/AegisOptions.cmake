# The switches of the build. Presets set them; see CMakePresets.json.

include(GNUInstallDirs)

option(BUILD_SHARED_LIBS "Build libaegis_mesh as a shared library" ON)
option(AEGIS_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(AEGIS_BUILD_BENCH "Build the benchmarks" OFF)
option(AEGIS_WERROR "Treat warnings in our own code as errors" OFF)
option(AEGIS_PCH "Precompile the headers of CAF and Boost.Test" OFF)
set(AEGIS_SANITIZE "" CACHE STRING
  "Sanitizers for our own code, as -fsanitize= takes them")

set_property(GLOBAL PROPERTY USE_FOLDERS ON)
