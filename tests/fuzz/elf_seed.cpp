// Makes the seeds of elf_fuzz: `elf_seed FOLDER` writes small images with system calls of all
// kinds, and of each image whose path is a line of its input the first 64 KB, if that is all of it.
#include <sys/stat.h>

#include <cstdio>
#include <iostream>

#include "loader/base/file.h"
#include "tests/unit/elf/image_builder.h"
#include "tests/unit/rewrite/code.h"

namespace mimic::elf::test {
namespace {

constexpr size_t kMaxSize = 65536;

CODE(loads, "mov $39, %eax; syscall; ret; mov $39, %rax; syscall; mov $15, %rax; syscall; ret");
CODE(forward,
     "push $39; pop %rax; syscall; mov 1f(%rip), %rdx; cmp $5, %rdx; jz 2f; ret; 1: .quad 0; "
     "2: xor %eax, %eax; syscall; push %rax; pop %rbx; inc %eax; ret");
CODE(hops,
     "1: push $39; pop %rax; syscall; jmp 1b; .nops 21; push $39; pop %rax; syscall; ret; int3; "
     "int3; int3; int3; int3; int3");
CODE(backward, "mov %rdi, %rdx; push $39; pop %rax; 1: syscall; 2: jc 1b; jo 2b; jmp *%rdx");
CODE(table,
     "lea 1f(%rip), %rdx; movslq (%rdx,%rdi,4), %rax; add %rdx, %rax; jmp *%rax; push $39; "
     "pop %rax; syscall; 2: inc %eax; inc %ecx; ret; 1: .long 2b - 1b, 0x7fffffff");
CODE(others, "int $0x80; sysenter; .byte 6; syscall; ret");

void write(const std::string& path, Bytes bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return;
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

void write(const std::string& path, const ImageBuilder& builder) {
  const std::vector<uint8_t> file = builder.build();
  write(path, Bytes(file.data(), file.size()));
}

int make_seeds(const std::string& folder, std::istream& paths) {
  ::mkdir(folder.c_str(), 0777);
  const std::string_view codes[] = {loads, forward, hops, backward, table, others};
  ImageBuilder described, named, reached;
  for (const std::string_view code : codes) described.function(code);
  described.interpreter("/lib64/ld-linux-x86-64.so.2");
  described.note("GNU", 1, std::string_view("\0\0\0\0\3\0\0\0", 8));
  for (const std::string_view code : codes) named.symbol("f", named.code(code), code.size());
  for (const std::string_view code : codes) reached.code(code);
  write(folder + "/described", described);
  write(folder + "/named", named);
  write(folder + "/reached", reached);
  size_t number = 0;
  for (std::string path; number < 40 && std::getline(paths, path);) {
    const auto file = MappedFile::open(path);
    if (!file || file->bytes().size() > kMaxSize) continue;
    if (!parse_headers(file->bytes(), path)) continue;
    write(folder + "/" + std::to_string(number++), file->bytes());
  }
  std::printf("%zu real images are seeds\n", number);
  return 0;
}

}  // namespace
}  // namespace mimic::elf::test

int main(int count, char** arguments) {
  if (count != 2) return 2;
  return mimic::elf::test::make_seeds(arguments[1], std::cin);
}
