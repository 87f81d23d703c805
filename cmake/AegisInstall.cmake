# Installation: headers under <aegis/...>, the libraries libaegis_mesh and
# libaegis_simulation, the CMake package AegisMesh with the targets aegis::mesh
# and aegis::simulation, and aegis-mesh.pc. The name libaegis belongs to a cipher
# library.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(AEGIS_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/AegisMesh")

install(TARGETS aegis_mesh aegis_simulation EXPORT AegisMeshTargets)
install(EXPORT AegisMeshTargets
  NAMESPACE aegis::
  DESTINATION "${AEGIS_PACKAGE_DIR}")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/libaegis/include/aegis"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/simulation/include/aegis"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY "${AEGIS_PROTO_DIR}/aegis"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.pb.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/proto/aegis"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/aegis-mesh/proto"
  FILES_MATCHING PATTERN "*.proto")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/AegisMeshConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/AegisMeshConfig.cmake"
  INSTALL_DESTINATION "${AEGIS_PACKAGE_DIR}")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/AegisMeshConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/AegisMeshConfig.cmake"
  "${PROJECT_BINARY_DIR}/AegisMeshConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindCAF.cmake"
  DESTINATION "${AEGIS_PACKAGE_DIR}")

# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH AEGIS_PC_PREFIX
  "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" AEGIS_PC_PREFIX "${AEGIS_PC_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/aegis-mesh.pc.in"
  "${PROJECT_BINARY_DIR}/aegis-mesh.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/aegis-mesh.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
