// The syntax of the command interpreter: commands joined by & && || |, blocks in parentheses, if
// and for, redirections.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win::cmd {

struct Redirection {
  int stream;  // 0, 1, 2, …
  enum Kind { kInput, kOutput, kAppend, kDuplicate } kind;
  std::u16string target;  // file name with its quotes, or the number of a stream
};

struct Node {
  enum Kind {
    kCommand,   // `text`
    kSequence,  // first & second
    kAnd,       // first && second
    kOr,        // first || second
    kPipe,      // first | second
    kBlock,     // ( first ), `first` may be null
    kIf,        // `condition`, first, else second (may be null)
    kFor,       // `text` is what stands before "in", `set` in the parentheses, `first` the body
  } kind = kCommand;
  bool quiet = false;  // began with '@'
  std::u16string text, set;
  std::vector<std::u16string> condition;  // words of an if, in order
  std::vector<Redirection> redirections;
  std::unique_ptr<Node> first, second;
};

// Gives the lines that follow, variables replaced, while a block is open; false at the end.
class LineSource {
 public:
  virtual bool next_line(std::u16string& line) = 0;

 protected:
  ~LineSource() = default;
};

// Parses one line (and what follows it while parentheses are open). Null and an empty `error` for
// an empty line. `error` is the word that was not expected.
std::unique_ptr<Node> parse(std::u16string line, LineSource* more, std::u16string& error);

// The words of a command's arguments: separated by blanks, ',', ';', '=', with quotes kept.
std::vector<std::u16string> split_words(std::u16string_view text);
std::u16string unquote(std::u16string_view word);

}  // namespace mimic::win::cmd
