// A learner's values beside the reference's: which are right, and which is wrong first.
//
// The reference is walked in its own order, forward and then backward. A wrong value whose inputs
// are right is wrong on its own; one that is computed from a wrong value is a consequence, and
// only counted. Values that the learner left out pass on what they are computed from.
//
// Pairing. Values are paired by name. A name assigned equally often in both is paired one by one.
// A name that mine assigns once is paired with the reference's last (a learner prints the
// gradients of a training run at its end), and the last of mine with a reference that assigns
// once. Where the counts tell that mine has one value for each step (x without its start; dx
// before it was clipped; w after its decay and its step), these are paired; else the first ones in
// order. x = … with its x += … counts as one value, its total, and a sum may be added up in any
// order.
//
// What must be given. The gradients of all parameters, or, where the reference has none, of all
// inputs. Forward values and gradients on the way may be left out: the latter are listed, and
// asked for only while no gradient is given at all. Of a reference without gradients every value
// must be given. Names that the reference does not know are listed and are no fault.
//
// Why values are wrong is in diagnoses (diagnosis.hpp). Differences of the size of rounding to
// float32, where most values have them, count as right.
//
// Exit status of the tool: 0 if matches(), 1 if not, 2 for a ParseError of read_trace.
#pragma once

#include <string>

#include "compare/agree.hpp"
#include "compare/comparison.hpp"
#include "trace/read.hpp"

namespace downhill {

struct CompareOptions {
  double rtol = default_rtol;
};

Comparison compare(const TraceText& mine, const TraceText& reference,
                   const CompareOptions& options = {});

// The message for the terminal, at most 80 columns wide unless a name or number is longer; ends in
// a newline.
std::string report(const Comparison& comparison);

// {"match", "title", "mine", "reference", "right", "total", "rtol", "wrong": […], "consequences",
// "imprecise", "missing", "not_asked", "unknown": [{"name", "suggestion"}], "diagnoses":
// [{"verdict", "of", "causes": [{"kind", "sentence", "nodes"}], "sentences"}]}, where each of
// "wrong" has "name", "gradient", "step", "mine", "reference", "finite_difference", "node",
// "node_id", "ratio", "wrong_elements", "first_element", "line", "expression", "words", "forward",
// "inputs": [{"name", "reference", "mine"}], "contribution", "consequences". A verdict is
// "mistake", "rounding", "reference wrong" or "unknown"; "of" are names. Values as in the JSON of a
// trace: non-finite numbers are strings, arrays
// {"shape", "data"}.
std::string comparison_json(const Comparison& comparison, int indent = 2);

}  // namespace downhill
