# Guest programs, one behaviour each: tests/guest/<folder>/<name>.c or .cpp is built by MinGW into
# <name>.exe, <name>.msvc.c or .msvc.cpp by clang for the MSVC target (guest/msvc.sh), and run by mimic: it passes when it exits with 0
# and, where <name>.expected is beside it, prints just that. <name>.dll.c(pp) becomes a DLL that the
# programs of its folder, and the DLLs after it, may link with or load; with <name>.def beside it, which
# lists its exports, lib<name>_delayed.a is for delayed imports. <name>.flags (<name>.dll.flags) holds
# more compiler arguments.
find_program(MINGW_CC x86_64-w64-mingw32-gcc)
find_program(MINGW_CXX x86_64-w64-mingw32-g++)
find_program(MINGW_DLLTOOL x86_64-w64-mingw32-dlltool)
if(NOT MINGW_CC OR NOT MINGW_CXX)
  message(STATUS "No MinGW cross-compiler: the guest programs are left out")
  return()
endif()

set(guest_root ${CMAKE_CURRENT_SOURCE_DIR}/guest)
set(guest_output ${CMAKE_CURRENT_BINARY_DIR}/guest)
set(guest_run ${CMAKE_CURRENT_SOURCE_DIR}/guest/run.sh)
set(guest_targets)

# guest_image(SOURCE OUTPUT ARGUMENTS... DEPENDS...)
function(guest_image source output)
  cmake_parse_arguments(PARSE_ARGV 2 guest "" "" "ARGUMENTS;DEPENDS")
  if(source MATCHES "\\.msvc\\.(c|cpp)$")
    set(compile ${guest_root}/msvc.sh)
    set(guest_ARGUMENTS)
    list(APPEND guest_DEPENDS ${guest_root}/msvc.sh)
  elseif(source MATCHES "\\.cpp$")
    # In a folder named *_dll the C++ runtime is a DLL that the images share, found on PATH (run.sh).
    set(compile ${MINGW_CXX} -std=c++20 -O2 -Wall)
    if(NOT source MATCHES "_dll/[^/]*$")
      list(APPEND compile -static)
    endif()
  else()
    set(compile ${MINGW_CC} -std=gnu17 -O2 -Wall -static)
  endif()
  string(REGEX REPLACE "\\.[a-z]+$" ".flags" flags ${source})
  set(more)
  if(EXISTS ${flags})
    file(READ ${flags} text)
    separate_arguments(more UNIX_COMMAND "${text}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${flags})
  endif()
  get_filename_component(folder ${output} DIRECTORY)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${compile} ${source} -o ${output} ${guest_ARGUMENTS} ${more}
    DEPENDS ${source} ${guest_DEPENDS}
    WORKING_DIRECTORY ${folder}
    VERBATIM)
endfunction()

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${guest_root}/*)
foreach(folder IN LISTS folders)
  if(NOT IS_DIRECTORY ${folder})
    continue()
  endif()
  get_filename_component(area ${folder} NAME)
  file(MAKE_DIRECTORY ${guest_output}/${area})
  file(GLOB dlls CONFIGURE_DEPENDS ${folder}/*.dll.c ${folder}/*.dll.cpp)
  set(libraries)
  foreach(source IN LISTS dlls)
    get_filename_component(name ${source} NAME_WE)
    set(output ${guest_output}/${area}/${name}.dll)
    set(definition)
    if(EXISTS ${folder}/${name}.def)
      set(definition ${folder}/${name}.def)
    endif()
    guest_image(${source} ${output} ARGUMENTS -shared -Wl,--out-implib,${output}.a ${definition}
                -L${guest_output}/${area} DEPENDS ${libraries} ${definition})
    list(APPEND libraries ${output})
    if(definition)
      set(delayed ${guest_output}/${area}/lib${name}_delayed.a)
      add_custom_command(
        OUTPUT ${delayed}
        COMMAND ${MINGW_DLLTOOL} -d ${definition} -D ${name}.dll -y ${delayed}
        DEPENDS ${definition}
        VERBATIM)
      list(APPEND libraries ${delayed})
    endif()
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c ${folder}/*.cpp)
  foreach(source IN LISTS sources)
    if(source IN_LIST dlls)
      continue()
    endif()
    get_filename_component(name ${source} NAME_WE)
    set(output ${guest_output}/${area}/${name}.exe)
    guest_image(${source} ${output} ARGUMENTS -L${guest_output}/${area} DEPENDS ${libraries})
    list(APPEND guest_targets ${output})
    add_test(NAME guest.${area}.${name}
             COMMAND ${guest_run} $<TARGET_FILE:mimic> ${output} ${folder}/${name}.expected)
    set_tests_properties(guest.${area}.${name} PROPERTIES TIMEOUT 60 SKIP_RETURN_CODE 77)
  endforeach()
endforeach()
add_custom_target(guests ALL DEPENDS ${guest_targets})
