// What a comparison of a learner's values with the reference's finds, as data (compare.hpp makes
// it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compare/agree.hpp"
#include "trace/statement.hpp"

namespace downhill {

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

// Why values are wrong (diagnosis.hpp).
struct Cause {
  std::string kind;                // "the operands are swapped"
  std::string sentence;            // … at this place of this graph
  std::vector<std::string> nodes;  // the places: names in the graph
};

struct Diagnosis {
  enum class Verdict {
    mistake,          // causes: those that fit, most common first; all give the same numbers
    rounding,         // of the size of rounding, without a pattern
    reference_wrong,  // finite differences side with the learner
    unknown,          // no known mistake fits
  } verdict = Verdict::unknown;
  std::vector<std::size_t> of;  // what it explains: places in Comparison::wrong
  std::vector<Cause> causes;
  std::vector<std::string> sentences;  // what there is to say, for people
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

}  // namespace downhill
