// What is typed: the commands, their options, and the words of --help.
#pragma once

#include <functional>

namespace downhill::tool {

// The command that was typed, ready to run; it returns its exit status. --help is a command, too.
// UsageError if there is no such command or option, or a value is out of its range.
std::function<int()> read_arguments(int argc, char** argv);

}  // namespace downhill::tool
