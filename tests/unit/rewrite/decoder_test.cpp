// The decoder against Zydis, wherever in real code an instruction may begin.
#include "loader/rewrite/decoder.h"

#include <Zydis/Zydis.h>
#include <gtest/gtest.h>

#include <map>

#include "loader/base/file.h"
#include "loader/elf/image.h"

namespace mimic::rewrite::test {
namespace {

Flow flow_of(const ZydisDecodedInstruction& raw) {
  switch (raw.mnemonic) {
    case ZYDIS_MNEMONIC_SYSCALL:
      return Flow::kSyscall;
    case ZYDIS_MNEMONIC_XBEGIN:
    case ZYDIS_MNEMONIC_XABORT:
    case ZYDIS_MNEMONIC_XEND:
      return Flow::kNext;
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2:
    case ZYDIS_MNEMONIC_HLT:
    case ZYDIS_MNEMONIC_INT3:
    case ZYDIS_MNEMONIC_SYSENTER:
    case ZYDIS_MNEMONIC_IRET:
    case ZYDIS_MNEMONIC_IRETD:
    case ZYDIS_MNEMONIC_IRETQ:
      return Flow::kEnd;
    default:
      break;
  }
  switch (raw.meta.category) {
    case ZYDIS_CATEGORY_CALL:
      return Flow::kCall;
    case ZYDIS_CATEGORY_RET:
      return Flow::kEnd;
    case ZYDIS_CATEGORY_COND_BR:
      return Flow::kBranch;
    case ZYDIS_CATEGORY_UNCOND_BR:
      return raw.raw.imm[0].is_relative ? Flow::kJump : Flow::kIndirectJump;
    default:
      return Flow::kNext;
  }
}

std::string hex(Bytes code) {
  std::string text;
  for (size_t i = 0; i < std::min<size_t>(code.size(), 15); ++i) {
    char byte[4];
    std::snprintf(byte, sizeof byte, "%02x ", code.data()[i]);
    text += byte;
  }
  return text;
}

class Oracle {
 public:
  Oracle() { ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64); }

  // Whether Zydis knows an instruction there. What the decoder says of it has to be the same,
  // unless it refuses, which it may if that is rare.
  bool compare(Bytes code, uint64_t address) {
    ZydisDecodedInstruction raw;
    if (!ZYAN_SUCCESS(
            ZydisDecoderDecodeInstruction(&decoder_, nullptr, code.data(), code.size(), &raw))) {
      return false;
    }
    const auto instruction = decode(code, address);
    if (!instruction) {
      ++refused[ZydisMnemonicGetString(raw.mnemonic)];
      return true;
    }
    const bool is_relative = raw.attributes & ZYDIS_ATTRIB_IS_RELATIVE;
    const bool has_target = is_relative && raw.raw.imm[0].is_relative;
    const bool is_nop = raw.mnemonic == ZYDIS_MNEMONIC_NOP || raw.mnemonic == ZYDIS_MNEMONIC_INT3;
    EXPECT_EQ(instruction->length, raw.length) << hex(code);
    EXPECT_EQ(instruction->flow, flow_of(raw)) << hex(code);
    EXPECT_EQ(instruction->has_target, has_target) << hex(code);
    EXPECT_EQ(instruction->is_rip_relative, is_relative && !has_target) << hex(code);
    EXPECT_LE(instruction->is_padding, is_nop) << hex(code);
    EXPECT_EQ(instruction->is_landing,
              raw.mnemonic == ZYDIS_MNEMONIC_ENDBR64 || raw.mnemonic == ZYDIS_MNEMONIC_ENDBR32)
        << hex(code);
    if (is_relative && !instruction->is_pinned) {
      const int64_t distance = has_target ? raw.raw.imm[0].value.s : raw.raw.disp.value;
      EXPECT_EQ(instruction->target, address + raw.length + static_cast<uint64_t>(distance))
          << hex(code);
    }
    if (instruction->is_rip_relative) {
      EXPECT_EQ(instruction->displacement_offset, raw.raw.disp.offset) << hex(code);
    }
    return true;
  }

  std::map<std::string, size_t> refused;

 private:
  ZydisDecoder decoder_;
};

void compare_file(const char* path, size_t step) {
  const auto file = MappedFile::open(path);
  if (!file) GTEST_SKIP() << path << " is not there";
  const auto headers = elf::parse_headers(file->bytes(), path);
  ASSERT_TRUE(headers) << headers.error().message;
  const elf::View view(*headers, file->bytes());
  Oracle oracle;
  size_t known = 0;
  for (const elf::Segment& segment : headers->segments) {
    if (!(segment.flags & elf::kExecute)) continue;
    const Bytes code = view.from(segment.address);
    for (size_t at = 0; at < code.size() && !::testing::Test::HasFailure(); at += step) {
      known += oracle.compare(*code.slice(at, code.size() - at), segment.address + at);
    }
  }
  size_t refused = 0;
  for (const auto& [mnemonic, count] : oracle.refused) refused += count;
  EXPECT_GT(known, 0u);
  EXPECT_LE(refused, known / 1000) << known;
  for (const char* common : {"mov", "lea", "jmp", "jz", "call", "nop", "add", "vmovdqu"}) {
    EXPECT_LE(oracle.refused[common], 1 + known / 10000) << common;
  }
}

TEST(Decoder, AgreesWithZydisOnTheHostsLibrary) {
  compare_file("/lib/x86_64-linux-gnu/libc.so.6", 1);
}
TEST(Decoder, AgreesWithZydisOnVectorCode) {
  compare_file("/usr/lib/x86_64-linux-gnu/libcrypto.so.3", 7);
}
TEST(Decoder, AgreesWithZydisOnALargeProgram) { compare_file("/usr/bin/node", 61); }

// Every two bytes an instruction may begin with, after no prefix and after some.
TEST(Decoder, AgreesWithZydisOnAllOpcodes) {
  Oracle oracle;
  const std::vector<std::vector<uint8_t>> prefixes = {{},
                                                      {0x66},
                                                      {0x67},
                                                      {0xf2},
                                                      {0xf3},
                                                      {0x48},
                                                      {0x41},
                                                      {0x66, 0x48},
                                                      {0x2e},
                                                      {0xf0},
                                                      {0x0f},
                                                      {0x66, 0x0f},
                                                      {0xf3, 0x0f},
                                                      {0x0f, 0x38},
                                                      {0x0f, 0x3a},
                                                      {0x66, 0x0f, 0x3a},
                                                      {0xc5, 0xfd},
                                                      {0xc4, 0xe2, 0x7d},
                                                      {0xc4, 0xe3, 0x7d},
                                                      {0xc4, 0x61, 0x78},
                                                      {0x62, 0xf1, 0x7d, 0x48},
                                                      {0x62, 0xf2, 0x7d, 0x48},
                                                      {0x62, 0xf3, 0x7d, 0x48}};
  size_t known = 0;
  for (const auto& prefix : prefixes) {
    for (unsigned opcode = 0; opcode < 0x10000; ++opcode) {
      std::vector<uint8_t> code = prefix;
      code.push_back(static_cast<uint8_t>(opcode >> 8));
      code.push_back(static_cast<uint8_t>(opcode));
      for (uint8_t i = 1; code.size() < 20; ++i) code.push_back(i);
      known += oracle.compare(Bytes(code.data(), code.size()), 0x400000);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(known, prefixes.size() * 0x4000);
}

TEST(Decoder, TakesNoByteBeyondTheEnd) {
  const uint8_t load[] = {0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8};
  for (size_t size = 0; size < sizeof load; ++size) {
    EXPECT_FALSE(decode(Bytes(load, size), 0)) << size;
  }
  EXPECT_EQ(decode(Bytes(load, sizeof load), 0)->length, 10);
  const std::vector<uint8_t> prefixes(40, 0x66);
  EXPECT_FALSE(decode(Bytes(prefixes.data(), prefixes.size()), 0));
}

}  // namespace
}  // namespace mimic::rewrite::test
