#include "complaints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "ops/pattern.hpp"
#include "ops/utf8.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

// FILE:LINE:COLUMN: error: WORDS, as both compilers write it.
struct Diagnostic {
  std::string file;
  std::size_t line = 0, at = 0;  // at: the place among the lines of the output
  std::string kind, words;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<Diagnostic> diagnostics(const std::vector<std::string>& lines) {
  static const Pattern form(
      R"((.*?):(\d+):(?:\d+:)? (fatal error|error|warning|note|  ?required from here).*)");
  std::vector<Diagnostic> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Match match = lines[i].size() > 2000 ? Match() : form.match(lines[i]);
    if (!match) continue;
    Diagnostic d;
    d.file = match[1].substr(match[1].find_last_of('/') + 1);
    d.line = std::stoul(match[2]);
    d.at = i;
    d.kind = match[3];
    const std::string start = ": " + d.kind + ": ";
    if (const std::size_t words = lines[i].find(start); words != std::string::npos)
      d.words = lines[i].substr(words + start.size());
    found.push_back(std::move(d));
  }
  return found;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// The source line that follows a diagnostic and the line below it, whose ^ is the place.
struct Quote {
  std::string code, caret;
  std::size_t at = 0;  // of the ^
};

// Nothing if there is none. g++ writes the line's number before a bar, clang does not.
std::optional<Quote> quote(const std::vector<std::string>& lines, const Diagnostic& d) {
  if (d.at + 2 >= lines.size()) return {};
  Quote found{lines[d.at + 1], lines[d.at + 2]};
  const std::size_t bar = found.code.find(" | ");
  if (bar != std::string::npos && bar < 8 && found.caret.find(" | ") == bar)
    found.code = found.code.substr(bar + 3), found.caret = found.caret.substr(bar + 3);
  found.at = found.caret.find('^');
  if (found.at == std::string::npos || found.caret.find_first_not_of(" ^~-") != std::string::npos)
    return {};
  return found;
}

// What the words of a compiler mean for somebody who comes from paper, from Python or from maths.
// sign: what stands in the source where the compiler points.
std::string advice(const std::string& words, char sign) {
  struct Known {
    const char *part, *meaning;
    char sign = 0;  // only there
  };
  constexpr const char *power = "In C++ ^ is no power: write x * x, or pow(x, 2).",
                       *product = "In C++ @ is no product of arrays: call a function that is one.",
                       *no_arithmetic = "An Array has no such operator: take its numbers, a[i].",
                       *no_condition =
                           "A formula has no if: spell it with abs, maximum or minimum.",
                       *open_end = "The function can end without a return.",
                       *grows = "In C++ a list grows by push_back(x).",
                       *length = "In C++ x.size() is the length of x.",
                       *unfinished = "Does a statement lack the ; at its end?",
                       *unfinished_above = "Does the line above lack the ; at its end?",
                       *no_braces =
                           "Only the first statement behind it belongs to it: put { } "
                           "around all that do.";
  constexpr Known known[] = {{"operator^", power},
                             {"invalid operands to binary expression", power, '^'},  // clang
                             {"and ‘downhill::Array’)", no_arithmetic},
                             {"are ‘downhill::Array’ and", no_arithmetic},
                             {"and 'downhill::Array')", no_arithmetic},  // clang
                             {"('downhill::Array' and", no_arithmetic},  // clang
                             {"Condition’ to ‘bool’", no_condition},
                             {"Condition' is not contextually convertible", no_condition},  // clang
                             {"no return statement", "The function ends without a return."},
                             {"control reaches end", open_end},
                             {"does not return a value", open_end},  // clang
                             {"stray ‘@’", product},
                             {"'@'", product},  // clang
                             {"no member named ‘append’", grows},
                             {"no member named 'append'", grows},  // clang
                             {"‘len’ was not declared", length},
                             {"identifier 'len'", length},  // clang
                             {"clause does not guard", no_braces},
                             {"misleading indentation", no_braces},  // clang
                             {"expected initializer before", unfinished_above},
                             {"expected ‘;’", unfinished},
                             {"expected ';'", unfinished}};  // clang
  for (const Known& one : known)
    if (words.find(one.part) != std::string::npos && (one.sign == 0 || one.sign == sign))
      return std::string(". ") + one.meaning;
  return "";
}

// Without what only the compiler needs: namespaces, which warning it was, and what a type is made
// of: ‘std::…::value_type’ {aka ‘double’} is ‘double’, and ‘Real’ {aka ‘double’} is ‘Real’.
std::string plain(std::string words) {
  static const Pattern made_of(R"(‘[^’]*[:<_][^’]*’ \{aka (‘[^’]*’)\})");
  static const Pattern alias(R"( \{aka [^{}]*\})");
  words = alias.replace(made_of.replace(words, "$1"), "");
  words = replaced(replaced(words, "downhill::learner::", ""), "downhill::", "");
  if (const std::size_t option = words.rfind(" [-W"); option != std::string::npos)
    words.resize(option);
  return words;
}

// A diagnostic's words, and what they mean.
std::string told(const std::vector<std::string>& lines, const Diagnostic& d) {
  const auto quoted = quote(lines, d);
  return plain(d.words) +
         advice(d.words, quoted && quoted->at < quoted->code.size() ? quoted->code[quoted->at] : 0);
}

// The source line and the caret line, both with the line's number. A long line is cut around the
// caret.
std::string excerpt(const std::vector<std::string>& lines, const Diagnostic& d) {
  const auto quoted = quote(lines, d);
  if (!quoted) return "";
  constexpr std::size_t room = 66;
  const std::size_t skipped =
      quoted->at < room - 10 ? 0 : std::min(quoted->at - 20, quoted->code.size());
  const std::string caret = quoted->caret.substr(std::min(skipped, quoted->caret.size()));
  return fmt::format("  {:>5} | {}\n        | {}\n", d.line,
                     shortened(quoted->code.substr(skipped), room), caret.substr(0, room));
}

// What the linker could not find, in the learner's terms.
std::vector<Complaint> linker_error(const std::string& output) {
  static const Pattern missing(R"(undefined reference to [`'"](?:downhill::learner::)?(.*?)['"])");
  static const Pattern twice(R"(multiple definition of [`'"](?:downhill::learner::)?(.*?)['"])");
  if (const Match match = missing.search(output))
    return {{0,
             fmt::format("{} is asked for, but not there: has its name, or what is given to it, "
                         "been changed?",
                         plain(match[1])),
             ""}};
  if (const Match match = twice.search(output))
    return {{0,
             fmt::format("{} is already defined in the check: leave it out, or give yours another "
                         "name.",
                         plain(match[1])),
             ""}};
  return {};
}

}  // namespace

std::vector<Complaint> first_error(const std::string& output, const std::string& file) {
  // Some linkers call it an error, at a place that is none.
  if (std::vector<Complaint> of_linker = linker_error(output); !of_linker.empty()) return of_linker;
  const std::vector<std::string> lines = lines_of(output);
  const std::vector<Diagnostic> all = diagnostics(lines);
  const auto error = std::find_if(all.begin(), all.end(),
                                  [](const Diagnostic& d) { return d.kind.ends_with("error"); });
  if (error == all.end()) return {};
  if (error->file == file) return {{error->line, told(lines, *error), excerpt(lines, *error)}};

  // Inside the library: the learner's line that led there stands before (g++) or after (clang).
  const auto mine = [&](const Diagnostic& d) { return d.file == file && d.kind != "warning"; };
  const auto before = std::find_if(std::make_reverse_iterator(error), all.rend(), mine);
  const auto after = std::find_if(error, all.end(), mine);
  const std::size_t line = before != all.rend() ? before->line
                           : after != all.end() ? after->line
                                                : 0;
  return {{line, told(lines, *error), ""}};
}

std::vector<Complaint> warnings_in(const std::string& output, const std::string& file) {
  const std::vector<std::string> lines = lines_of(output);
  std::vector<Complaint> warnings;
  for (const Diagnostic& d : diagnostics(lines))
    if (d.kind == "warning" && d.file == file)
      warnings.push_back({d.line, told(lines, d), excerpt(lines, d)});
  return warnings;
}

}  // namespace downhill::tool
