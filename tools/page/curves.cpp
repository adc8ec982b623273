#include "page/curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace downhill::page {
namespace {

// The runs of one optimizer at one rate.
struct Group {
  std::string optimizer;
  double rate;
  std::vector<const Json*> runs;
};

std::vector<Group> groups_of(const Json& runs) {
  std::vector<Group> groups;
  for (const Json& run : runs["runs"]) {
    const std::string optimizer = run["optimizer"];
    const double rate = run["rate"];
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.optimizer == optimizer && g.rate == rate;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), {optimizer, rate, {}});
    group->runs.push_back(&run);
  }
  return groups;
}

Json number_or_null(double number) { return std::isfinite(number) ? Json(number) : Json(); }

// The mean and the band of one measure. What is missing (null) makes the mean missing.
Json band_of(const Group& group, const char* measure) {
  std::size_t length = 0;
  for (const Json* run : group.runs) length = std::max(length, (*run)[measure].size());
  Json mean = Json::array(), low = Json::array(), high = Json::array();
  for (std::size_t k = 0; k < length; ++k) {
    double sum = 0, least = std::numeric_limits<double>::infinity(), most = -least;
    for (const Json* run : group.runs) {
      const Json& values = (*run)[measure];
      const double value = k < values.size() && values[k].is_number()
                               ? values[k].get<double>()
                               : std::numeric_limits<double>::quiet_NaN();
      sum += value;
      least = std::min(least, value);
      most = std::max(most, value);
    }
    mean.push_back(number_or_null(sum / double(group.runs.size())));
    low.push_back(number_or_null(least));
    high.push_back(number_or_null(most));
  }
  return {{"mean", mean}, {"low", low}, {"high", high}};
}

double last_mean(const Json& band) {
  return !band["mean"].empty() && band["mean"].back().is_number()
             ? band["mean"].back().get<double>()
             : -std::numeric_limits<double>::infinity();
}

std::string last_words(const Json& band, double factor, const char* unit) {
  if (band["mean"].empty() || !band["mean"].back().is_number()) return "nan";
  return fmt::format("{:.4g}{} ({:.4g} to {:.4g})", factor * band["mean"].back().get<double>(),
                     unit, factor * band["low"].back().get<double>(),
                     factor * band["high"].back().get<double>());
}

}  // namespace

Json curves_json(const Json& runs) {
  Json all = Json::array();
  for (const Group& group : groups_of(runs))
    all.push_back({{"optimizer", group.optimizer},
                   {"rate", group.rate},
                   {"seeds", group.runs.size()},
                   {"loss", band_of(group, "loss")},
                   {"accuracy", band_of(group, "accuracy")},
                   {"best", false}});
  for (Json& group : all) {
    const auto better = [&](const Json& other) {
      return other["optimizer"] == group["optimizer"] &&
             last_mean(other["accuracy"]) > last_mean(group["accuracy"]);
    };
    group["best"] = std::none_of(all.begin(), all.end(), better);
  }
  return {{"groups", all}};
}

Frame curves_page(const std::string& runs_json) {
  const Json curves = curves_json(Json::parse(runs_json));
  std::vector<std::vector<std::string>> rows = {
      {"optimizer", "rate", "seeds", "accuracy at the end", "loss at the end", ""}};
  std::string choices;
  std::vector<std::string> optimizers;
  for (const Json& group : curves["groups"]) {
    const std::string name = group["optimizer"];
    rows.push_back({name, fmt::format("{}", group["rate"].get<double>()), group["seeds"].dump(),
                    last_words(group["accuracy"], 100, " %"), last_words(group["loss"], 1, ""),
                    group["best"].get<bool>() ? "its best rate" : ""});
    if (std::find(optimizers.begin(), optimizers.end(), name) == optimizers.end())
      optimizers.push_back(name);
  }
  for (const std::string& name : optimizers) {
    choices += fmt::format("<label>{0} at rate <select data-optimizer=\"{0}\">", escaped(name));
    for (std::size_t i = 0; i < curves["groups"].size(); ++i) {
      const Json& group = curves["groups"][i];
      if (group["optimizer"] == name)
        choices +=
            fmt::format("<option value=\"{}\"{}>{}</option>", i,
                        group["best"].get<bool>() ? " selected" : "", group["rate"].get<double>());
    }
    choices += "<option value=\"\">not shown</option></select></label>\n";
  }
  Frame frame;
  frame.title = "Compare Optimizers";
  frame.kind = "plots";
  frame.root = "../";
  frame.scripts = {"chart.min.js", "plots.js", "curves.js"};
  frame.content = filled(part("curves.html"),
                         {{"choices", choices},
                          {"table", table_of(rows,
                                             "Where each of them ended: mean over the seeds, "
                                             "and from the lowest to the highest")},
                          {"data", data_element("data", curves.dump())}});
  return frame;
}

}  // namespace downhill::page
