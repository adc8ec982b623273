#include "trace/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ops/joined.hpp"
#include "ops/symbol.hpp"
#include "ops/utf8.hpp"

namespace downhill {
namespace {

constexpr std::size_t longest_formula = 34, longest_array = 12;
constexpr double letter_width = 7.3,
                 line_height = 15.5;  // points, at 12 points in DejaVu Sans Mono

// How many letters wide it is, in a font whose letters are equally wide. Those beyond Latin, Greek
// and Cyrillic count twice: some of them are as wide as two.
std::size_t letters_wide(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    if (begins_character(c)) count += static_cast<unsigned char>(c) < 0xE1 ? 1 : 2;
  }
  return count;
}

// At most so wide, with … for the rest.
std::string of_width(const std::string& text, std::size_t most) {
  if (letters_wide(text) <= most) return text;
  std::size_t end = text.size();
  while (end > 0 && letters_wide(std::string_view(text).substr(0, end)) > most - 1) --end;
  while (end > 0 && !begins_character(text[end])) --end;  // not within a letter of several bytes
  return text.substr(0, end) + "…";
}

std::string shape_text(const Value& value) {
  return fmt::format("[{}]", joined(value.shape, ", "));
}

// A number, or an array's shape and, of a small one, its rows.
Lines drawn_lines(const Value& value) {
  if (value.is_number()) return {drawn_number(value.number())};
  Lines lines{shape_text(value)};
  if (value.data.empty() || value.data.size() > longest_array) return lines;
  const std::size_t row = std::max<std::size_t>(value.shape.back(), 1);
  for (std::size_t i = 0; i < value.data.size(); ++i) {
    if (i % row == 0) lines.emplace_back();
    lines.back() += (i % row == 0 ? "" : " ") + drawn_number(value.data[i]);
  }
  return lines;
}

// The lines with "name = " before the first.
Lines with_name(const std::string& name, Lines lines) {
  lines.front() = name + " = " + lines.front();
  return lines;
}

// All digits of a number, all elements of an array that is not large.
std::string full_text(const Value& value) {
  if (value.is_number()) return ops::literal(value.number() + 0);  // -0 is 0
  return value.data.size() > whole_limit ? annotation(value) : python_literal(value);
}

std::string number_text(const std::optional<Value>& upstream, std::string (*spell)(Real)) {
  return upstream && upstream->is_number() ? spell(upstream->number()) : "";
}

}  // namespace

std::string drawn_number(Real number) {
  if (number == 0) return "0";  // -0 too
  if (!std::isfinite(number)) return ops::literal(number);
  const Real size = std::abs(number);
  if (size < Real(1e7) && number == std::trunc(number)) return fmt::format("{:.7g}", number);
  return size < 1000 ? fmt::format("{:.4g}", number) : fmt::format("{:.6g}", number);
}

Lines value_lines(const GraphNode& node) {
  if (node.kind != GraphNode::Kind::operation)
    return with_name(of_width(node.name, longest_formula), drawn_lines(node.value));
  Lines lines{of_width(node.name + " = " + node.formula, longest_formula)};
  for (std::string& line : drawn_lines(node.value)) lines.push_back(std::move(line));
  return lines;
}

Lines gradient_lines(const GraphNode& node) {
  const std::string name = of_width(node.gradient_name, longest_formula);
  if (!node.gradient) return {name + " not computed"};
  return with_name(name, drawn_lines(*node.gradient));
}

Lines group_lines(const DrawnNode& group) {
  return {of_width(group.name, longest_formula), group.content};
}

std::string tooltip(const GraphNode& node) {
  std::string text;
  if (node.kind == GraphNode::Kind::operation) text = node.name + " = " + node.formula + "\n";
  text += node.name + " = " + full_text(node.value) + "\n";
  text += node.gradient ? node.gradient_name + " = " + full_text(*node.gradient)
                        : node.gradient_name + " not computed";
  if (!node.file.empty()) text += fmt::format("\n{}:{}", node.file, node.line);
  return text;
}

std::string flow_label(const Flow& flow, const std::optional<Value>& gradient) {
  const std::string upstream = number_text(gradient, drawn_number);
  const std::string contribution = drawn_lines(flow.contribution).front();
  if (!upstream.empty() && flow.local && flow.local->is_number())
    return fmt::format("{} × {} = {}", upstream, drawn_number(flow.local->number()), contribution);
  return fmt::format("{} = {}", of_width(flow.expression, longest_formula), contribution);
}

std::string flow_tooltip(const Flow& flow, const std::optional<Value>& gradient) {
  const std::string contribution = full_text(flow.contribution);
  const std::string upstream = number_text(gradient, ops::literal);
  if (upstream.empty() || !flow.local) return flow.expression + " = " + contribution;
  return fmt::format("{} = {} × {} = {}", flow.expression, upstream, full_text(*flow.local),
                     contribution);
}

Size rectangle_around(const Lines& lines) {
  std::size_t widest = 1;
  for (const std::string& line : lines) widest = std::max(widest, letters_wide(line));
  return {double(widest) * letter_width + 16, double(lines.size()) * line_height + 10};
}

// An ellipse with half axes w and h holds a line whose outer corners (x, y) have
// (x / w)² + (y / h)² <= 1. The height is chosen, the width follows.
Size ellipse_around(const Lines& lines) {
  const double text_height = double(lines.size()) * line_height;
  const double h = 0.5 * text_height * 1.25 + 4;
  double w = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double top = std::abs(0.5 * text_height - double(i) * line_height);
    const double bottom = std::abs(0.5 * text_height - double(i + 1) * line_height);
    const double y = std::max(top, bottom) - 2;  // letters do not fill their line
    const double x = 0.5 * double(letters_wide(lines[i])) * letter_width + 3;
    w = std::max(w, x / std::sqrt(1 - y * y / (h * h)));
  }
  return {2 * w + 4, 2 * h};
}

}  // namespace downhill
