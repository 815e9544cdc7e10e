# The table of system calls, and what formats their events: an executable of its own, since it needs
# none of the Windows libraries.
file(GLOB syscalls CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_test.cpp)
add_executable(syscalls-tests ${syscalls})
target_link_libraries(syscalls-tests PRIVATE mimic_syscalls GTest::gtest_main GTest::gmock)
gtest_discover_tests(syscalls-tests DISCOVERY_MODE PRE_TEST)

# Not a test by itself: prints what any program does, to be compared with strace.
add_executable(syscalls-recorder EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/ptrace_recorder.cpp)
target_link_libraries(syscalls-recorder PRIVATE mimic_syscalls)
