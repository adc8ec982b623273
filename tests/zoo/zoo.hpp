// The zoo: classic mistakes, each really made in a small program that knows nothing of the
// library, and correct programs that only differ. Every program writes its own backward pass, in
// double or in float, and prints name = number lines as a learner would.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace zoo {

// What a program printed: numbers and matrices by name, in the order in which they were computed.
struct Printed {
  std::string name;
  std::vector<std::size_t> shape;  // empty: one number
  std::vector<double> numbers;
};
using Answers = std::vector<Printed>;

struct Case {
  std::string graph;      // "the 2-2-2 network"
  std::string mistake;    // what was done; how it differs, if it is right
  std::string expected;   // the kind that the diagnosis must name; empty: it must stay silent
  std::string reference;  // a trace
  Answers answers;
  int digits = 17;  // as many are printed
};

// The lines of the answers, or of those with these names only.
std::string lines(const Answers& answers, int digits, const std::vector<std::string>& only = {});

// What `downhill` prints for these arguments.
std::string told_by(std::vector<std::string> arguments);

void add_scalar_expression(std::vector<Case>& cases);
void add_two_two_two(std::vector<Case>& cases);
void add_batch_network(std::vector<Case>& cases);
void add_softmax(std::vector<Case>& cases);
void add_optimizers(std::vector<Case>& cases);
void add_slopes(std::vector<Case>& cases);
void add_reductions(std::vector<Case>& cases);

}  // namespace zoo
