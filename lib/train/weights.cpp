#include "train/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "files/files.hpp"
#include "ops/joined.hpp"
#include "ops/symbol.hpp"
#include "train/text_lines.hpp"

namespace downhill {
namespace {

constexpr std::string_view first_line = "# downhill weights 1";

std::string shape_text(std::span<const std::size_t> shape) {
  return fmt::format("[{}]", joined(shape, ", "));
}

std::size_t size_of(std::span<const std::size_t> shape) {
  std::size_t size = 1;
  for (const std::size_t length : shape) size *= length;
  return size;
}

std::size_t row_length(std::span<const std::size_t> shape) {
  return shape.empty() ? 1 : shape.back();
}

std::string last_line(std::size_t count) {
  return fmt::format("end of {} parameter{}", count, count == 1 ? "" : "s");
}

void check(std::span<const NamedValues> parameters) {
  std::set<std::string> names;
  for (const auto& [name, shape, values] : parameters) {
    const bool has_space = std::any_of(name.begin(), name.end(), [](char c) {
      return std::isspace(static_cast<unsigned char>(c));
    });
    if (name.empty() || has_space || name == "end")
      throw UsageError(fmt::format(
          "weights: a parameter is called \"{}\"; a name needs letters and no spaces, and is not "
          "end",
          name));
    if (!names.insert(name).second)
      throw UsageError(fmt::format("weights: two parameters are called {}", name));
    if (size_of(shape) != values.size())
      throw UsageError(fmt::format("weights: {} has shape {} but {} values", name,
                                   shape_text(shape), values.size()));
  }
}

// The rows of one parameter, each number apart by one space.
void read_values(TextLines& lines, const NamedValues& parameter, std::vector<Real>& values) {
  const std::size_t width = row_length(parameter.shape);
  while (values.size() < parameter.values.size()) {
    if (!lines.next())
      lines.fail_whole(fmt::format("it ends within the values of {}: {} of {} are there",
                                   parameter.name, values.size(), parameter.values.size()));
    std::string_view rest = lines.line();
    std::size_t count = 0;
    while (!rest.empty()) {
      const std::string_view word = cut(rest, ' ');
      const auto number = read_number(word);
      if (!number)
        lines.fail(fmt::format("expected a number of {}, found \"{}\"", parameter.name, word));
      values.push_back(*number);
      ++count;
    }
    if (count != width)
      lines.fail(fmt::format("expected {} numbers, a row of {} {}, found {}", width, parameter.name,
                             shape_text(parameter.shape), count));
  }
}

}  // namespace

std::string write_weights(std::span<const NamedValues> parameters) {
  check(parameters);
  std::string text = fmt::format("{}\n", first_line);
  for (const auto& [name, shape, values] : parameters) {
    text += fmt::format("{} {}\n", name, shape_text(shape));
    const std::size_t width = row_length(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool negative_zero = values[i] == 0 && std::signbit(values[i]);
      text += negative_zero ? "-0" : ops::literal(values[i]);
      text += (i + 1) % width == 0 ? '\n' : ' ';
    }
  }
  return text + last_line(parameters.size()) + "\n";
}

void read_weights(std::string_view text, const std::string& source,
                  std::span<const NamedValues> parameters) {
  check(parameters);
  TextLines lines(source, text);
  if (!lines.next()) lines.fail_whole("it is empty; a file of weights was expected");
  if (lines.line() != first_line)
    lines.fail(fmt::format("not a file of weights: its first line should be \"{}\"", first_line));

  std::vector<std::vector<Real>> read(parameters.size());
  std::vector<bool> found(parameters.size(), false);
  std::size_t count = 0;
  for (bool at_end = false; !at_end;) {
    if (!lines.next())
      lines.fail_whole(fmt::format("it ends after {} parameters, without its last line", count));
    if (!lines.ended()) lines.fail("the file ends within this line");
    std::string_view rest = lines.line();
    const std::string_view name = cut(rest, ' ');
    if (name == "end") {
      if (lines.line() != last_line(count))
        lines.fail(fmt::format("expected \"{}\", found \"{}\"", last_line(count), lines.line()));
      at_end = true;
      continue;
    }
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const NamedValues& p) { return p.name == name; });
    if (at == parameters.end()) lines.fail(fmt::format("the model has no parameter \"{}\"", name));
    const auto k = std::size_t(at - parameters.begin());
    if (found[k]) lines.fail(fmt::format("{} comes a second time", name));
    if (rest != shape_text(at->shape))
      lines.fail(fmt::format("{} is {} in the model, but \"{}\" in the file", name,
                             shape_text(at->shape), rest));
    read_values(lines, *at, read[k]);
    found[k] = true;
    ++count;
  }
  if (lines.next()) lines.fail("nothing should follow the end");
  for (std::size_t k = 0; k < parameters.size(); ++k)
    if (!found[k])
      lines.fail_whole(fmt::format("the model's parameter {} is not in it", parameters[k].name));

  for (std::size_t k = 0; k < parameters.size(); ++k)
    std::copy(read[k].begin(), read[k].end(), parameters[k].values.begin());
}

void save_weights(const std::filesystem::path& path, std::span<const NamedValues> parameters) {
  write_file(path, write_weights(parameters));
}

void load_weights(const std::filesystem::path& path, std::span<const NamedValues> parameters) {
  read_weights(read_file(path), path.string(), parameters);
}

}  // namespace downhill
