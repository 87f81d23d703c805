# Finds the C++ Actor Framework, which comes without a package file on Debian.
#
#   find_package(CAF 0.17.6 REQUIRED COMPONENTS core io openssl)
#
# Makes CAF::core, CAF::io and CAF::openssl, as asked for, and sets
# CAF_VERSION. Accepts 0.17.6 and later patches of 0.17 only: 0.18 registers
# and inspects messages in another way. CAF_ROOT_DIR may name a prefix.

find_path(CAF_INCLUDE_DIR caf/config.hpp
  HINTS ${CAF_ROOT_DIR} PATH_SUFFIXES include)
foreach(_caf_component IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${_caf_component}_LIBRARY caf_${_caf_component}
    HINTS ${CAF_ROOT_DIR} PATH_SUFFIXES lib)
  mark_as_advanced(CAF_${_caf_component}_LIBRARY)
  if(CAF_${_caf_component}_LIBRARY)
    set(CAF_${_caf_component}_FOUND TRUE)
  endif()
endforeach()
mark_as_advanced(CAF_INCLUDE_DIR)

# CAF writes its version as major * 10000 + minor * 100 + patch.
unset(CAF_VERSION)
if(CAF_INCLUDE_DIR)
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" _caf_line
    REGEX "^#define CAF_VERSION +[0-9]+")
  if(_caf_line MATCHES "([0-9]+)$")
    math(EXPR _caf_major "${CMAKE_MATCH_1} / 10000")
    math(EXPR _caf_minor "${CMAKE_MATCH_1} / 100 % 100")
    math(EXPR _caf_patch "${CMAKE_MATCH_1} % 100")
    set(CAF_VERSION "${_caf_major}.${_caf_minor}.${_caf_patch}")
  endif()
endif()

if(NOT CAF_INCLUDE_DIR)
  set(_caf_reason "caf/config.hpp was not found. On Debian and Ubuntu it is in \
the package libcaf-dev. CAF_ROOT_DIR can name another prefix.")
elseif(NOT CAF_VERSION OR CAF_VERSION VERSION_LESS 0.17.6
       OR CAF_VERSION VERSION_GREATER_EQUAL 0.18)
  if(NOT CAF_VERSION)
    set(CAF_VERSION "of unknown version")
  endif()
  set(_caf_reason "Found CAF ${CAF_VERSION} in ${CAF_INCLUDE_DIR}, but 0.17.6 \
or a later patch of 0.17 is needed. CAF_ROOT_DIR can name another prefix.")
  unset(CAF_VERSION)
  set(_caf_usable FALSE)
else()
  set(_caf_reason DEFAULT_MSG)
  set(_caf_usable TRUE)
endif()

include(FindPackageHandleStandardArgs)
if(_caf_reason STREQUAL "DEFAULT_MSG")
  find_package_handle_standard_args(CAF
    REQUIRED_VARS CAF_INCLUDE_DIR
    VERSION_VAR CAF_VERSION
    HANDLE_COMPONENTS)
else()
  find_package_handle_standard_args(CAF
    REQUIRED_VARS _caf_usable
    FAIL_MESSAGE "${_caf_reason}")
endif()

if(CAF_FOUND)
  foreach(_caf_component IN LISTS CAF_FIND_COMPONENTS)
    if(CAF_${_caf_component}_FOUND AND NOT TARGET CAF::${_caf_component})
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
