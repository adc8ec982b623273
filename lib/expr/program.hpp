// A parsed formula as plain data: a flat list of instructions in the order they are evaluated.
//
// There is no tree. An instruction names the earlier instructions that it takes, so whoever walks
// the list keeps one value per instruction and needs no recursion, and a sum of 100,000 terms is
// as easy as one of two. The same Program can be walked again with other input values, by the
// evaluator for numbers or by the one for arrays.
//
//     y = 2 * exp(x)        0 number 2
//                           1 name x
//                           2 call exp (1)
//                           3 call * (0, 2)
//                           4 assign y (3)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace downhill::expr {

using Id = std::uint32_t;                      // the place of an instruction in the list
using Word = std::uint32_t;                    // the place of a text in Program::words
inline constexpr std::uint32_t nothing = ~0u;  // no instruction, no word

enum class What : std::uint8_t {
  number,     // a literal; inf and nan too
  boolean,    // True or False: number is 1 or 0
  none,       // None, and what a slice leaves out
  text,       // a string: word
  list,       // [a, b, …], and (a, b): the arguments
  name,       // the newest value of the name word
  assign,     // word = the argument; its value is the argument's
  call,       // word is a function's name or an operator; the arguments, keywords last
  index,      // first argument [ the others ]
  slice,      // start : stop : step; always three arguments, None where left out
  attribute,  // argument . word
};

struct Argument {
  Id value;
  Word keyword = nothing;
};

struct Instruction {
  What what;
  Word word = nothing;
  double number = 0;
  std::uint32_t first_argument = 0, argument_count = 0;  // a range of Program::arguments
  std::uint32_t line = 0;                                // from 1
  std::uint32_t offset = 0;                              // the byte of the text where it stands
};

struct Program {
  std::string text;         // what was parsed, for messages
  std::string source_name;  // where it came from: "formula", or a file's name
  std::vector<Instruction> instructions;
  std::vector<Argument> arguments;
  std::vector<std::string> words;  // every name, operator and string, once each
  Id output = nothing;             // the last value named, or a last statement without a name

  std::span<const Argument> arguments_of(const Instruction& instruction) const {
    return {arguments.data() + instruction.first_argument, instruction.argument_count};
  }
  const std::string& word_of(const Instruction& instruction) const {
    return words[instruction.word];
  }
  // The column of an instruction, from 1, in characters.
  std::size_t column_of(const Instruction& instruction) const;
};

// The source's name at an address that stays: tapes recognise a file by it.
const char* lasting_source_name(const Program& program);

// Throws ParseError: source, line, column, the message, and the line with a caret under the place.
[[noreturn]] void fail_at(const Program& program, std::size_t offset, std::string_view message);
[[noreturn]] void fail_at(const Program& program, const Instruction& instruction,
                          std::string_view message);

}  // namespace downhill::expr
