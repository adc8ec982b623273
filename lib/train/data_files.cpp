#include "train/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "files/files.hpp"
#include "train/text_lines.hpp"

namespace downhill {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t iris_count = 150, digits_count = 1797;

// The next line that is neither empty nor a comment; false at the end.
bool next_row(TextLines& lines) {
  while (lines.next())
    if (!lines.line().empty() && !lines.line().starts_with('#')) return true;
  return false;
}

// The data in folder or in one above it: chapters/data in the project, share/downhill/data where it
// is installed. Empty if there are none.
fs::path data_above(fs::path folder) {
  for (std::error_code ignored; !folder.empty(); folder = folder.parent_path()) {
    for (const char* place : {"chapters/data", "share/downhill/data"})
      if (fs::exists(folder / place / "digits.txt", ignored)) return folder / place;
    if (folder == folder.parent_path()) break;
  }
  return {};
}

// A pixel 0 … 16 written 0-9a-g; -1 for another character.
int digit_pixel(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'g') return c - 'a' + 10;
  return -1;
}

}  // namespace

fs::path data_folder(const fs::path& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("DOWNHILL_DATA"); variable && *variable) return variable;
  std::error_code ignored;
  const fs::path here = fs::current_path(ignored);
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);  // empty if not Linux
  for (const fs::path& start : {here, program.parent_path()})
    if (const fs::path found = data_above(start); !found.empty()) return found;
  throw FileError(fmt::format(
      "cannot find chapters/data: it is not in {} or above it, nor above the program; say where it "
      "is, or set DOWNHILL_DATA",
      here.string()));
}

Dataset parse_iris(std::string_view text, const std::string& source) {
  constexpr std::string_view header =
      "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species";
  Dataset iris;
  iris.name = "iris";
  iris.origin = "Iris (Fisher 1936; donated by M. Marshall 1988)";
  iris.shape = {4};
  iris.feature_names = {"sepal length", "sepal width", "petal length", "petal width"};
  iris.classes = {"setosa", "versicolor", "virginica"};
  TextLines lines(source, text);
  if (!next_row(lines)) lines.fail_whole("it is empty; 150 flowers were expected");
  if (lines.line() != header) lines.fail(fmt::format("expected the header {}", header));
  while (next_row(lines)) {
    std::string_view rest = lines.line();
    for (int f = 0; f < 4; ++f) {
      const std::string_view word = cut(rest, ',');
      const auto number = read_number(word);
      if (!number || !(*number > 0 && *number < 100))
        lines.fail(fmt::format("expected a length in cm and four of them, found \"{}\"", word));
      iris.features.push_back(*number);
    }
    const auto species = std::find(iris.classes.begin(), iris.classes.end(), rest);
    if (species == iris.classes.end())
      lines.fail(
          fmt::format("expected the species setosa, versicolor or virginica, found \"{}\"", rest));
    iris.labels.push_back(std::size_t(species - iris.classes.begin()));
  }
  if (iris.size() != iris_count)
    lines.fail_whole(fmt::format("it has {} flowers, not {}", iris.size(), iris_count));
  return iris;
}

Dataset parse_digits(std::string_view text, const std::string& source) {
  Dataset digits;
  digits.name = "digits";
  digits.origin =
      "Optical recognition of handwritten digits (E. Alpaydin, C. Kaynak 1998; UCI), test set";
  digits.shape = {8, 8};
  for (char c = '0'; c <= '9'; ++c) digits.classes.emplace_back(1, c);
  TextLines lines(source, text);
  digits.features.reserve(digits_count * 64);
  while (next_row(lines)) {
    const std::string_view line = lines.line();
    if (line.size() != 66 || line[64] != ' ')
      lines.fail(
          fmt::format("expected 64 pixels, a space and a digit, 66 characters; found {} characters",
                      line.size()));
    for (std::size_t i = 0; i < 64; ++i) {
      const int pixel = digit_pixel(line[i]);
      if (pixel < 0)
        lines.fail(fmt::format("pixel {} is \"{}\"; expected 0 to 9 or a to g", i, line[i]));
      digits.features.push_back(Real(pixel) / 16);
    }
    if (line[65] < '0' || line[65] > '9')
      lines.fail(fmt::format("expected a digit after the pixels, found \"{}\"", line[65]));
    digits.labels.push_back(std::size_t(line[65] - '0'));
  }
  if (digits.size() == 0) lines.fail_whole("it is empty; 1797 images were expected");
  if (digits.size() != digits_count)
    lines.fail_whole(fmt::format("it has {} images, not {}", digits.size(), digits_count));
  return digits;
}

Dataset read_iris(const fs::path& file) { return parse_iris(read_file(file), file.string()); }

Dataset read_digits(const fs::path& file) { return parse_digits(read_file(file), file.string()); }

}  // namespace downhill
