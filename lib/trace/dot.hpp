// Drawings of a trace's graph in the DOT language, for graphviz's program `dot`. Two drawings of
// one trace have the same nodes at the same places: in the first, values flow forward along solid
// blue edges; in the second, gradients flow back along dashed orange ones, each labelled
// upstream × local slope = contribution.
//
// Node 5 of the tape is v5, and the edge into slot 0 of it e5_0, as key and as id in an SVG. What
// a node is, is its class: input, parameter, operation, group; also output, unreached and wrong.
// Its tooltip has all digits. Constants are not drawn, since the formulas show them.
#pragma once

#include <string>
#include <string_view>

#include "trace/collapse.hpp"
#include "trace/trace.hpp"

namespace downhill {

enum class Drawing { graph, gradient };

// The drawing as DOT text, the same bytes for the same trace. Of more than 300 nodes, blocks are
// drawn as one node, then runs of neighbours; the title says so. Throws TooLargeToDraw above 3,000.
std::string write_dot(const Trace& trace, Drawing drawing);

// Text as it stands in a label or tooltip of DOT, with or without tags: what HTML gives a meaning
// becomes an entity, a backslash two, control characters spaces. (In tooltips, which hold no free
// text, dot 2.43 reads backslashes twice.)
std::string escape_label(std::string_view text);

}  // namespace downhill
