// The catch clauses that a thread is in, and its current exception.
#pragma once

#include "libs/windows/vcruntime140/type_info.h"

namespace mimic::win::cpp {

// A catch clause that is running. Lives on the stack beneath its funclet; when an exception leaves
// the funclet, the unwind that passes the clause's frame ends it.
struct ActiveCatch {
  ActiveCatch* next = nullptr;
  uint64_t frame = 0;       // to which the clause returns: a function's, or an outer funclet's
  int search_state = 0;     // as which `frame` counts when an exception leaves the clause,
  int unwind_state = 0;     // and from which it is then unwound
  EXCEPTION_RECORD record;  // of the exception that was caught
  CONTEXT* context = nullptr;
  Thrown thrown;  // empty for another kind of exception
};

struct ThreadExceptions {
  ActiveCatch* catches = nullptr;       // innermost first
  EXCEPTION_RECORD* current = nullptr;  // __current_exception()
  CONTEXT* current_context = nullptr;
  int uncaught = 0;            // thrown and not yet caught
  void* translator = nullptr;  // _set_se_translator
};
ThreadExceptions& thread_exceptions();

void begin_catch(ActiveCatch& active);
// Destroys the exception's object unless another clause or `in_flight` still has it.
void end_catch(ActiveCatch& active, const void* in_flight);
// The clause that returns to `frame`, or null.
ActiveCatch* find_catch(uint64_t frame);

void destroy_object(const Thrown& thrown);

}  // namespace mimic::win::cpp
