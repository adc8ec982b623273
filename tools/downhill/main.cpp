// downhill: explains formulas, compares traces, runs chapters.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "commands.hpp"
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
  remember_program_name(argc > 0 ? argv[0] : "downhill");
  CLI::App app{"downhill: an autograd to read, trace and draw", "downhill"};
  app.require_subcommand(0, 1);
  int status = fine;
  add_explain(app, status);
  add_compare(app, status);
  add_render(app, status);
  add_list(app, status);
  add_run(app, status);
  add_descend(app, status);
  add_train(app, status);
  add_page(app, status);
  add_doctor(app, status);
  add_check(app, status);
  add_watch(app, status);
  add_hint(app, status);
  add_quiz(app, status);
  add_graph(app, status);
  add_reset(app, status);
  add_solution(app, status);
  add_stubs(app, status);

  try {
    app.parse(argc, argv);  // runs the chosen command
    return all_printed(app.get_subcommands().empty() ? start() : status);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    if (asked_for_help) return app.exit(error);
    fmt::print(stderr, "downhill: {}\n  For the commands and options: downhill --help\n",
               error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "downhill: {}\n", error.what());
  }
  return trouble;
}
