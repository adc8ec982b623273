// downhill explain: a formula's graph, its gradients, and the story of both.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "check/replay.hpp"
#include "commands.hpp"
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

struct Settings {
  std::string program;
  std::vector<std::string> values;
  std::string of, out, format = "trace";
  bool check = false, svg = false, png = false;
};

// name=value, value a number as Python reads it.
expr::Bindings read_bindings(const std::vector<std::string>& values) {
  expr::Bindings bindings;
  for (const std::string& text : values) {
    const std::size_t equals = text.find('=');
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : read_python_value(std::string_view(text).substr(equals + 1));
    if (!value || !value->is_number() || equals == 0)
      throw ParseError(fmt::format("{}: expected name=number, for instance a=2", text));
    bindings.emplace_back(text.substr(0, equals), value->number());
  }
  return bindings;
}

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
    const char* verdict = row.agrees               ? "agrees"
                          : !row.difference.smooth ? "no slope here: a kink or a jump"
                                                   : "DIFFERS";
    trace.remark(fmt::format("{:<12} {:>18} {:>18}   {}", node.gradient_name,
                             short_number(row.gradient), short_number(row.difference.value),
                             verdict));
    all_agree = all_agree && (row.agrees || !row.difference.smooth);
  }
  return all_agree;
}

void write_files(const Trace& trace, const Settings& settings) {
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

int explain_program(const Settings& settings) {
  const Source source = read_program(settings.program);
  const expr::Program program = expr::parse(source.text, source.name);
  Tape tape;
  const expr::Evaluation evaluation = expr::evaluate(program, tape, read_bindings(settings.values));
  const Gradients gradients = backward(choose_output(evaluation, settings.of));
  const bool one_line = source.text.find('\n') >= source.text.size() - 1;
  Trace trace = explain(gradients, one_line ? Places::hidden : Places::shown);

  const bool agrees = !settings.check || add_check(trace, gradients);
  if (!settings.out.empty()) write_files(trace, settings);
  const std::string text = settings.format == "json" ? write_json(trace) : write_text(trace);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return agrees ? fine : differs;
}

}  // namespace

void add_explain(CLI::App& app, int& status) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("explain", "the graph and the gradients of a formula");
  command->add_option("program", settings->program, "a formula, a file with one, or - for stdin")
      ->required();
  command->add_option("values", settings->values, "name=number for each name without a value");
  command->add_option("--of", settings->of, "the value to differentiate (the last one named)");
  command->add_flag("--check", settings->check, "compare each gradient with finite differences");
  command->add_option("--out", settings->out, "write trace and drawings into this folder");
  command->add_option("--format", settings->format, "what to print: trace or json")
      ->check(CLI::IsMember({"trace", "json"}));
  command->add_flag("--svg", settings->svg, "draw images, too (with --out)");
  command->add_flag("--png", settings->png, "draw images as PNG (with --out)");
  command->callback([settings, &status] {
    if ((settings->svg || settings->png) && settings->out.empty())
      throw UsageError("--svg and --png need --out DIR, the folder for the images");
    status = explain_program(*settings);
  });
}

}  // namespace downhill::tool
