// downhill explain: a formula's graph, its gradients, and the story of both.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "check/replay.hpp"
#include "commands.hpp"
#include "explain_arrays.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "source.hpp"
#include "trace/chapter.hpp"
#include "trace/from_scalar.hpp"
#include "trace/image.hpp"
#include "trace/json.hpp"
#include "trace/text.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

Scalar choose_output(const expr::Evaluation& evaluation, const std::string& name) {
  if (name.empty()) return evaluation.output;
  if (const auto found = evaluation.find(name)) return *found;
  std::string known;
  for (const auto& [each, value] : evaluation.assigned) known += (known.empty() ? "" : ", ") + each;
  throw UsageError(fmt::format("--of {}: the program names no such value; it has {}", name, known));
}

// The gradients beside their finite differences, as remarks at the end of the trace. Returns
// whether all agree.
bool add_check(Trace& trace, const Gradients& gradients) {
  trace.heading("check: each gradient beside its finite difference");
  bool all_agree = true;
  for (const check::Checked& row : check::check(gradients)) {
    const GraphNode& node = trace.graph.nodes[row.node.index()];
    const bool is_fine = add_checked(trace, node.gradient_name, row.gradient, row.difference.value,
                                     row.agrees, row.difference.smooth);
    all_agree = all_agree && is_fine;
  }
  return all_agree;
}

void write_files(const Trace& trace, const ExplainSettings& settings) {
  const std::string name = trace.graph.nodes[*trace.graph.output].name;
  const fs::path folder = settings.out;
  if (!write_trace(trace, folder, name)) {
    fmt::print(stderr, "downhill: {} nodes are too many to draw; the trace is written\n",
               trace.graph.nodes.size());
    return;
  }
  for (const char* drawing : {"graph", "gradient"}) {
    const fs::path dot = folder / fmt::format("{}.{}.dot", name, drawing);
    const auto image = [&](const char* ending) {
      return folder / fmt::format("{}.{}.{}", name, drawing, ending);
    };
    if (settings.svg) render_image(dot, image("svg"), ImageFormat::svg);
    if (settings.png) render_image(dot, image("png"), ImageFormat::png);
  }
}

Told explain_numbers(const expr::Program& program, const ExplainSettings& settings,
                     const std::vector<std::pair<std::string, Value>>& values, Places places) {
  expr::Bindings bindings;
  for (const auto& [name, value] : values) bindings.emplace_back(name, value.number());
  Tape tape;
  const expr::Evaluation evaluation = expr::evaluate(program, tape, bindings);
  const Gradients gradients = backward(choose_output(evaluation, settings.of));
  Told told{explain(gradients, places)};
  told.agrees = !settings.check || add_check(told.trace, gradients);
  return told;
}

}  // namespace

int explain_command(const ExplainSettings& settings) {
  if ((settings.svg || settings.png) && settings.out.empty())
    throw UsageError("--svg and --png need --out DIR, the folder for the images");
  const Source source = read_program(settings.program);
  const expr::Program program = expr::parse(source.text, source.name);
  const auto values = read_values(settings.values);
  const bool one_line = source.text.find('\n') >= source.text.size() - 1;
  const Places places = one_line ? Places::hidden : Places::shown;
  const bool arrays = needs_arrays(program) || !settings.upstream.empty() ||
                      std::any_of(values.begin(), values.end(),
                                  [](const auto& v) { return !v.second.is_number(); });
  const Told told =
      arrays ? explain_arrays(program, {values, settings.of, settings.upstream, settings.check},
                              places)
             : explain_numbers(program, settings, values, places);

  if (!settings.out.empty()) write_files(told.trace, settings);
  const auto print = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
  };
  if (settings.format == "json") {
    write_json(told.trace, print);
  } else {
    print(write_text(told.trace));
  }
  return told.agrees ? fine : differs;
}

}  // namespace downhill::tool
