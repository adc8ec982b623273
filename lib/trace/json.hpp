// The JSON form of a trace, for other programs and for the step player of the page.
//
//     {"output": "y", "value": V, "gradients": {"a": V, …},
//      "nodes": [{"id", "name", "kind", "op", "inputs", "value", "gradient", "line",
//                 "formula", "file"}, …],
//      "flows": [{"consumer", "slot", "target", "expression", "local", "contribution"}, …],
//      "lines": [{"role", "name", "adds", "expression", "value", "words", "node", "flow"}, …],
//      "chapter": "…", "titles": ["…", …]}
//
// V is a number in full precision, the string "inf", "-inf" or "nan", for an array
// {"shape": […], "data": […]} in row-major order, and null for what was not computed or does not
// exist: the gradient of a value that the output does not depend on, the op of a leaf, the name
// of a constant. gradients has every input and parameter. A kind is input, parameter, constant or
// operation; a role is value, gradient or update, and a heading or remark is
// {"role": "heading", "words": "…"}. flows are the contributions of backward in its order, local
// the slope of the consumer along the input in that slot; node and flow say where a line stands.
//
// A player wants to know more about each line (steps.hpp). With steps, a line also has "phase"
// (forward, loss, backward or update), "turn", "text" (its value as the text trace writes it),
// "computation", "contribution", "local", "source", and where it is drawn: "touches", "shows":
// {"node", "at", "lines"} and "edge": {"id", "label"}; and an array that the text trace summarises
// has its shape but no data.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "trace/trace.hpp"

namespace downhill {

// The whole document, ending in a newline; each level indented by this many spaces, or everything
// on one line if indent is negative.
enum class Steps { without, with };
std::string write_json(const Trace& trace, int indent = 2, Steps steps = Steps::without);

// The same, handed on in pieces: the document of 100,000 operations has a hundred megabytes.
void write_json(const Trace& trace, const std::function<void(std::string_view piece)>& hand_on,
                int indent = 2, Steps steps = Steps::without);

}  // namespace downhill
