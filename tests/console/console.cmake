# Guests on a real pseudo terminal: terminal.cpp emulates it, the tests type and look at the screen.
# console/guests/<name>.c is the program; what only a person at a terminal could tell of it is in *_test.cpp.
if(NOT MINGW_CC)
  return()
endif()
set(console_guests ${CMAKE_CURRENT_BINARY_DIR}/console)
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/console/guests/*.c)
set(console_targets)
foreach(source IN LISTS sources)
  get_filename_component(name ${source} NAME_WE)
  guest_image(${source} ${console_guests}/${name}.exe
              DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/console/guests/check.h)
  list(APPEND console_targets ${console_guests}/${name}.exe)
endforeach()
add_custom_target(console-guests ALL DEPENDS ${console_targets})

file(GLOB sources CONFIGURE_DEPENDS console/*.cpp)
add_executable(console-tests ${sources})
target_link_libraries(console-tests PRIVATE GTest::gtest_main GTest::gmock Threads::Threads util)
target_compile_definitions(console-tests PRIVATE MIMIC="$<TARGET_FILE:mimic>"
                                                 GUESTS="${console_guests}")
add_dependencies(console-tests mimic console-guests)
gtest_discover_tests(console-tests TEST_PREFIX console. DISCOVERY_MODE PRE_TEST
                     PROPERTIES TIMEOUT 60)
