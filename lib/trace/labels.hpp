// The words of a drawing: what stands in its nodes and beside its edges, and how large a node must
// be for them. Numbers have few digits here; tooltips have them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trace/collapse.hpp"
#include "trace/trace.hpp"

namespace downhill {

using Lines = std::vector<std::string>;

// Four significant digits, six of large numbers, all of whole ones: 0.3333  1234.57  784.
std::string drawn_number(Real number);

// What a node says: "s = a + b", "5"; in the gradient drawing one line more, "ds = 4".
Lines value_lines(const GraphNode& node);
Lines gradient_lines(const GraphNode& node);
Lines group_lines(const DrawnNode& group);

// The same with all digits, and where the node was recorded.
std::string tooltip(const GraphNode& node);

// "4 × 2 = 8": upstream, which is the consumer's gradient; local slope; contribution. Arrays have
// no slope of one number; there it is "dy @ W.T = [2, 3]".
std::string flow_label(const Flow& flow, const std::optional<Value>& gradient);
std::string flow_tooltip(const Flow& flow, const std::optional<Value>& gradient);

// The size in points of a rectangle, or of an ellipse, around the lines.
struct Size {
  double width = 0, height = 0;
};
Size rectangle_around(const Lines& lines);
Size ellipse_around(const Lines& lines);

}  // namespace downhill
