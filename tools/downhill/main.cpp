// downhill: explains formulas, compares traces, runs chapters.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "arguments.hpp"
#include "chapters.hpp"
#include "commands.hpp"
#include "large_pages.hpp"
#include "terminal.hpp"

using namespace downhill::tool;

// What was printed must have arrived: a full disk behind `>` is noticed only when the buffer is
// written out.
int all_printed(int status) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  fmt::print(stderr, "downhill: cannot write to standard output: {}\n", std::strerror(errno));
  return trouble;
}

int main(int argc, char** argv) {
  take_large_pages();
  remember_program_name(argc > 0 ? argv[0] : "downhill");
  try {
    tell_where_data_is();
    return all_printed(read_arguments(argc, argv)());
  } catch (const std::exception& error) {
    fmt::print(stderr, "downhill: {}\n", error.what());
    return trouble;
  }
}
