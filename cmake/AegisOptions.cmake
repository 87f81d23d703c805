# The switches of the build. Presets set them; see CMakePresets.json.

option(BUILD_SHARED_LIBS "Build libaegis_mesh as a shared library" ON)
option(AEGIS_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(AEGIS_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(AEGIS_BUILD_BENCH "Build the benchmarks" OFF)
option(AEGIS_FUZZ "Build the fuzz targets (clang only)" OFF)
option(AEGIS_WERROR "Treat warnings in our own code as errors" OFF)
set(AEGIS_SANITIZE "" CACHE STRING
  "Sanitizers for our own code, as -fsanitize= takes them")

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(AEGIS_CCACHE ccache)
  mark_as_advanced(AEGIS_CCACHE)
  if(AEGIS_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${AEGIS_CCACHE}")
  endif()
endif()
