#include "exercise/answers.hpp"

#include <fmt/format.h>

#include "expr/parse.hpp"
#include "ops/symbol.hpp"
#include "trace/from_scalar.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"

namespace downhill {

Answers::Answers(const Trace& trace) : text_(write_text(trace)) {}

Answers& Answers::line(std::string_view name, std::string_view assigns, std::string_view expression,
                       const std::string& value) {
  text_ += fmt::format("{} {} {}", name, assigns, expression);
  if (expression != value) text_ += "  # " + value;
  text_ += '\n';
  return *this;
}

Answers& Answers::add(std::string_view name, Real number) {
  const std::string literal = ops::literal(number);
  return line(name, "=", literal, literal);
}

// What came back empty has no rows whose length could be told.
static std::string literal_of(const Value& value) {
  return value.data.empty() ? "array([])" : python_literal(value);
}

Answers& Answers::add(std::string_view name, std::span<const Real> numbers) {
  const std::string literal = literal_of(Value({numbers.size()}, NumberList(numbers)));
  return line(name, "=", literal, literal);
}

Answers& Answers::add(std::string_view name, const Array& array) {
  const std::string literal = literal_of(value_of(array));
  return line(name, "=", literal, literal);
}

Answers& Answers::add(std::string_view name, std::string_view expression, Real number) {
  return line(name, "=", expression, ops::literal(number));
}

Answers& Answers::add(std::string_view name, std::string_view expression, const Array& array) {
  return line(name, "=", expression, annotation(value_of(array)));
}

Answers& Answers::add_to(std::string_view name, std::string_view expression, Real number) {
  return line(name, "+=", expression, ops::literal(number));
}

Answers& Answers::heading(std::string_view words) {
  text_ += fmt::format("\n# -- {}\n", words);
  return *this;
}

Answers worked_out(std::string_view program, const expr::Bindings& values) {
  Tape tape;
  const expr::Evaluation done = expr::evaluate(expr::parse(program), tape, values);
  return explain(backward(done.output), Places::hidden);
}

}  // namespace downhill
