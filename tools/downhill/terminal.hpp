// What the learner's commands print with: colours where there is a terminal that has them, and
// the name by which the program was called.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace downhill::tool {

inline constexpr std::size_t terminal_width = 80;

enum class Colour { green, red, yellow, bold, faint };

// The text in this colour on a terminal; as it is in a pipe, or if NO_COLOR is set. Nothing is
// said by colour alone.
std::string paint(Colour colour, std::string_view text);

// The text with spaces behind it, or in front of it, up to so many columns.
std::string pad(std::string_view text, std::size_t width);

// "left … right" over the whole width; the left side is cut if both do not fit.
std::string spread(std::string_view left, std::string_view right);

// The text behind a first word, broken into lines that are indented alike; ends in a newline.
std::string wrapped(std::string_view first, std::string_view text);

// How the program was called (build/downhill), for commands that can be copied.
void remember_program_name(std::string_view name);
std::string program_name();                       // build/downhill
std::string command(std::string_view arguments);  // build/downhill ARGUMENTS

// A path as it is typed from here: chapters/03-gradient-descent/exercise.cpp.
std::string shown(const std::filesystem::path& path);

}  // namespace downhill::tool
