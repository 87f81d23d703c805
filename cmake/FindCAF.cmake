# Finds the C++ Actor Framework, which Debian ships without a package file.
#
#   find_package(CAF 0.17.6 REQUIRED COMPONENTS core io openssl)
#
# Makes CAF::core, CAF::io and CAF::openssl, as asked for, and sets
# CAF_VERSION. Only the 0.17 series from 0.17.6 on is accepted: 0.18 changed
# how messages are registered and inspected. CAF_ROOT_DIR may name a prefix.

find_path(CAF_INCLUDE_DIR caf/config.hpp
  HINTS ${CAF_ROOT_DIR} PATH_SUFFIXES include)
mark_as_advanced(CAF_INCLUDE_DIR)

if(CAF_INCLUDE_DIR)
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" _caf_version_line
    REGEX "^#define CAF_VERSION +[0-9]+")
  if(NOT _caf_version_line)
    # From 0.18 on, the number is in a header of the build.
    file(GLOB _caf_build_config "${CAF_INCLUDE_DIR}/caf/detail/build_config.hpp")
    if(_caf_build_config)
      file(STRINGS "${_caf_build_config}" _caf_version_line
        REGEX "^#define CAF_VERSION +[0-9]+")
    endif()
  endif()
  string(REGEX MATCH "[0-9]+" _caf_number "${_caf_version_line}")
  if(_caf_number)
    math(EXPR _caf_major "${_caf_number} / 10000")
    math(EXPR _caf_minor "${_caf_number} / 100 % 100")
    math(EXPR _caf_patch "${_caf_number} % 100")
    set(CAF_VERSION "${_caf_major}.${_caf_minor}.${_caf_patch}")
  endif()
endif()

foreach(_caf_component IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${_caf_component}_LIBRARY caf_${_caf_component}
    HINTS ${CAF_ROOT_DIR} PATH_SUFFIXES lib)
  mark_as_advanced(CAF_${_caf_component}_LIBRARY)
  if(CAF_${_caf_component}_LIBRARY
     AND EXISTS "${CAF_INCLUDE_DIR}/caf/${_caf_component}"
     OR CAF_${_caf_component}_LIBRARY AND _caf_component STREQUAL "core")
    set(CAF_${_caf_component}_FOUND TRUE)
  endif()
endforeach()

set(_caf_reason "")
if(NOT CAF_INCLUDE_DIR)
  set(_caf_reason
    "caf/config.hpp was not found; on Debian and Ubuntu: apt install libcaf-dev")
elseif(NOT CAF_VERSION)
  set(_caf_reason "the headers in ${CAF_INCLUDE_DIR} do not tell their version")
elseif(CAF_VERSION VERSION_LESS 0.17.6
       OR NOT CAF_VERSION VERSION_LESS 0.18)
  set(_caf_reason "found CAF ${CAF_VERSION} in ${CAF_INCLUDE_DIR}, but need at \
least 0.17.6 and less than 0.18; CAF_ROOT_DIR can name another prefix")
  set(CAF_INCLUDE_DIR_OK FALSE)
endif()

include(FindPackageHandleStandardArgs)
if(_caf_reason)
  set(CAF_FOUND FALSE)
  set(CAF_NOT_FOUND_MESSAGE "${_caf_reason}")
  if(CAF_FIND_REQUIRED)
    message(FATAL_ERROR "CAF: ${_caf_reason}")
  elseif(NOT CAF_FIND_QUIETLY)
    message(STATUS "CAF: ${_caf_reason}")
  endif()
  return()
endif()

find_package_handle_standard_args(CAF
  REQUIRED_VARS CAF_INCLUDE_DIR
  VERSION_VAR CAF_VERSION
  HANDLE_COMPONENTS)

if(CAF_FOUND)
  foreach(_caf_component IN LISTS CAF_FIND_COMPONENTS)
    if(NOT TARGET CAF::${_caf_component})
      add_library(CAF::${_caf_component} UNKNOWN IMPORTED)
      set_target_properties(CAF::${_caf_component} PROPERTIES
        IMPORTED_LOCATION "${CAF_${_caf_component}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${CAF_INCLUDE_DIR}"
        INTERFACE_COMPILE_FEATURES cxx_std_17)
      if(NOT _caf_component STREQUAL "core" AND TARGET CAF::core)
        set_property(TARGET CAF::${_caf_component}
          PROPERTY INTERFACE_LINK_LIBRARIES CAF::core)
      endif()
    endif()
  endforeach()
endif()
