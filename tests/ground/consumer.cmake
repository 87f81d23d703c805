# Installs BUILD_TREE below WORK, then builds and runs the outside project in
# consumer/ against it, either with find_package or with pkg-config (WAY).

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(source "${CMAKE_CURRENT_LIST_DIR}/consumer")
set(prefix "${WORK}/prefix")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")

if(WAY STREQUAL "pkg_config")
  find_program(PKG_CONFIG NAMES pkgconf pkg-config)
  if(NOT PKG_CONFIG)
    message("consumer: skipped, there is no pkg-config")
    return()
  endif()
endif()

run("${CMAKE_COMMAND}" --install "${BUILD_TREE}" --prefix "${prefix}")

# What an instrumented library needs of the program that it is linked into.
if(SANITIZE)
  set(sanitize "-fsanitize=${SANITIZE}")
endif()

if(WAY STREQUAL "cmake")
  run("${CMAKE_COMMAND}" -S "${source}" -B "${WORK}/build" -G Ninja
    "-DCMAKE_PREFIX_PATH=${prefix}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    "-DCMAKE_EXE_LINKER_FLAGS=${sanitize}")
  run("${CMAKE_COMMAND}" --build "${WORK}/build")
  run("${WORK}/build/consumer")
else()
  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs aegis-mesh
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run(${LAUNCHER} "${COMPILER}" -c "${source}/main.cpp" -o "${WORK}/main.o"
    ${flags})
  run("${COMPILER}" "${WORK}/main.o" -o "${WORK}/consumer" ${flags} ${sanitize})
  set(ENV{LD_LIBRARY_PATH} "${prefix}/${LIBDIR}")
  run("${WORK}/consumer")
endif()

message("consumer: ok")
