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

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compare/agree.hpp"
#include "compare/diagnosis.hpp"
#include "trace/read.hpp"

namespace downhill {

struct CompareOptions {
  double rtol = default_rtol;
};

// A value that takes part in computing another one.
struct Input {
  std::string name;
  bool gradient = false;
  Value reference;
  std::optional<Value> mine;  // nothing: not given
};

// A value that is wrong on its own, with all that is needed to say why.
struct Difference {
  std::string name;
  bool gradient = false;
  bool leaf = false;             // a given number: the two runs start from different inputs
  std::size_t occurrence = 0;    // the how manieth of the reference, from 0 …
  std::size_t occurrences = 1;   // … of so many
  PrintedValue mine, reference;  // the totals
  Agreement agreement;
  std::vector<Statement> mine_lines, reference_lines;  // the = line and the += lines
  // The reference line where it goes wrong: of several contributions the first that mine lacks,
  // if mine has equally many; nothing if the total is wrong and no line can be named.
  std::optional<std::size_t> place;
  std::optional<Value> mine_part, reference_part;  // the contributions there, if several
  // The lines of the forward pass through which blame flows to a gradient, y = s * c for ds; for a
  // forward value its own line.
  std::vector<Statement> forward;
  std::vector<Input> inputs;     // of the forward lines and of the reference lines
  std::size_t consequences = 0;  // how many later values are wrong because of this one
  // Found by diagnose(), where the reference can be run again: the finite difference for the first
  // wrong number of a gradient; and the node of the graph (s for ds), by its name in the trace and
  // by its number in the graph that the forward lines make.
  std::optional<double> finite_difference;
  std::string node_name;
  std::optional<std::uint32_t> node;
};

struct UnknownName {
  std::string name;
  std::string suggestion;  // a name of the reference that looks like it; may be empty
};

struct Comparison {
  std::string title;            // of the reference; its source if it has none
  std::string mine, reference;  // the sources
  std::string output;           // what backward starts from; empty if unknown
  double rtol = default_rtol;
  std::size_t given = 0;                  // values that were compared
  std::size_t right = 0;                  // of these
  std::size_t total = 0;                  // given and required
  std::vector<Difference> wrong;          // wrong on their own, in the reference's order
  std::vector<std::string> consequences;  // names of the other wrong values, in order
  // Given with 2 or 3 digits, and so far the reference rounded to these: too few to tell.
  std::vector<std::string> imprecise;
  std::vector<std::string> rounded;    // right but for rounding of the size of float32
  std::vector<std::string> missing;    // required and not given, in the reference's order
  std::vector<std::string> not_asked;  // gradients on the way that were not given: no fault
  std::vector<UnknownName> unknown;    // given, but not in the reference
  std::vector<Diagnosis> diagnoses;    // why values are wrong, first ones first

  bool matches() const { return given > 0 && right == total; }
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
