// Readable names of what Microsoft's C++ compiler decorates: symbols and types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mimic::win::cpp {

// UNDNAME_* of dbghelp.h, which __unDName of the C runtime takes as well.
inline constexpr uint32_t kUndecorateComplete = 0, kNoLeadingUnderscores = 1, kNoKeywords = 2,
                          kNoReturns = 4, kNoConvention = 0x10, kNoThisType = 0x60,
                          kNoAccess = 0x80, kNoThrow = 0x100, kNoMemberType = 0x200,
                          kNameOnly = 0x1000, kNoArguments = 0x2000, kNoClassKeys = 0x8000,
                          kNoPointer64 = 0x20000;

// "?f@A@@QEAAXH@Z" → "public: void __cdecl A::f(int) __ptr64"; a type (".?AVA@@", ".H") comes out
// as one where kNoArguments is set. A name that is not decorated, or not well, comes back as it is.
std::string undecorate(std::string_view decorated, uint32_t flags);

// type_info::name: ".?AVruntime_error@std@@" → "class std::runtime_error", ".H" → "int".
std::string undecorate_type(const char* decorated);

}  // namespace mimic::win::cpp
