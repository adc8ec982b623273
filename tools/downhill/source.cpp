#include "source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <iterator>

#include "files/files.hpp"
#include "ops/error.hpp"

namespace downhill::tool {

Source read_source(const std::string& path) {
  if (path == "-") return {{std::istreambuf_iterator<char>(std::cin), {}}, "standard input"};
  return {read_file(path), std::filesystem::path(path).filename().string()};
}

Source read_program(const std::string& program) {
  std::error_code ignored;
  const bool may_be_path = program.size() < 4096 && program.find('\n') == std::string::npos;
  const bool is_file = may_be_path && std::filesystem::is_regular_file(program, ignored);
  if (program == "-" || is_file) return read_source(program);
  return {program, "formula"};
}

std::vector<std::pair<std::string, Value>> read_values(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, Value>> values;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : read_python_value(std::string_view(text).substr(equals + 1));
    if (!value || equals == 0)
      throw ParseError(fmt::format(
          "{}: expected name=number, for instance a=2, or name=array, x=[[1, 2], [3, 4]]", text));
    values.emplace_back(text.substr(0, equals), *value);
  }
  return values;
}

}  // namespace downhill::tool
