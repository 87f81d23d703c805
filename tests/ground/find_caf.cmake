# Runs FindCAF.cmake on a header made up for CASE and checks what it says.

set(include_dir "${WORK}/${CASE}/include")
file(REMOVE_RECURSE "${WORK}/${CASE}")
if(CASE STREQUAL "accepted")
  set(version 1709)
  set(expected "found suitable version \"0.17.9\"")
elseif(CASE STREQUAL "too_old")
  set(version 1705)
  set(expected "Found CAF 0.17.5 in .*, but 0.17.6")
elseif(CASE STREQUAL "too_new")
  set(version 1800)
  set(expected "Found CAF 0.18.0 in .*, but 0.17.6")
elseif(CASE STREQUAL "absent")
  set(expected "caf/config.hpp was not found.*libcaf-dev")
endif()
if(version)
  file(WRITE "${include_dir}/caf/config.hpp" "#define CAF_VERSION ${version}\n")
else()
  set(include_dir CAF_INCLUDE_DIR-NOTFOUND)
  set(elsewhere "-DCMAKE_FIND_ROOT_PATH=${WORK}/empty"
    -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY)
endif()

# Without components no target is made, which a script could not do.
file(WRITE "${WORK}/${CASE}/find.cmake"
  "list(APPEND CMAKE_MODULE_PATH \"${MODULE_DIR}\")\n"
  "find_package(CAF 0.17.6)\n")
execute_process(
  COMMAND "${CMAKE_COMMAND}" "-DCAF_INCLUDE_DIR=${include_dir}" ${elsewhere}
    -P "${WORK}/${CASE}/find.cmake"
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
string(REGEX REPLACE "[ \n]+" " " output "${output}")
if(NOT output MATCHES "${expected}")
  message(FATAL_ERROR "expected '${expected}', got '${output}'")
endif()
