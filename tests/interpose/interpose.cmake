# Programs of one behaviour each, in interpose/, that pass by themselves and with their system calls passing
# the gateway.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c)
foreach(source IN LISTS sources)
  get_filename_component(name ${source} NAME_WE)
  add_executable(interpose-${name} ${source})
  target_link_libraries(interpose-${name} PRIVATE Threads::Threads)
  target_compile_definitions(interpose-${name} PRIVATE _GNU_SOURCE)
  target_compile_options(interpose-${name} PRIVATE -Wno-infinite-recursion -Wno-stringop-overflow -Wno-stringop-overread
                                                   -Wno-array-bounds)
  add_test(NAME interpose.${name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:mimic>
                                          $<TARGET_FILE:interpose-${name}>)
  set_tests_properties(interpose.${name} PROPERTIES TIMEOUT 150)
endforeach()
