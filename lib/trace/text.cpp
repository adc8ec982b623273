#include "trace/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "ops/symbol.hpp"
#include "trace/python.hpp"

namespace downhill {
namespace {

// Where the comments start, and how wide the numbers are: as the longest common statement and
// number need, within limits that keep a line readable.
struct Columns {
  std::size_t statement = 27;
  std::size_t number = 9;
};

constexpr std::size_t widest_statement = 52;

// Whether the expression may be nothing but a number: not the usual a * b.
bool may_be_number(const std::string& expression) {
  if (expression.empty()) return false;
  const char first = expression[0];
  return std::isdigit(static_cast<unsigned char>(first)) || first == '-' || first == 'i' ||
         first == 'n';
}

class TextWriter {
 public:
  explicit TextWriter(const Trace& trace) : trace_(trace) {
    for_each_line([&](const Line& line) {
      plain_ = plain_ && line.value.is_number();
      elided_ = elided_ || line.value.data.size() > whole_limit;
    });
    const bool without_arrays = plain_ && trace.definitions.empty();
    numbers_ = without_arrays && !trace.needs_ieee ? PythonNumbers::plain : PythonNumbers::numpy;
    for_each_line([&](const Line& line) {
      if (columns_.statement < widest_statement)
        columns_.statement =
            std::max(columns_.statement, std::min(statement(line).size() + 2, widest_statement));
      if (line.value.is_number())
        columns_.number = std::max(columns_.number, annotation(line.value).size() + 2);
    });
  }

  std::string text() {
    put("# downhill trace 1");
    if (!trace_.chapter.empty()) put("# chapter " + trace_.chapter);
    for (const std::string& title : trace_.titles) put(title.empty() ? "#" : "# " + title);
    if (elided_) put("# elided: arrays too large to print whole; this trace is not a program");
    put_head();
    for (const Entry& entry : trace_.entries) std::visit([this](const auto& e) { put(e); }, entry);
    return std::move(text_);
  }

 private:
  template <class Visit>
  void for_each_line(Visit visit) const {
    for (const Entry& entry : trace_.entries)
      if (const Line* line = std::get_if<Line>(&entry)) visit(*line);
  }

  // The right side: as recorded, but a number that starts a computation is made one of NumPy's
  // where Python's own would stop at inf or nan, and a real one beside arrays.
  std::string expression(const Line& line) const {
    if (numbers_ == PythonNumbers::plain) return line.expression;
    const bool is_number = line.value.is_number() && may_be_number(line.expression) &&
                           line.expression == ops::literal(line.value.number());
    if (!is_number) return line.expression;
    if (trace_.needs_ieee) return "float64(" + line.expression + ")";
    const bool is_whole = line.expression.find_first_not_of("-0123456789") == std::string::npos;
    return line.expression + (is_whole ? "." : "");
  }

  std::string statement(const Line& line) const {
    return line.name + (line.adds ? " += " : " = ") + expression(line);
  }

  void put_head() {
    std::set<std::string> functions;
    for_each_line([&](const Line& line) {
      for (std::string& name : called_functions(expression(line)))
        functions.insert(std::move(name));
    });
    const auto head =
        python_head({functions.begin(), functions.end()}, numbers_, trace_.definitions);
    if (head.empty() && !trace_.needs_ieee) return;
    put("");
    if (trace_.needs_ieee) put("import numpy; numpy.seterr(all=\"ignore\")  # inf and nan go on");
    for (const std::string& line : head) put(line);
  }

  void put(const std::string& line) { text_ += line, text_ += '\n'; }
  void put(const Heading& heading) { put("\n# -- " + heading.text); }
  void put(const Remark& remark) { put("# " + remark.text); }
  void put(const Line& line) {
    pad_to(columns_.statement, statement(line) + ' ');
    text_ += "# ";
    if (line.words.empty()) {
      text_ += annotation(line.value);
    } else {
      pad_to(columns_.number, annotation(line.value) + "  ");
      text_ += line.words;
    }
    text_ += '\n';
  }

  void pad_to(std::size_t width, const std::string& text) {
    text_ += text;
    if (text.size() < width) text_.append(width - text.size(), ' ');
  }

  const Trace& trace_;
  bool plain_ = true, elided_ = false;
  PythonNumbers numbers_ = PythonNumbers::plain;
  Columns columns_;
  std::string text_;
};

}  // namespace

std::string write_text(const Trace& trace) { return TextWriter(trace).text(); }

}  // namespace downhill
