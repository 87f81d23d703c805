# How each target of ours is compiled. Dependencies are SYSTEM includes, so
# that only our own code is held to our warnings.

add_library(aegis_flags INTERFACE)
target_compile_features(aegis_flags INTERFACE cxx_std_17)
target_compile_options(aegis_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wdouble-promotion -Wformat=2
  $<$<BOOL:${AEGIS_WERROR}>:-Werror>
  # Some optimization keeps debug builds usable under load and finds more
  # uninitialized variables. Line tables are enough where nobody steps through,
  # and a third of the size.
  $<$<CONFIG:Debug>:-O1>
  $<$<CONFIG:RelWithDebInfo>:-g1>)

if(AEGIS_SANITIZE)
  target_compile_options(aegis_flags INTERFACE
    -fsanitize=${AEGIS_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer -g1)
  target_link_options(aegis_flags INTERFACE -fsanitize=${AEGIS_SANITIZE})
  if(AEGIS_SANITIZE MATCHES "undefined")
    # CAF 0.17.6 spawns a function without arguments by dereferencing a null
    # pointer to them (caf/detail/init_fun_factory.hpp), which nothing reads.
    # Reads and writes through null are found without this check, too.
    target_compile_options(aegis_flags INTERFACE -fno-sanitize=null)
  endif()
endif()
if(AEGIS_FUZZ)
  target_compile_options(aegis_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# aegis_configure_target(<target>)
# Language level, warnings, sanitizers, visibility. Call it for each target.
function(aegis_configure_target target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:aegis_flags>)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
endfunction()

# A simulation is mostly small allocations; jemalloc takes a third less time for
# them. It changes nothing else, and is left out where it is not there.
function(aegis_use_jemalloc target)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND AND NOT TARGET PkgConfig::AEGIS_JEMALLOC)
    pkg_check_modules(AEGIS_JEMALLOC QUIET IMPORTED_TARGET GLOBAL jemalloc)
  endif()
  if(TARGET PkgConfig::AEGIS_JEMALLOC AND NOT AEGIS_SANITIZE)
    target_link_libraries(${target} PRIVATE PkgConfig::AEGIS_JEMALLOC)
  endif()
endfunction()
