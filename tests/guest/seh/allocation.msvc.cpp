// operator new of the C runtime where there is no memory: the new handler, then std::bad_alloc,
// which programs of the MSVC target catch; malloc asks the handler where _set_new_mode says so.
#define MSVC_GUEST_MAIN
#include "../msvc.h"

typedef unsigned long long size_t;
extern "C" const void* const type_info_table[2] = {nullptr, nullptr};
#pragma comment(linker, "/alternatename:??_7type_info@@6B@=type_info_table")

extern "C" {
IMPORT void* malloc(size_t);
IMPORT void free(void*);
IMPORT int _set_new_mode(int);
IMPORT int _query_new_mode();
IMPORT int _callnewh(size_t);
IMPORT int strcmp(const char*, const char*);
IMPORT const char* __std_type_info_name(void*, void*);
IMPORT int __std_type_info_compare(const void*, const void*);
}
typedef int (*NewHandler)(size_t);
IMPORT NewHandler _set_new_handler(NewHandler);

void* operator new(size_t);
void operator delete(void* block) noexcept { free(block); }

// As vcruntime_exception.h has them.
struct ExceptionData {
  const char* what;
  bool free_it;
};
extern "C" {
IMPORT void __std_exception_copy(const ExceptionData*, ExceptionData*);
IMPORT void __std_exception_destroy(ExceptionData*);
}
class type_info {
 public:
  const char* name() const {
    return __std_type_info_name(const_cast<char**>(&undecorated), nullptr);
  }
  virtual ~type_info();

 private:
  mutable char* undecorated;
  char decorated[1];
};
namespace std {
class exception {
 public:
  exception() : data() {}
  exception(const exception& other) : data() { __std_exception_copy(&other.data, &data); }
  virtual ~exception() { __std_exception_destroy(&data); }
  virtual const char* what() const { return data.what ? data.what : "Unknown exception"; }

 private:
  ExceptionData data;
};
class bad_alloc : public exception {};
template <class T>
struct Box {
  virtual ~Box() {}
};
}  // namespace std

static const size_t kTooMuch = 1ull << 60;
static int calls;
static int give_up_at_third(size_t size) {
  calls++;
  return size == kTooMuch && calls < 3;
}
static int throw_number(size_t) { throw 42; }

int main() {
  void* block = operator new(100);
  printf("100 bytes: %d\n", block != nullptr);
  operator delete(block);

  try {
    block = operator new(kTooMuch);
    printf("not reached\n");
  } catch (const std::bad_alloc& failure) {
    printf("bad_alloc: %s\n", failure.what());
    printf("type: %s\n", typeid(failure).name());
  }
  try {
    block = operator new(kTooMuch);
  } catch (std::exception& failure) {
    printf("exception: %s, a bad_alloc: %d\n", failure.what(),
           dynamic_cast<std::bad_alloc*>(&failure) != nullptr);
  }
  try {
    block = operator new(kTooMuch);
  } catch (std::bad_alloc failure) {
    printf("copy: %s\n", failure.what());
  }

  printf("no handler before: %d, call: %d\n", _set_new_handler(give_up_at_third) == nullptr,
         _callnewh(1));
  calls = 0;
  try {
    block = operator new(kTooMuch);
  } catch (std::bad_alloc&) {
    printf("handler called %d times\n", calls);
  }
  printf("malloc: %d, mode %d\n", malloc(kTooMuch) != nullptr, _query_new_mode());
  printf("calls: %d\n", calls);
  printf("mode was %d\n", _set_new_mode(1));
  calls = 0;
  printf("malloc: %d\n", malloc(kTooMuch) != nullptr);
  printf("calls: %d\n", calls);
  printf("mode was %d\n", _set_new_mode(0));

  _set_new_handler(throw_number);
  try {
    block = operator new(kTooMuch);
  } catch (int number) {
    printf("handler threw %d\n", number);
  }

  std::Box<std::Box<const int*>> box;
  printf("%s\n%s\n%s\n", typeid(box).name(), typeid(void (*)(int, char**)).name(),
         typeid(int(std::exception::*)(double) const).name());
  return 0;
}
