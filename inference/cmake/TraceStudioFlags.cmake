# The one place compiler and linker flags are set: every target of the project links tracestudio::flags.
include_guard(GLOBAL)

set(TRACESTUDIO_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as -fsanitize takes them: address,undefined or thread")
option(TRACESTUDIO_WARNINGS_AS_ERRORS "Stop at the first compiler warning" ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(TRACESTUDIO_CCACHE ccache)
if(TRACESTUDIO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${TRACESTUDIO_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${TRACESTUDIO_CCACHE}")
endif()

add_library(tracestudio_flags INTERFACE)
add_library(tracestudio::flags ALIAS tracestudio_flags)
# Scores are compared with a reference bit by bit, so no multiply-add is contracted behind our back.
target_compile_options(tracestudio_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wno-psabi -ffp-contract=off $<$<BOOL:${TRACESTUDIO_WARNINGS_AS_ERRORS}>:-Werror>)
if(TRACESTUDIO_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 warns astray about what its own sanitizers insert into the standard library's strings.
  target_compile_options(tracestudio_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
find_program(TRACESTUDIO_MOLD mold)
if(TRACESTUDIO_MOLD)
  target_link_options(tracestudio_flags INTERFACE -fuse-ld=mold)
endif()
if(TRACESTUDIO_SANITIZE)
  target_compile_options(tracestudio_flags INTERFACE -fsanitize=${TRACESTUDIO_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(tracestudio_flags INTERFACE -fsanitize=${TRACESTUDIO_SANITIZE})
endif()
