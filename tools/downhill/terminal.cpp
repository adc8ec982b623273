#include "terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "ops/utf8.hpp"

namespace downhill::tool {
namespace {

bool has_colours() {
  static const bool has = [] {
    const char* refused = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) && !(refused && *refused) && terminal &&
           std::string_view(terminal) != "dumb";
  }();
  return has;
}

std::string called_as = "downhill";

}  // namespace

std::string paint(Colour colour, std::string_view text) {
  if (!has_colours() || text.empty()) return std::string(text);
  constexpr const char* codes[] = {"32", "31", "33", "1", "2"};
  return "\033[" + std::string(codes[int(colour)]) + "m" + std::string(text) + "\033[0m";
}

std::string pad(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, columns(text)), ' ');
}

std::string spread(std::string_view left, std::string_view right) {
  if (right.empty()) return shortened(left, terminal_width);
  const std::size_t room = terminal_width - std::min(terminal_width, columns(right));
  return pad(shortened(left, room - std::min<std::size_t>(room, 2)), room) + std::string(right);
}

std::string wrapped(std::string_view first, std::string_view text) {
  const std::string indent(std::min<std::size_t>(columns(first), 20), ' ');
  std::string result, line(first);
  bool empty = true;  // nothing but the indent stands in the line yet
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word; empty = false) {
    if (!empty && columns(line) + 1 + columns(word) > terminal_width) {
      result += line + "\n";
      line = indent;
      empty = true;
    }
    line += (empty ? "" : " ") + word;
  }
  return result + line + "\n";
}

void remember_program_name(std::string_view name) {
  called_as = name.starts_with('/') ? shown(std::filesystem::path(name)) : std::string(name);
}

std::string program_name() { return called_as; }

std::string command(std::string_view arguments) { return called_as + " " + std::string(arguments); }

std::string shown(const std::filesystem::path& path) {
  std::error_code failed;
  const auto near = std::filesystem::proximate(path, failed);
  const bool below = !failed && !near.empty() && *near.begin() != "..";
  return below ? near.string() : path.string();
}

}  // namespace downhill::tool
