// downhill descend: rolls any formula downhill with any optimizer.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "objective.hpp"
#include "optimizer_settings.hpp"
#include "source.hpp"
#include "trace/chapter.hpp"
#include "trace/text.hpp"

namespace downhill::tool {

int descend_command(const DescendSettings& settings) {
  const Source source = read_program(settings.program);
  const Method method = with_settings(method_named(settings.by.optimizer), settings.by);
  const auto objective =
      make_objective(expr::parse(source.text, source.name),
                     {read_values(settings.values), settings.of, settings.train});
  Descent descent = descend(*objective, method, Schedule::parse(settings.by.schedule),
                            clipping_of(settings.by), settings.steps);
  descent.trace.titles.push_back(
      fmt::format("descent by {}, {} steps", settings.by.optimizer, settings.steps));
  if (!settings.out.empty()) {
    write_trace(descent.trace, settings.out, "descent");
    write_file(std::filesystem::path(settings.out) / "descent.json", descent_json(descent));
  }
  const std::string text = settings.format == "json"    ? descent_json(descent)
                           : settings.format == "trace" ? write_text(descent.trace)
                                                        : descent_table(descent);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return fine;
}

}  // namespace downhill::tool
