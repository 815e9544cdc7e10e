#include "libs/windows/core/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

using namespace std::string_literals;

class Environment : public testing::Test {
 protected:
  // Makes a block from exactly these variables.
  void make(std::vector<std::string> variables) {
    ::clearenv();
    for (auto& variable : variables) {
      const size_t equals = variable.find('=');
      ::setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
    }
    block_ = make_environment();
  }
  ~Environment() override { ::free(block_); }

  std::string value(std::u16string_view name) {
    const auto found = find_variable(block_, name);
    return found ? to_utf8(*found) : "(unset)";
  }
  std::vector<std::string> back() {
    auto variables = host_environment({block_, environment_length(block_)});
    std::sort(variables.begin(), variables.end());
    return variables;
  }
  WCHAR* block_ = nullptr;
};

TEST_F(Environment, PathTakesWindowsForm) {
  make({"PATH=/usr/bin:/home/a b/bin"});
  EXPECT_TRUE(value(u"path").starts_with("Z:\\usr\\bin;Z:\\home\\a b\\bin;C:\\Windows\\System32;"));
}

TEST_F(Environment, WhatWindowsProgramsExpectIsThere) {
  make({"HOME=/home/joe", "USER=joe", "TMPDIR=/var/tmp"});
  EXPECT_EQ(value(u"SystemRoot"), "C:\\Windows");
  EXPECT_EQ(value(u"TEMP"), "Z:\\var\\tmp");
  EXPECT_EQ(value(u"UserProfile"), "Z:\\home\\joe");
  EXPECT_EQ(value(u"HOMEPATH"), "\\home\\joe");
  EXPECT_EQ(value(u"USERNAME"), "joe");
  EXPECT_EQ(value(u"HOME"), "/home/joe");
  EXPECT_EQ(value(u"OS"), "Windows_NT");
}

TEST_F(Environment, WhatIsSetStays) {
  make({"OS=Linux", "temp=/x"});
  EXPECT_EQ(value(u"OS"), "Linux");
  EXPECT_EQ(value(u"TEMP"), "/x");
}

TEST_F(Environment, IsSortedIgnoringCase) {
  make({"b=1", "A=2", "C=3", "_=4", "PATH=/bin"});
  std::u16string previous;
  for (const WCHAR* entry = block_; *entry; entry += length_of(entry) + 1) {
    const std::u16string_view variable = entry;
    const std::u16string name(variable.substr(0, variable.find(u'=', 1)));
    EXPECT_LT(compare_ignoring_case(previous, name), 0) << to_utf8(name);
    previous = name;
  }
}

TEST_F(Environment, ComesBackAsItWas) {
  const std::vector<std::string> host = {"HOME=/home/joe", "LANG=C.UTF-8",
                                         "PATH=/usr/bin:/weird\\dir:rel"};
  make(host);
  EXPECT_EQ(back(), host);
}

TEST_F(Environment, ChangesReachTheHost) {
  make({"HOME=/h", "PATH=/usr/bin"});
  std::u16string changed = with_variable({block_, environment_length(block_)}, u"Path",
                                         u"Z:\\opt\\bin;C:\\Windows;\"Z:\\x y\"");
  changed = with_variable(changed, u"OS", u"Other");
  changed = with_variable(changed, u"HOME", std::nullopt);
  auto variables = host_environment(changed);
  std::sort(variables.begin(), variables.end());
  EXPECT_EQ(variables, (std::vector<std::string>{"OS=Other", "PATH=/opt/bin:/x y"}));
}

TEST(EnvironmentBlock, VariablesAreFoundAddedAndRemoved) {
  std::u16string block = u"=Z:=Z:\\\0A=1\0C=3\0\0"s;
  block = with_variable(block, u"b", u"2");
  EXPECT_EQ(block, u"=Z:=Z:\\\0A=1\0b=2\0C=3\0\0"s);
  block = with_variable(block, u"a", u"x=y");
  EXPECT_EQ(find_variable(block.c_str(), u"A"), u"x=y");
  block = with_variable(block, u"C", std::nullopt);
  EXPECT_EQ(block, u"=Z:=Z:\\\0A=x=y\0b=2\0\0"s);
  EXPECT_EQ(find_variable(block.c_str(), u"=Z:"), u"Z:\\");
}

TEST(EnvironmentBlock, EmptyHasTwoTerminators) {
  EXPECT_EQ(with_variable(u"A=1\0\0"s, u"A", std::nullopt), u"\0\0"s);
  EXPECT_EQ(environment_length(u"\0\0"), 2u);
}

}  // namespace
}  // namespace mimic::win
