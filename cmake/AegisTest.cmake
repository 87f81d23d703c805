# aegis_add_test(NAME <name> KIND <kind> SOURCES <file>...
#                [LIBS <library>...] [TIMEOUT <seconds>] [ARGS <arg>...])
#
# Makes the Boost.Test executable <name> and registers it in CTest under the
# label <kind>: unit, actors, simulation, system, fuzz or bench. `main` is
# provided. Private headers can be included as in the library itself.
#
# LIBS defaults to aegis::mesh, which stands for a static form of the same
# objects here, so that hidden symbols can be reached. Tests of the CAF-free
# core name aegis_core, aegis_core_mesh or aegis_core_pki instead and build
# without CAF.
function(aegis_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;KIND;TIMEOUT"
    "SOURCES;LIBS;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME OR NOT arg_KIND OR NOT arg_SOURCES)
    message(FATAL_ERROR "aegis_add_test: needs NAME, KIND and SOURCES")
  endif()
  set(kinds unit actors simulation system fuzz bench)
  if(NOT arg_KIND IN_LIST kinds)
    message(FATAL_ERROR "aegis_add_test(${arg_NAME}): KIND is none of ${kinds}")
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
  target_compile_definitions(${arg_NAME} PRIVATE BOOST_TEST_DYN_LINK)
  _aegis_link_testable(${arg_NAME} ${arg_LIBS})
  target_link_libraries(${arg_NAME} PRIVATE
    aegis_test_main Boost::unit_test_framework)
  if("aegis::mesh" IN_LIST arg_LIBS AND AEGIS_PCH)
    target_precompile_headers(${arg_NAME} REUSE_FROM aegis_test_pch)
  endif()

  add_test(NAME ${arg_NAME}
    COMMAND ${arg_NAME} --log_level=test_suite --color_output=no ${arg_ARGS})
  set_tests_properties(${arg_NAME} PROPERTIES
    LABELS ${arg_KIND} TIMEOUT ${arg_TIMEOUT})
endfunction()

# Links what stands behind the names in LIBS. Objects do not travel from one
# object library to the next, hence aegis_core is added here.
function(_aegis_link_testable target)
  foreach(lib IN LISTS ARGN)
    if(lib STREQUAL "aegis::mesh" OR lib STREQUAL "aegis_mesh")
      target_link_libraries(${target} PRIVATE aegis_testable)
    elseif(lib MATCHES "^aegis_core_")
      target_link_libraries(${target} PRIVATE ${lib} aegis_core)
    else()
      target_link_libraries(${target} PRIVATE ${lib})
    endif()
  endforeach()
endfunction()
