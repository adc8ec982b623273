#include "page/function_plot.hpp"

#include <fmt/format.h>

#include <cmath>

#include "page/html.hpp"
#include "trace/value.hpp"

namespace downhill::page {
namespace {

constexpr double left = -4, right = 4, bottom = -3, top = 3;  // the window of a plot
constexpr double width = 320, height = 240;

double across(double x) { return (x - left) / (right - left) * width; }
double down(double y) { return (top - y) / (top - bottom) * height; }

// The parts of a curve where it is a number; it also breaks where it jumps (sign, 1 / a).
std::string curve(const std::function<Real(Real)>& f, const char* kind) {
  std::string path;
  constexpr int points = 321;
  bool drawing = false;
  double before = 0;
  for (int k = 0; k < points; ++k) {
    const double x = left + (right - left) * (k + 0.5) / points;  // never exactly on a kink
    const double y = double(f(Real(x)));
    const bool jumps = drawing && std::abs(y - before) > 0.9;
    if (!std::isfinite(y) || std::abs(y) > 20) {
      drawing = false;
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", drawing && !jumps ? "L" : "M", across(x), down(y));
    drawing = true;
    before = y;
  }
  return fmt::format("<path class=\"{}\" d=\"{}\"/>", kind, path);
}

}  // namespace

std::string plot_of(const PlottedFunction& function) {
  std::string svg = fmt::format(
      "<svg class=\"function\" viewBox=\"-14 -4 {} {}\" role=\"img\" aria-label=\"{} and its slope "
      "for a from -4 to 4\">",
      width + 22, height + 22, function.name);
  svg += fmt::format("<clipPath id=\"clip-{}\"><rect width=\"{}\" height=\"{}\"/></clipPath>",
                     function.name, width, height);
  for (int x = int(left); x <= int(right); ++x)
    svg += fmt::format("<path class=\"{}\" d=\"M{:.1f} 0V{}\"/>", x == 0 ? "axis" : "grid",
                       across(x), height);
  for (int y = int(bottom); y <= int(top); ++y)
    svg += fmt::format("<path class=\"{}\" d=\"M0 {:.1f}H{}\"/>", y == 0 ? "axis" : "grid", down(y),
                       width);
  for (const int x : {-4, -2, 2, 4})
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", across(x),
                       height + 13, x);
  for (const int y : {-2, 2})
    svg += fmt::format("<text x=\"-4\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", down(y) + 4, y);
  svg += fmt::format("<g clip-path=\"url(#clip-{})\">", function.name);
  // A slope of what has no value, 1 / a of log at -1, is no slope to see.
  const auto slope = [&](Real a) {
    const Real y = function.value(a);
    return std::isnan(y) ? y : function.slope(a);
  };
  if (function.slope) svg += curve(slope, "slope");
  return svg + curve(function.value, "value") + "</g></svg>";
}

std::string points_of(const PlottedFunction& function, const std::string& head) {
  std::vector<std::vector<std::string>> rows = {{"a", head, "dy/da"}};
  for (Real a = -4; a <= 4; ++a)
    rows.push_back({short_number(a), short_number(function.value(a)),
                    function.slope ? short_number(function.slope(a)) : "stops here"});
  return table_of(rows, function.name + " in numbers");
}

}  // namespace downhill::page
