// The commands of the program `downhill`, one file each. A command adds itself to the command
// line; when it is chosen it runs and leaves its exit status: 0 fine, 1 differs, 2 trouble.
#pragma once

#include <CLI/CLI.hpp>

namespace downhill::tool {

inline constexpr int fine = 0, differs = 1, trouble = 2;

void add_explain(CLI::App& app, int& status);
void add_compare(CLI::App& app, int& status);
void add_render(CLI::App& app, int& status);
void add_list(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_descend(CLI::App& app, int& status);
void add_train(CLI::App& app, int& status);
void add_page(CLI::App& app, int& status);
void add_doctor(CLI::App& app, int& status);
// The learner's
int start();  // without a command
void add_check(CLI::App& app, int& status);
void add_watch(CLI::App& app, int& status);
void add_hint(CLI::App& app, int& status);
void add_quiz(CLI::App& app, int& status);
void add_graph(CLI::App& app, int& status);
void add_reset(CLI::App& app, int& status);
void add_solution(CLI::App& app, int& status);
// The teacher's
void add_stubs(CLI::App& app, int& status);

}  // namespace downhill::tool
