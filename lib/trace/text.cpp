#include "trace/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
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

// What Python needs around a right side: float64(2), or a point behind 2.
struct Around {
  std::string_view before, after;
};

// Walks over the lines twice: to see what they need (how wide the columns are, what Python must
// import), and to write them. Numbers are put into words once, in the first walk, and kept.
class TextWriter {
 public:
  explicit TextWriter(const Trace& trace) : trace_(trace) {
    for_each_line([&](const Line& line) {
      plain_ = plain_ && line.value.is_number();
      elided_ = elided_ || line.value.data.size() > whole_limit;
    });
    const bool without_arrays = plain_ && trace.definitions.empty();
    numbers_ = without_arrays && !trace.needs_ieee ? PythonNumbers::plain : PythonNumbers::numpy;
    annotation_ends_.reserve(trace.entries.size());
    for_each_line([&](const Line& line) { look_at(line); });
    text_.reserve(words_size_ + annotations_.size() +
                  trace.entries.size() * (columns_.statement + columns_.number));
  }

  std::string text() {
    put("# downhill trace 1");
    if (!trace_.chapter.empty()) put("# chapter ", trace_.chapter);
    for (const std::string& title : trace_.titles) put(title.empty() ? "#" : "# ", title);
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

  void look_at(const Line& line) {
    const std::size_t begin = annotations_.size();
    annotate(annotations_, line.value);
    annotation_ends_.push_back(annotations_.size());
    if (line.value.is_number())
      columns_.number = std::max(columns_.number, annotations_.size() - begin + 2);

    const Around around = python_around(line);
    const std::size_t statement = line.name.size() + sign(line).size() + around.before.size() +
                                  line.expression.size() + around.after.size();
    columns_.statement = std::max(columns_.statement, std::min(statement + 2, widest_statement));
    words_size_ += line.expression.size() + line.words.size();

    if (!around.before.empty()) functions_.emplace("float64");
    for (const std::string_view name : called_functions(line.expression))
      if (!functions_.contains(name)) functions_.emplace(name);
  }

  // The right side stands as recorded, but a number that starts a computation is made one of
  // NumPy's where Python's own would stop at inf or nan, and a real one beside arrays.
  Around python_around(const Line& line) const {
    if (numbers_ == PythonNumbers::plain) return {};
    const bool is_number = line.value.is_number() && may_be_number(line.expression) &&
                           line.expression == ops::literal(line.value.number());
    if (!is_number) return {};
    if (trace_.needs_ieee) return {"float64(", ")"};
    const bool is_whole = line.expression.find_first_not_of("-0123456789") == std::string::npos;
    return {"", is_whole ? "." : ""};
  }

  static std::string_view sign(const Line& line) { return line.adds ? " += " : " = "; }

  void put_head() {
    const auto head =
        python_head({functions_.begin(), functions_.end()}, numbers_, trace_.definitions);
    if (head.empty() && !trace_.needs_ieee) return;
    put("");
    if (trace_.needs_ieee) put("import numpy; numpy.seterr(all=\"ignore\")  # inf and nan go on");
    for (const std::string& line : head) put(line);
  }

  void put(std::string_view line, std::string_view rest = "") {
    text_ += line;
    text_ += rest;
    text_ += '\n';
  }
  void put(const Heading& heading) { put("\n# -- ", heading.text); }
  void put(const Remark& remark) { put("# ", remark.text); }
  void put(const Line& line) {
    const Around around = python_around(line);
    put_padded(columns_.statement,
               {line.name, sign(line), around.before, line.expression, around.after, " "});
    text_ += "# ";
    if (line.words.empty()) {
      text_ += next_annotation();
    } else {
      put_padded(columns_.number, {next_annotation(), "  "});
      text_ += line.words;
    }
    text_ += '\n';
  }

  std::string_view next_annotation() {
    const std::size_t begin = annotation_ == 0 ? 0 : annotation_ends_[annotation_ - 1];
    const std::size_t end = annotation_ends_[annotation_++];
    return std::string_view(annotations_).substr(begin, end - begin);
  }

  void put_padded(std::size_t width, std::initializer_list<std::string_view> pieces) {
    const std::size_t end = text_.size() + width;
    for (const std::string_view piece : pieces) text_ += piece;
    if (text_.size() < end) text_.append(end - text_.size(), ' ');
  }

  const Trace& trace_;
  bool plain_ = true, elided_ = false;
  PythonNumbers numbers_ = PythonNumbers::plain;
  Columns columns_;
  std::set<std::string, std::less<>> functions_;
  std::string annotations_;                   // of all lines, one behind the other, …
  std::vector<std::size_t> annotation_ends_;  // … and where each ends
  std::size_t annotation_ = 0;                // the next to be written
  std::size_t words_size_ = 0;
  std::string text_;
};

}  // namespace

std::string write_text(const Trace& trace) { return TextWriter(trace).text(); }

}  // namespace downhill
