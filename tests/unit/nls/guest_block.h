// Tests that call exports directly need a thread block for the last error.
#pragma once

#include <asm/prctl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/windows/teb.h"

namespace mimic::win {

class WithGuestBlock : public ::testing::Test {
 protected:
  void SetUp() override {
    teb_.NtTib.Self = reinterpret_cast<NT_TIB*>(&teb_);
    ::syscall(SYS_arch_prctl, ARCH_SET_GS, &teb_);
  }
  void TearDown() override { ::syscall(SYS_arch_prctl, ARCH_SET_GS, 0); }

 private:
  TEB teb_{};
};

}  // namespace mimic::win
