# Real programs, by script. A script exits with 77 where it cannot run here, after saying why.
foreach(name interpose trace command seven_zip esbuild lightningcss ninja rcedit lefthook bad_input)
  add_test(NAME program.${name}
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/programs/${name}.sh $<TARGET_FILE:mimic>)
  set_tests_properties(program.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()

# Go's own tests, compiled for Windows, and a module of ours. What asks PowerShell for the truth is left
# out.
set(without_net "Netsh|Getmac")
foreach(package strings sort bytes strconv encoding/json compress/flate sync bufio path/filepath net
                net/rpc go_net io/fs os/exec archive/tar archive/zip)
  string(REPLACE / _ name ${package})
  add_test(NAME go.${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/programs/go.sh $<TARGET_FILE:mimic>
                                   ${package} ${without_${name}})
  set_tests_properties(go.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
endforeach()
