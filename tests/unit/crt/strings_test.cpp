#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <string>

#include "libs/windows/crt/error.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, void*, memmove, (void*, const void*, size_t));
DECLARE_EXPORT(msvcrt, void*, memset, (void*, int, size_t));
DECLARE_EXPORT(msvcrt, int, memcmp, (const void*, const void*, size_t));
DECLARE_EXPORT(msvcrt, void*, memchr, (const void*, int, size_t));
DECLARE_EXPORT(msvcrt, size_t, strlen, (const char*));
DECLARE_EXPORT(msvcrt, size_t, wcslen, (const WCHAR*));
DECLARE_EXPORT(msvcrt, char*, strchr, (const char*, int));
DECLARE_EXPORT(msvcrt, char*, strrchr, (const char*, int));
DECLARE_EXPORT(msvcrt, char*, strstr, (const char*, const char*));
DECLARE_EXPORT(msvcrt, int, strcmp, (const char*, const char*));
DECLARE_EXPORT(msvcrt, int, strcpy_s, (char*, size_t, const char*));
DECLARE_EXPORT(msvcrt, int, strncpy_s, (char*, size_t, const char*, size_t));
DECLARE_EXPORT(msvcrt, int, strcat_s, (char*, size_t, const char*));
DECLARE_EXPORT(msvcrt, int, strncat_s, (char*, size_t, const char*, size_t));
DECLARE_EXPORT(msvcrt, char*, strtok_s, (char*, const char*, char**));
DECLARE_EXPORT(msvcrt, int, _stricmp, (const char*, const char*));
DECLARE_EXPORT(msvcrt, int, _strset_s, (char*, size_t, int));

namespace {

using crt::kEINVAL;
using crt::kERANGE;
using crt::kSTRUNCATE;
using crt::kTruncate;

// A buffer that ends where the next page cannot be read.
class Guarded {
 public:
  Guarded() {
    base_ = static_cast<char*>(
        ::mmap(nullptr, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::mprotect(base_ + 8192, 4096, PROT_NONE);
  }
  ~Guarded() { ::munmap(base_, 12288); }
  char* last(size_t size) { return base_ + 8192 - size; }

 private:
  char* base_;
};

TEST(CrtMemory, MovesEverySizeAndOverlap) {
  for (size_t size = 0; size < 700; size += size < 150 ? 1 : 37) {
    for (int shift : {-70, -17, -16, -1, 0, 1, 7, 16, 33, 100}) {
      std::string expected(1000, '\0');
      for (size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<char>(i * 7 + i / 256);
      std::string actual = expected;
      std::memmove(expected.data() + 100 + shift, expected.data() + 100, size);
      memmove(actual.data() + 100 + shift, actual.data() + 100, size);
      ASSERT_EQ(actual, expected) << size << " " << shift;
    }
  }
}

TEST(CrtMemory, SetsComparesAndFinds) {
  for (size_t size = 0; size < 600; ++size) {
    std::string text(size + 2, 'x');
    memset(text.data() + 1, 'y', size);
    ASSERT_EQ(text, "x" + std::string(size, 'y') + "x");
    std::string other = text;
    EXPECT_EQ(memcmp(text.data(), other.data(), text.size()), 0);
    other[size / 2] = '\xff';
    EXPECT_EQ(memcmp(text.data(), other.data(), text.size()), -1);
    EXPECT_EQ(memcmp(other.data(), text.data(), text.size()), 1);
    EXPECT_EQ(memchr(other.data(), 0xff, other.size()), other.data() + size / 2);
    EXPECT_EQ(memchr(other.data(), 'z', other.size()), nullptr);
  }
}

TEST(CrtStrings, NeverReadPastTheEndOfAPage) {
  Guarded a, b;
  for (size_t size = 0; size < 100; ++size) {
    char* text = a.last(size + 1);
    char* same = b.last(size + 1);
    std::memset(text, 'a', size);
    text[size] = 0;
    std::memcpy(same, text, size + 1);
    ASSERT_EQ(strlen(text), size);
    ASSERT_EQ(strchr(text, 0), text + size);
    ASSERT_EQ(strchr(text, 'b'), nullptr);
    ASSERT_EQ(strcmp(text, same), 0);
    if (size) {
      same[size - 1] = 'b';
      ASSERT_EQ(strcmp(text, same), -1);
      ASSERT_EQ(strchr(same, 'b'), same + size - 1);
    }
    auto* wide = reinterpret_cast<WCHAR*>(a.last(2 * size + 2));
    for (size_t i = 0; i < size; ++i) wide[i] = 0x100;
    wide[size] = 0;
    ASSERT_EQ(wcslen(wide), size);
  }
}

TEST(CrtStrings, Searches) {
  EXPECT_STREQ(strstr("one two three", "two"), "two three");
  EXPECT_EQ(strstr("one", "onex"), nullptr);
  EXPECT_STREQ(strrchr("a/b/c", '/'), "/c");
  EXPECT_EQ(strrchr("abc", 'x'), nullptr);
  EXPECT_EQ(_stricmp("Hello", "hELLO"), 0);
  EXPECT_LT(_stricmp("a", "B"), 0);
  // "C" knows the case of ASCII alone.
  EXPECT_NE(_stricmp("\xe4", "\xc4"), 0);
}

TEST(CrtStrings, SecureCopiesFollowTheDocumentation) {
  char to[8] = "xxxxxxx";
  EXPECT_EQ(strcpy_s(to, 8, "1234567"), 0);
  EXPECT_STREQ(to, "1234567");
  EXPECT_EQ(strcpy_s(to, 8, "12345678"), kERANGE);
  EXPECT_STREQ(to, "");
  EXPECT_EQ(strcpy_s(to, 8, nullptr), kEINVAL);
  EXPECT_EQ(strncpy_s(to, 8, "123456789", 3), 0);
  EXPECT_STREQ(to, "123");
  EXPECT_EQ(strncpy_s(to, 8, "123456789", kTruncate), kSTRUNCATE);
  EXPECT_STREQ(to, "1234567");
  EXPECT_EQ(strncpy_s(to, 8, "123456789", 8), kERANGE);
  EXPECT_STREQ(to, "");
  EXPECT_EQ(strncpy_s(nullptr, 0, "a", 0), 0);
  strcpy_s(to, 8, "abc");
  EXPECT_EQ(strcat_s(to, 8, "defg"), 0);
  EXPECT_STREQ(to, "abcdefg");
  EXPECT_EQ(strcat_s(to, 8, "h"), kERANGE);
  EXPECT_STREQ(to, "");
  strcpy_s(to, 8, "abc");
  EXPECT_EQ(strncat_s(to, 8, "defghi", kTruncate), kSTRUNCATE);
  EXPECT_STREQ(to, "abcdefg");
  EXPECT_EQ(_strset_s(to, 8, '*'), 0);
  EXPECT_STREQ(to, "*******");
}

TEST(CrtStrings, Tokens) {
  char text[] = "  one, two";
  char* rest = nullptr;
  EXPECT_STREQ(strtok_s(text, " ,", &rest), "one");
  EXPECT_STREQ(strtok_s(nullptr, " ,", &rest), "two");
  EXPECT_EQ(strtok_s(nullptr, " ,", &rest), nullptr);
}

}  // namespace
}  // namespace mimic::win::msvcrt
