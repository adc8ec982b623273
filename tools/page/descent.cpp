#include "page/descent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "page/contours.hpp"
#include "trace/value.hpp"

namespace downhill::page {
namespace {

// A name as a part of a file's: two-valleys.
std::string file_word(std::string_view name) {
  std::string word(name);
  std::replace(word.begin(), word.end(), ' ', '-');
  return word;
}

std::string walks_file(const Landscape& landscape, const std::string& optimizer) {
  return fmt::format("walks-{}-{}.js", file_word(landscape.name), optimizer);
}

// Five digits are finer than any screen; inf and nan are no JSON and come only at a walk's end.
void append_number(std::string& text, Real number) {
  if (std::isfinite(number)) {
    fmt::format_to(std::back_inserter(text), "{:.5g}", number);
  } else {
    text += "null";
  }
}

template <class Read>
std::string list_of(const Walk& walk, Read read) {
  std::string text = "[";
  for (const Footprint& print : walk.path) {
    if (text.size() > 1) text += ',';
    append_number(text, read(print));
  }
  return text + "]";
}

Json contours_json(const Landscape& landscape) {
  const HeightGrid grid = heights_of(landscape.low, landscape.high, 241, 241,
                                     [&](MapPoint p) { return ground_at(landscape, p).height; });
  const Real top = *std::max_element(grid.heights.begin(), grid.heights.end());
  constexpr int levels = 15;
  Json all = Json::array();
  for (int k = 1; k < levels; ++k) {
    const Real level = top * std::pow(Real(k) / levels, Real(3.5));  // closer where it is low
    Json lines = Json::array();
    for (const ContourLine& line : contours_at(grid, level)) {
      Json points = Json::array();
      // Every third point draws the same curve, but the ends stay.
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (line.size() > 30 && i % 3 != 0 && i + 1 != line.size()) continue;
        points.push_back(std::round(double(line[i].x) * 1e4) / 1e4);
        points.push_back(std::round(double(line[i].y) * 1e4) / 1e4);
      }
      lines.push_back(std::move(points));
    }
    all.push_back({{"height", short_number(Real(std::stod(fmt::format("{:.3g}", level))))},
                   {"lines", std::move(lines)}});
  }
  return all;
}

Json points_json(const std::vector<MapPoint>& points) {
  Json all = Json::array();
  for (const MapPoint p : points) all.push_back({p.x, p.y});
  return all;
}

Json landscape_json(const Landscape& landscape) {
  return {{"name", landscape.name},
          {"file", file_word(landscape.name)},
          {"words", landscape.words},
          {"formula", landscape.formula},
          {"low", {landscape.low.x, landscape.low.y}},
          {"high", {landscape.high.x, landscape.high.y}},
          {"lowest", points_json(landscape.lowest)},
          {"starts", points_json(starts_of(landscape))},
          {"rate", landscape.rate},
          {"rates", rates_of(landscape)},
          {"contours", contours_json(landscape)}};
}

std::string options(const std::vector<std::string>& words) {
  std::string html;
  for (std::size_t i = 0; i < words.size(); ++i)
    html += fmt::format("<option value=\"{}\">{}</option>", i, escaped(words[i]));
  return html;
}

}  // namespace

const WalkChoices& walk_choices() {
  static const WalkChoices choices = [] {
    WalkChoices all;
    all.optimizers = {{"sgd", "SGD", Sgd{}},
                      {"momentum", "SGD with momentum 0.9", Sgd{.momentum = Real(0.9)}},
                      {"adam", "Adam", Adam{}},
                      {"adamw", "AdamW, weight decay 0.01", AdamW{}}};
    all.examples = 64;
    all.batches = {64, 8, 1};
    all.steps = 80;
    return all;
  }();
  return choices;
}

std::vector<Real> rates_of(const Landscape& landscape) {
  constexpr int count = 60;
  std::vector<Real> rates;
  for (int k = 0; k < count; ++k) {
    const double rate =
        double(landscape.rate) / 1000 * std::pow(300'000.0, double(k) / (count - 1));
    rates.push_back(Real(std::stod(fmt::format("{:.3g}", rate))));
  }
  return rates;
}

std::vector<MapPoint> starts_of(const Landscape& landscape) {
  const MapPoint low = landscape.low, high = landscape.high;
  const auto within = [&](Real across, Real up) {
    return MapPoint{low.x + across * (high.x - low.x), low.y + up * (high.y - low.y)};
  };
  return {landscape.start, within(Real(0.8), Real(0.1875)), within(Real(0.0625), Real(0.875))};
}

std::string verdict(const Landscape& landscape, const Walk& walk) {
  const Footprint first = walk.path.front(), last = walk.path.back();
  const std::size_t steps = walk.path.size() - 1;
  if (walk.diverged)
    return fmt::format("Diverged: after step {} the loss is above 1e9. The rate is too large.",
                       steps);
  if (last.height > first.height)
    return fmt::format("Climbs: after {} steps it is higher than where it began.", steps);
  if (last.height < Real(1e-6)) return "Arrives: the loss is below 0.000001.";
  for (const MapPoint p : landscape.flat)
    if (std::hypot(p.x - last.at.x, p.y - last.at.y) < Real(0.1))
      return fmt::format("Stuck where it is flat, at loss {}: not the lowest place.",
                         short_number(Real(std::stod(fmt::format("{:.3g}", last.height)))));
  if (last.height > first.height / 2)
    return fmt::format("Creeps: {} steps are far from enough.", steps);
  return fmt::format("On its way after {} steps.", steps);
}

std::string walks_json(const Landscape& landscape, const WalkChoices::Named& optimizer) {
  const WalkChoices& choices = walk_choices();
  std::string text = "[";
  for (const Real rate : rates_of(landscape)) {
    text += text.size() > 1 ? ",\n[" : "[";
    Method method = optimizer.method;
    set(method, "rate", rate);
    for (const MapPoint start : starts_of(landscape)) {
      text += text.back() == '[' ? "[" : ",[";
      for (const std::size_t batch : choices.batches) {
        WalkSettings settings{.method = method, .steps = choices.steps, .start = start};
        if (batch < choices.examples) {
          settings.examples = choices.examples;
          settings.batch = batch;
        }
        const Walk walk = walk_down(landscape, settings);
        text += text.back() == '[' ? "" : ",";
        text += fmt::format("{{\"x\":{},\"y\":{},\"loss\":{},\"diverged\":{},\"verdict\":\"{}\"}}",
                            list_of(walk, [](const Footprint& p) { return p.at.x; }),
                            list_of(walk, [](const Footprint& p) { return p.at.y; }),
                            list_of(walk, [](const Footprint& p) { return p.height; }),
                            walk.diverged, verdict(landscape, walk));
      }
      text += "]";
    }
    text += "]";
  }
  return text + "]";
}

std::vector<std::pair<std::string, std::string>> walks_files() {
  std::vector<std::pair<std::string, std::string>> files;
  for (const Landscape& landscape : landscapes())
    for (const WalkChoices::Named& optimizer : walk_choices().optimizers)
      files.emplace_back(walks_file(landscape, optimizer.name),
                         fmt::format("walksArrived(\"{}\", \"{}\",\n{});\n", landscape.name,
                                     optimizer.name, walks_json(landscape, optimizer)));
  return files;
}

Frame descent_page() {
  const WalkChoices& choices = walk_choices();
  Json data = {{"steps", choices.steps}, {"landscapes", Json::array()}};
  std::vector<std::string> landscape_words, optimizer_words, batch_words;
  for (const Landscape& landscape : landscapes()) {
    data["landscapes"].push_back(landscape_json(landscape));
    landscape_words.emplace_back(landscape.name);
  }
  for (const WalkChoices::Named& optimizer : choices.optimizers) {
    data["optimizers"].push_back(optimizer.name);
    optimizer_words.push_back(optimizer.words);
  }
  for (const std::size_t batch : choices.batches)
    batch_words.push_back(batch == choices.examples
                              ? fmt::format("all {}", batch)
                              : fmt::format("{} of {}", batch, choices.examples));
  Frame frame;
  frame.title = "Visualize Gradient Descent";
  frame.kind = "plots";
  frame.root = "../";
  frame.scripts = {"chart.min.js", "plots.js", "descent.js"};
  frame.content = filled(part("descent.html"),
                         {{"landscapes", options(landscape_words)},
                          {"optimizers", options(optimizer_words)},
                          {"batches", options(batch_words)},
                          {"last", std::to_string(rates_of(landscapes().front()).size() - 1)},
                          {"data", data_element("data", data.dump())}});
  return frame;
}

}  // namespace downhill::page
