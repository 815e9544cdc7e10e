#include "abi/windows/seh/exception_names.h"

#include "abi/windows/seh/codes.h"

namespace mimic::win::seh {
namespace {

struct Name {
  NTSTATUS code;
  char text[36];
};
constexpr Name kNames[] = {
    {STATUS_ACCESS_VIOLATION, "access violation"},
    {STATUS_IN_PAGE_ERROR, "in-page error"},
    {STATUS_GUARD_PAGE_VIOLATION, "guard page violation"},
    {STATUS_DATATYPE_MISALIGNMENT, "misaligned data"},
    {STATUS_BREAKPOINT, "breakpoint"},
    {STATUS_SINGLE_STEP, "single step"},
    {STATUS_ILLEGAL_INSTRUCTION, "illegal instruction"},
    {STATUS_PRIVILEGED_INSTRUCTION, "privileged instruction"},
    {STATUS_NONCONTINUABLE_EXCEPTION, "noncontinuable exception"},
    {STATUS_INVALID_DISPOSITION, "invalid disposition"},
    {STATUS_ARRAY_BOUNDS_EXCEEDED, "array bounds exceeded"},
    {STATUS_FLOAT_DENORMAL_OPERAND, "floating-point denormal operand"},
    {STATUS_FLOAT_DIVIDE_BY_ZERO, "floating-point division by zero"},
    {STATUS_FLOAT_INEXACT_RESULT, "floating-point inexact result"},
    {STATUS_FLOAT_INVALID_OPERATION, "floating-point invalid operation"},
    {STATUS_FLOAT_OVERFLOW, "floating-point overflow"},
    {STATUS_FLOAT_STACK_CHECK, "floating-point stack check"},
    {STATUS_FLOAT_UNDERFLOW, "floating-point underflow"},
    {STATUS_INTEGER_DIVIDE_BY_ZERO, "integer division by zero"},
    {STATUS_INTEGER_OVERFLOW, "integer overflow"},
    {STATUS_STACK_OVERFLOW, "stack overflow"},
    {STATUS_STACK_BUFFER_OVERRUN, "fast fail"},
    {STATUS_ASSERTION_FAILURE, "assertion failure"},
    {STATUS_INVALID_UNWIND_TARGET, "invalid unwind target"},
    {STATUS_BAD_STACK, "bad stack"},
    {STATUS_NO_MEMORY, "out of memory"},
    {STATUS_HEAP_CORRUPTION, "heap corruption"},
    {STATUS_INVALID_HANDLE, "invalid handle"},
    {STATUS_CPP_EXCEPTION, "C++ exception"},
    {STATUS_GCC_THROW, "C++ exception (GCC)"},
};

}  // namespace

const char* exception_name(NTSTATUS code) {
  for (const Name& name : kNames)
    if (name.code == code) return name.text;
  return nullptr;
}

}  // namespace mimic::win::seh
