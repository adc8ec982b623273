// Answers: named values in the order in which they are computed, as the text of a trace. Both
// sides of a check are such texts: what the learner's code gave, and what is right.
//
//     Answers mine;
//     mine.add("y", y).backward().add("dx", gradient(x));
//     Answers right = worked_out("y = x ** 2", {{"x", 3}});       // by the engine, with formulas
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/evaluate.hpp"
#include "tensor/array.hpp"
#include "trace/trace.hpp"

namespace downhill {

class Answers {
 public:
  Answers() = default;
  Answers(const Trace& trace);  // everything that a trace says, with its formulas

  Answers& add(std::string_view name, Real number);
  Answers& add(std::string_view name, std::span<const Real> numbers);  // [n]
  Answers& add(std::string_view name, const Array& array);
  // A line with its formula: name = expression. The message about a wrong value shows it.
  Answers& add(std::string_view name, std::string_view expression, Real number);
  Answers& add(std::string_view name, std::string_view expression, const Array& array);
  // A further contribution: name += expression, and what the name holds now.
  Answers& add_to(std::string_view name, std::string_view expression, Real number);

  Answers& heading(std::string_view words);
  // From here on a name dx is the gradient of x, and the walk to the first wrong value is backward.
  Answers& backward() { return heading("backward"); }

  const std::string& text() const { return text_; }

 private:
  Answers& line(std::string_view name, std::string_view assigns, std::string_view expression,
                const std::string& value);
  std::string text_;
};

// What the engine finds for a program of the formula language: every value, every gradient.
Answers worked_out(std::string_view program, const expr::Bindings& values = {});

}  // namespace downhill
