// The catalogue of operations on arrays: what a reader should know about each record of this
// folder, and small programs in the language of formulas that show it. The reference page runs the
// programs, so that its words are spelled and its numbers computed by the records themselves. (The
// elementwise operations have their own catalogue, ops/catalogue.hpp.)
//
// A new record needs an entry here; a test looks for it.
#pragma once

#include <string_view>
#include <vector>

namespace downhill {

// A program, and what to notice in it. Names that are assigned lists or numbers are the inputs; y
// is the result. A program may be wrong on purpose, to show what the library then says.
struct ArrayExample {
  std::string_view program;
  std::string_view words;
};

struct ArrayOp {
  std::string_view name;     // as tapes and traces have it: Operation::name()
  std::string_view formula;  // what y is
  std::string_view shapes;
  std::string_view domain;          // where it is defined and smooth
  ArrayExample example;             // a plain one
  std::vector<ArrayExample> edges;  // and what happens at its edges
  // A program of one input a, elementwise, whose curve shows the operation: y over a. Empty where
  // there is no such curve.
  std::string_view curve = "";
};

struct ArrayOpGroup {
  std::string_view title;
  std::vector<ArrayOp> operations;
};

const std::vector<ArrayOpGroup>& array_catalogue();

}  // namespace downhill
