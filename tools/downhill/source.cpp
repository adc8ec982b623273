#include "source.hpp"

#include <filesystem>
#include <iostream>
#include <iterator>

#include "files/files.hpp"

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

}  // namespace downhill::tool
