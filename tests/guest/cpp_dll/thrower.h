// What thrower.dll offers to the programs of this folder.
#pragma once

#include <exception>
#include <stdexcept>
#include <typeinfo>

#ifdef BUILDING_THROWER
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __declspec(dllimport)
#endif

struct EXPORTED Base {
  virtual ~Base();
  virtual const char* name() const;
};

struct EXPORTED Failure : std::exception {
  explicit Failure(int code) : code(code) {}
  const char* what() const noexcept override;
  int code;
};

EXPORTED void throw_failure(int code);
EXPORTED void throw_standard(const char* text);
EXPORTED void call_and_pass_on(void (*callback)());
EXPORTED int catch_by_type(void (*callback)());
EXPORTED const std::type_info& type_of(const Base& object);
EXPORTED void rethrow_current();
extern EXPORTED int guards_run;
