# Fuzzers: libFuzzer with ASan and UBSan, from clang, which has its own runtime for it and compiles
# everything it tests itself. The tests run each briefly; for longer runs, start the program by hand.
find_program(MIMIC_FUZZ_CXX NAMES clang++-19 clang++-20 clang++-18)
if(NOT MIMIC_FUZZ_CXX)
  message(STATUS "No clang++ 18 or later: fuzzers are not built")
  return()
endif()

# add_fuzzer(NAME source...)
function(add_fuzzer name)
  set(objects)
  foreach(source ${ARGN})
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${source})
    set(object ${CMAKE_CURRENT_BINARY_DIR}/fuzz/${relative}.o)
    get_filename_component(folder ${object} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${MIMIC_FUZZ_CXX} -std=gnu++23 -O1 -g1 -D_GLIBCXX_ASSERTIONS
              -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
              -I${CMAKE_SOURCE_DIR} -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source}
      DEPFILE ${object}.d
      COMMENT "Building ${relative} for ${name}")
    list(APPEND objects ${object})
  endforeach()
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/${name}
    COMMAND ${MIMIC_FUZZ_CXX} -fsanitize=fuzzer,address,undefined ${objects} -o
            ${CMAKE_BINARY_DIR}/${name}
    DEPENDS ${objects})
  add_custom_target(${name}-program ALL DEPENDS ${CMAKE_BINARY_DIR}/${name})
endfunction()

file(GLOB fuzzed CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/loader/base/*.cpp
     ${CMAKE_SOURCE_DIR}/loader/pe/*.cpp)
add_fuzzer(pe-fuzz ${CMAKE_CURRENT_LIST_DIR}/pe_fuzz.cpp ${fuzzed})

add_executable(pe-seed ${CMAKE_CURRENT_LIST_DIR}/pe_seed.cpp
                       ${CMAKE_SOURCE_DIR}/tests/unit/pe/image_builder.cpp)
target_link_libraries(pe-seed PRIVATE mimic_loader)

add_test(NAME pe-fuzz
         COMMAND ${CMAKE_CURRENT_LIST_DIR}/pe_fuzz.sh $<TARGET_FILE:pe-seed>
                 ${CMAKE_BINARY_DIR}/pe-fuzz ${CMAKE_SOURCE_DIR}/.cache/programs
                 ${CMAKE_BINARY_DIR}/pe-corpus)
set_tests_properties(pe-fuzz PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

file(GLOB fuzzed CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/loader/base/*.cpp
     ${CMAKE_SOURCE_DIR}/loader/elf/*.cpp ${CMAKE_SOURCE_DIR}/loader/rewrite/*.cpp)
add_fuzzer(elf-fuzz ${CMAKE_CURRENT_LIST_DIR}/elf_fuzz.cpp ${fuzzed})

add_executable(elf-seed ${CMAKE_CURRENT_LIST_DIR}/elf_seed.cpp
                        ${CMAKE_SOURCE_DIR}/tests/unit/elf/image_builder.cpp)
target_link_libraries(elf-seed PRIVATE mimic_loader)

add_test(NAME elf-fuzz
         COMMAND ${CMAKE_CURRENT_LIST_DIR}/elf_fuzz.sh $<TARGET_FILE:elf-seed>
                 ${CMAKE_BINARY_DIR}/elf-fuzz ${CMAKE_BINARY_DIR}/elf-corpus)
set_tests_properties(elf-fuzz PROPERTIES TIMEOUT 600)
