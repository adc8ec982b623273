#include "page/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "page/frame.hpp"
#include "page/packages.hpp"
#include "trace/value.hpp"

namespace downhill::page {
namespace {

// One colour a class, and one shape, so that colour is not the only cue.
constexpr const char* class_colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
                                         "#56b4e9", "#a0a000", "#777777", "#882255", "#44aa99"};
constexpr std::size_t colour_count = std::size(class_colours);

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(); }

Json curves_of(const TrainReport& report) {
  Json losses = Json::array(), held = Json::array();
  const auto& curve = report.result.curve;
  const std::size_t every = std::max<std::size_t>(1, curve.size() / 600);
  for (std::size_t k = 0; k < curve.size(); ++k) {
    if (k % every == 0 || k + 1 == curve.size())
      losses.push_back({curve[k].step, number(double(curve[k].loss))});
    if (curve[k].held_out)
      held.push_back({curve[k].step, number(double(curve[k].held_out->loss)),
                      number(curve[k].held_out->accuracy())});
  }
  return {{"loss", losses}, {"held_out", held}};
}

// Rows: what it was; columns: what it was taken for.
std::string confusion(const Dataset& data, const std::vector<std::size_t>& guessed) {
  const std::size_t n = data.classes.size();
  std::vector<std::vector<std::size_t>> counts(n, std::vector<std::size_t>(n));
  for (std::size_t i = 0; i < data.size(); ++i) ++counts[data.labels[i]][guessed[i]];
  std::string html =
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\">"
      "<table class=\"confusion\"><caption>Rows: what it was; columns: what it was taken for"
      "</caption><thead><tr><th scope=\"col\"></th>";
  for (const std::string& name : data.classes)
    html += "<th scope=\"col\">" + escaped(name) + "</th>";
  html += "</tr></thead><tbody>";
  for (std::size_t row = 0; row < n; ++row) {
    html += "<tr><th scope=\"row\">" + escaped(data.classes[row]) + "</th>";
    for (std::size_t column = 0; column < n; ++column) {
      const std::size_t count = counts[row][column];
      html += fmt::format("<td class=\"{}\">{}</td>",
                          count == 0      ? "none"
                          : row == column ? "right"
                                          : "wrong",
                          count);
    }
    html += "</tr>";
  }
  return html + "</tbody></table></div>\n";
}

// An example as a picture of its numbers, dark where they are large.
std::string picture(std::span<const Real> pixels, std::size_t side) {
  const Real most = std::max(Real(1e-9), *std::max_element(pixels.begin(), pixels.end()));
  std::string svg = fmt::format("<svg viewBox=\"0 0 {0} {0}\" aria-hidden=\"true\">", side);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (pixels[i] > 0)
      svg += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"1.03\" height=\"1.03\" fill-opacity=\"{:.2f}\"/>",
          i % side, i / side, double(pixels[i] / most));
  return svg + "</svg>";
}

std::string wrong_examples(const Dataset& data, const std::vector<std::size_t>& guessed) {
  const auto side = std::size_t(std::lround(std::sqrt(double(data.width()))));
  const bool is_image = data.shape.size() >= 2 && side * side == data.width();
  constexpr std::size_t most = 24;
  std::string items;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (guessed[i] == data.labels[i] || ++wrong > most || !is_image) continue;
    items += fmt::format("<li>{}<span>{} taken for {}</span></li>", picture(data.row(i), side),
                         escaped(data.classes[data.labels[i]]), escaped(data.classes[guessed[i]]));
  }
  if (items.empty()) return "";
  return fmt::format(
      "<h2>Wrong ones</h2>\n<p>{} of {} held-out examples were taken for something else{}.</p>\n"
      "<ul class=\"wrong-ones\">{}</ul>\n",
      wrong, data.size(), wrong > most ? fmt::format("; the first {}", most) : "", items);
}

std::string mark(std::size_t type, double x, double y) {
  const char* ink = class_colours[type % colour_count];
  switch (type % 3) {
    case 0:
      return fmt::format("<circle class=\"mark\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>",
                         x, y, ink);
    case 1:
      return fmt::format(
          "<rect class=\"mark\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"7\" height=\"7\" fill=\"{}\"/>",
          x - 3.5, y - 3.5, ink);
    default:
      return fmt::format("<path class=\"mark\" d=\"M{:.1f} {:.1f}l4.5 8h-9z\" fill=\"{}\"/>", x,
                         y - 5, ink);
  }
}

std::string short_words(Real number) { return fmt::format("{:.3g}", double(number)); }

// What the module says everywhere, and the held-out examples on top.
std::string surface(const TrainReport& report) {
  const Dataset& data = report.held_out;
  if (data.width() != 2 || data.size() == 0) return "";
  Real low[2] = {data.features[0], data.features[1]}, high[2] = {low[0], low[1]};
  for (std::size_t i = 0; i < data.features.size(); ++i) {
    low[i % 2] = std::min(low[i % 2], data.features[i]);
    high[i % 2] = std::max(high[i % 2], data.features[i]);
  }
  for (int k = 0; k < 2; ++k) {
    const Real margin = Real(0.1) * std::max(high[k] - low[k], Real(1e-6));
    low[k] -= margin;
    high[k] += margin;
  }
  constexpr std::size_t cells = 90;
  constexpr double size = 540, cell = size / double(cells);
  std::vector<Real> grid;
  for (std::size_t row = 0; row < cells; ++row)
    for (std::size_t column = 0; column < cells; ++column) {
      grid.push_back(low[0] + (high[0] - low[0]) * (Real(column) + Real(0.5)) / cells);
      grid.push_back(high[1] - (high[1] - low[1]) * (Real(row) + Real(0.5)) / cells);
    }
  const std::vector<std::size_t> says = guesses(report.module, report.parameters, data, grid);
  std::string svg = fmt::format(
      "<svg class=\"surface\" viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"What the network "
      "says at every place, and the held-out examples\">",
      size);
  for (std::size_t row = 0; row < cells; ++row)
    for (std::size_t begin = 0, end = 0; begin < cells; begin = end) {
      const std::size_t type = says[row * cells + begin];
      while (end < cells && says[row * cells + end] == type) ++end;
      svg += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.2f}\" fill=\"{}\" "
          "fill-opacity=\".25\"/>",
          double(begin) * cell, double(row) * cell, double(end - begin) * cell, cell + 0.05,
          class_colours[type % colour_count]);
    }
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto point = data.row(i);
    svg += mark(data.labels[i], double((point[0] - low[0]) / (high[0] - low[0])) * size,
                double((high[1] - point[1]) / (high[1] - low[1])) * size);
  }
  std::string classes;
  for (std::size_t type = 0; type < data.classes.size(); ++type)
    classes += fmt::format("{}{} {}", type > 0 ? ", " : "",
                           type % 3 == 0   ? "circles"
                           : type % 3 == 1 ? "squares"
                                           : "triangles",
                           escaped(data.classes[type]));
  // The same in words: what it says at every tenth place, rows from the top.
  constexpr std::size_t every = cells / 9, middle = every / 2;
  std::vector<std::vector<std::string>> rows(1, {"y \\ x"});
  for (std::size_t row = middle; row < cells; row += every) {
    rows.push_back({short_words(grid[row * cells * 2 + 1])});
    for (std::size_t column = middle; column < cells; column += every) {
      if (rows.size() == 2) rows[0].push_back(short_words(grid[column * 2]));
      rows.back().push_back(data.classes[says[row * cells + column]]);
    }
  }
  return "<h2>The decision surface</h2>\n<figure>" + svg +
         "</svg><figcaption>What the network says at every place. Held-out examples: " + classes +
         ".</figcaption></figure>\n<details><summary>The surface as a table</summary>" +
         table_of(rows, "What the network says at some places") + "</details>\n";
}

}  // namespace

GradientFlow::GradientFlow(const Parameters& parameters, std::size_t total)
    : every_(std::max<std::size_t>(1, total / 100)) {
  for (std::size_t k = 0; k < parameters.names().size(); ++k) {
    // Biases follow their weights, so weights alone tell the layers apart.
    if (parameters.names()[k].find('b') != std::string::npos && parameters.names().size() > 1)
      continue;
    weights_.push_back(k);
    layers.push_back(parameters.names()[k]);
  }
}

void GradientFlow::watch(const FitStep& step) {
  if (std::size_t(step.step - 1) % every_ != 0) return;
  std::vector<double> row;
  for (const std::size_t k : weights_) {
    double squares = 0;
    for (const Real g : step.gradients[k].values()) squares += double(g) * double(g);
    row.push_back(std::sqrt(squares));
  }
  steps.push_back(step.step);
  norms.push_back(std::move(row));
}

std::vector<std::size_t> guesses(const Module& module, const Parameters& parameters,
                                 const Dataset& data, const std::vector<Real>& features) {
  TensorTape tape;
  const std::size_t count = features.size() / data.width(), classes = data.classes.size();
  const Tensor x = tape.data("x", Array({count, data.width()}, features));
  const Array logits = fit_output(module, x, parameters.on(tape), data).value();
  std::vector<std::size_t> most(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = logits.values().subspan(i * classes, classes);
    most[i] = std::size_t(std::max_element(row.begin(), row.end()) - row.begin());
  }
  return most;
}

std::string report_page(const TrainReport& report) {
  const std::string script = chart_script();
  if (script.empty()) return "";
  std::string classes;
  const Dataset& data = report.held_out;
  if (!data.classes.empty()) {
    const std::vector<std::size_t> guessed =
        guesses(report.module, report.parameters, data, data.features);
    classes = "<h2>What was taken for what</h2>\n" + confusion(data, guessed) +
              wrong_examples(data, guessed) + surface(report);
  }
  Json norms = Json::array();
  for (const auto& row : report.flow.norms) {
    Json values = Json::array();
    for (const double norm : row) values.push_back(number(norm));
    norms.push_back(std::move(values));
  }
  const Json all = {{"curves", curves_of(report)},
                    {"has_classes", !data.classes.empty()},
                    {"layers", report.flow.layers},
                    {"steps", report.flow.steps},
                    {"norms", norms}};
  const Score& out = report.result.held_out;
  const std::string verdict =
      data.classes.empty() ? fmt::format("Held out: mean squared error {}", short_number(out.loss))
                           : fmt::format("Held out: {} of {} right, {:.2f} %", out.right, out.of,
                                         100 * out.accuracy());
  Frame frame;
  frame.title = report.title;
  frame.kind = "plots report";
  frame.content = filled(part("report.html"), {{"title", escaped(report.title)},
                                               {"recipe", escaped(report.recipe)},
                                               {"verdict", verdict},
                                               {"classes", classes},
                                               {"data", data_element("data", all.dump())}});
  return framed_alone(frame, {script, part("plots.js"), part("report.js")});
}

}  // namespace downhill::page
