// C++ exceptions that cross from a DLL to the program, back, and through it, over several images
// that share one C++ runtime.
#include <cstdio>

#include "thrower.h"

static int step = 0;

static void fail_in_callback() { throw Failure(77); }
static void number_in_callback() { throw 5; }

int main() {
  try {
    throw_failure(42);
  } catch (const Failure& failure) {
    std::printf("%d: %d %s\n", ++step, failure.code, failure.what());
  }
  try {
    throw_standard("standard");
  } catch (const std::exception& error) {
    std::printf("%d: %s\n", ++step, error.what());
  }
  // From the program through the DLL, whose destructors run, to the program.
  try {
    call_and_pass_on(fail_in_callback);
  } catch (const std::exception& error) {
    std::printf("%d: %s, guards %d\n", ++step, error.what(), guards_run);
  }
  std::printf("%d: %d %d\n", ++step, catch_by_type(fail_in_callback),
              catch_by_type(number_in_callback));
  // A handler that calls into the DLL to throw on what it handles.
  try {
    try {
      throw_failure(3);
    } catch (...) {
      rethrow_current();
    }
  } catch (const Failure& failure) {
    std::printf("%d: again %d\n", ++step, failure.code);
  }
  std::exception_ptr kept;
  try {
    throw_failure(9);
  } catch (...) {
    kept = std::current_exception();
  }
  try {
    std::rethrow_exception(kept);
  } catch (const Failure& failure) {
    std::printf("%d: kept %d\n", ++step, failure.code);
  }
}
