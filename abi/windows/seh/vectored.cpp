#include "abi/windows/seh/vectored.h"

#include <pthread.h>

#include <new>

namespace mimic::win::seh {
namespace {

struct Registration {
  Registration* next;
  Registration* previous;
  VectoredHandler handler;
  uint32_t references;  // 1 for being listed, 1 for each call under way
  bool removed;
};

struct List {
  Registration* first = nullptr;
  Registration* last = nullptr;
};
List g_lists[2];
pthread_mutex_t g_lock = PTHREAD_MUTEX_INITIALIZER;

struct Guard {
  Guard() { pthread_mutex_lock(&g_lock); }
  ~Guard() { pthread_mutex_unlock(&g_lock); }
};

// With the lock held. A removed registration stays linked until nobody is calling it, so that a
// walk can go on from it.
Registration* release(List& list, Registration* registration) {
  if (--registration->references != 0) return nullptr;
  (registration->previous ? registration->previous->next : list.first) = registration->next;
  (registration->next ? registration->next->previous : list.last) = registration->previous;
  return registration;
}

// The next live registration after `current`, whose reference is given up; takes one on it.
Registration* advance(List& list, Registration* current) {
  Registration* dead = nullptr;
  Registration* next;
  {
    Guard guard;
    next = current ? current->next : list.first;
    while (next && next->removed) next = next->next;
    if (next) ++next->references;
    if (current) dead = release(list, current);
  }
  delete dead;
  return next;
}

}  // namespace

void* add_vectored_handler(VectoredList which, bool first, VectoredHandler handler) {
  auto* registration = new (std::nothrow) Registration{nullptr, nullptr, handler, 1, false};
  if (!registration) return nullptr;
  List& list = g_lists[static_cast<size_t>(which)];
  Guard guard;
  if (first) {
    registration->next = list.first;
    (list.first ? list.first->previous : list.last) = registration;
    list.first = registration;
  } else {
    registration->previous = list.last;
    (list.last ? list.last->next : list.first) = registration;
    list.last = registration;
  }
  return registration;
}

bool remove_vectored_handler(VectoredList which, void* handle) {
  List& list = g_lists[static_cast<size_t>(which)];
  Registration* dead = nullptr;
  bool found = false;
  {
    Guard guard;
    for (Registration* each = list.first; each; each = each->next) {
      if (each != handle || each->removed) continue;
      each->removed = found = true;
      dead = release(list, each);
      break;
    }
  }
  delete dead;
  return found;
}

bool call_vectored_handlers(VectoredList which, EXCEPTION_RECORD* record, CONTEXT* context) {
  List& list = g_lists[static_cast<size_t>(which)];
  if (!__atomic_load_n(&list.first, __ATOMIC_ACQUIRE)) return false;
  EXCEPTION_POINTERS pointers{record, context};
  for (Registration* each = advance(list, nullptr); each; each = advance(list, each)) {
    // A handler that leaves by longjmp keeps its reference: the registration is then never freed.
    if (each->handler(&pointers) != EXCEPTION_CONTINUE_EXECUTION) continue;
    Registration* dead;
    {
      Guard guard;
      dead = release(list, each);
    }
    delete dead;
    return true;
  }
  return false;
}

}  // namespace mimic::win::seh
