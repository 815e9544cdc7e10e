#include "thrower.h"

#include <string>
#include <typeinfo>

Base::~Base() = default;
const char* Base::name() const { return "base"; }

const char* Failure::what() const noexcept { return "failure of the library"; }

EXPORTED void throw_failure(int code) { throw Failure(code); }

EXPORTED void throw_standard(const char* text) { throw std::runtime_error(text); }

EXPORTED void call_and_pass_on(void (*callback)()) {
  struct Guard {
    ~Guard() { ++guards_run; }
  } guard;
  callback();
}

EXPORTED int catch_by_type(void (*callback)()) {
  try {
    callback();
  } catch (const Failure& failure) {
    return failure.code;
  } catch (const std::exception&) {
    return -1;
  } catch (...) {
    return -2;
  }
  return 0;
}

EXPORTED const std::type_info& type_of(const Base& object) { return typeid(object); }

EXPORTED void rethrow_current() { throw; }

int guards_run = 0;
