// dynamic_cast and typeid across images: types are the same in the program and in the DLL.
#include <cstdio>

#include "thrower.h"

struct Mine : Base {
  const char* name() const override { return "mine"; }
};
struct Left : virtual Base {};
struct Right : virtual Base {};
struct Diamond : Left, Right {
  const char* name() const override { return "diamond"; }
};

int main() {
  Base base;
  Mine mine;
  Diamond diamond;
  const Base* objects[] = {&base, &mine, &diamond};
  for (const Base* object : objects)
    std::printf("%s: mine %d, left %d, right %d, base type %d\n", object->name(),
                dynamic_cast<const Mine*>(object) != nullptr,
                dynamic_cast<const Left*>(object) != nullptr,
                dynamic_cast<const Right*>(object) != nullptr, type_of(*object) == typeid(Base));
  const Left* left = &diamond;
  std::printf("cross cast %d\n", dynamic_cast<const Right*>(left) == static_cast<Right*>(&diamond));
  std::printf("whole %d\n", dynamic_cast<const void*>(left) == &diamond);
  try {
    (void)dynamic_cast<const Mine&>(base);
  } catch (const std::bad_cast&) {
    std::printf("bad cast\n");
  }
}
