# Tests: aegis_add_test, and the targets that it links.

find_package(Boost 1.74 CONFIG REQUIRED COMPONENTS unit_test_framework)

set(AEGIS_TEST_KINDS unit actors simulation system fuzz bench)

# The `main` of the Boost.Test executables.
add_library(aegis_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/test_main.cpp")
aegis_configure_target(aegis_test_main)
target_compile_definitions(aegis_test_main PUBLIC BOOST_TEST_DYN_LINK)
target_link_libraries(aegis_test_main PUBLIC Boost::unit_test_framework)

# The objects of the library once more, as an archive: hidden symbols can be
# reached here, and nothing is compiled twice.
add_library(aegis_testable STATIC)
set_target_properties(aegis_testable PROPERTIES LINKER_LANGUAGE CXX)
foreach(target IN LISTS AEGIS_OBJECT_TARGETS)
  target_sources(aegis_testable PRIVATE $<TARGET_OBJECTS:${target}>)
endforeach()
target_include_directories(aegis_testable
  INTERFACE "${PROJECT_SOURCE_DIR}/libaegis/include"
            "${PROJECT_SOURCE_DIR}/simulation/include")
target_include_directories(aegis_testable SYSTEM
  INTERFACE "${AEGIS_PROTO_DIR}")
target_link_libraries(aegis_testable INTERFACE
  CAF::core CAF::io OpenSSL::SSL OpenSSL::Crypto protobuf::libprotobuf
  spdlog::spdlog Threads::Threads)

# aegis_add_test(NAME <name> KIND <kind> SOURCES <file>...
#                [LIBS <library>...] [TIMEOUT <seconds>] [ARGS <argument>...])
#
# Makes the executable <name> and registers it in CTest under the label <kind>.
#   unit, actors, simulation, system: Boost.Test; `main` is provided
#   fuzz: sources with LLVMFuzzerTestOneInput; only with AEGIS_FUZZ
#   bench: sources with a `main`; only with AEGIS_BUILD_BENCH, not in CTest
#
# Private headers can be included as in the library. LIBS defaults to
# aegis::mesh, which stands for aegis_testable here. Tests of the CAF-free core
# name aegis_core, aegis_core_pki or aegis_core_mesh and build without CAF.
function(aegis_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;KIND;TIMEOUT"
    "SOURCES;LIBS;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME OR NOT arg_SOURCES)
    message(FATAL_ERROR "aegis_add_test: needs NAME, KIND and SOURCES")
  elseif(NOT arg_KIND IN_LIST AEGIS_TEST_KINDS)
    message(FATAL_ERROR
      "aegis_add_test(${arg_NAME}): KIND is none of ${AEGIS_TEST_KINDS}")
  endif()
  if((arg_KIND STREQUAL "fuzz" AND NOT AEGIS_FUZZ)
     OR (arg_KIND STREQUAL "bench" AND NOT AEGIS_BUILD_BENCH))
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_LIBS)
    set(arg_LIBS aegis::mesh)
  endif()

  add_executable(${arg_NAME} ${arg_SOURCES})
  aegis_configure_target(${arg_NAME})
  target_include_directories(${arg_NAME} PRIVATE
    "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/libaegis/src")
  _aegis_link_testable(${arg_NAME} ${arg_LIBS})

  if(arg_KIND STREQUAL "bench")
    return()
  elseif(arg_KIND STREQUAL "fuzz")
    target_link_options(${arg_NAME} PRIVATE -fsanitize=fuzzer)
    list(PREPEND arg_ARGS -runs=50000 -max_total_time=30)
  else()
    target_link_libraries(${arg_NAME} PRIVATE aegis_test_main)
    list(PREPEND arg_ARGS --log_level=test_suite --color_output=no)
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} ${arg_ARGS})
  set_tests_properties(${arg_NAME} PROPERTIES
    LABELS ${arg_KIND} TIMEOUT ${arg_TIMEOUT})
endfunction()

# Links what stands behind the names in LIBS. Objects do not travel from one
# object library to the next, hence aegis_core is added here.
function(_aegis_link_testable target)
  foreach(lib IN LISTS ARGN)
    if(lib MATCHES "^aegis(::|_)mesh$")
      target_link_libraries(${target} PRIVATE aegis_testable)
    elseif(lib MATCHES "^aegis_core_")
      target_link_libraries(${target} PRIVATE ${lib} aegis_core)
    else()
      target_link_libraries(${target} PRIVATE ${lib})
    endif()
  endforeach()
endfunction()
