// The catalogue of well-known mistakes, made out for one graph: every way in which one of its
// nodes, its loss, its backward pass or its updates is usually got wrong.
#pragma once

#include <vector>

#include "compare/given.hpp"
#include "compare/rerun.hpp"
#include "compare/slip.hpp"

namespace downhill {

// Of single operations: what is left out, operands, signs.
void add_slips_of_nodes(const Rerun& run, std::vector<Slip>& all);

// Of values that are used more than once: how their contributions are added up.
void add_slips_of_sums(const Rerun& run, std::vector<Slip>& all);

// Of single operations, too: the formulas that people take for their slopes.
void add_slips_of_slopes(const Rerun& run, std::vector<Slip>& all);

// Of values on the way forward: another order or sign, a part left out, parentheses missing.
void add_slips_of_values(const Rerun& run, std::vector<Slip>& all);

// Of arrays: transposed, not summed over what was repeated, sums and means.
void add_slips_of_arrays(const Rerun& run, std::vector<Slip>& all);

// Of losses: logarithms, the difference of target and prediction, the L2 term, their slopes.
void add_slips_of_losses(const Rerun& run, std::vector<Slip>& all);
void add_slips_of_loss_slopes(const Rerun& run, std::vector<Slip>& all);

// Of softmax, alone and in cross-entropy: its Jacobian and its axis; and of what the logits get.
void add_slips_of_softmax(const Rerun& run, std::vector<Slip>& all);
void add_slips_of_logits(const Rerun& run, std::vector<Slip>& all);

// Of layers: normalisation, convolution, rows that are looked up.
void add_slips_of_layers(const Rerun& run, std::vector<Slip>& all);

// Of one number that many went into: variance, length, product, the largest of several.
void add_slips_of_reductions(const Rerun& run, std::vector<Slip>& all);

// Of the walk back through the graph: its beginning, its order, what every node hands on.
void add_slips_of_walks(const Rerun& run, std::vector<Slip>& all);

// Of the whole run: gradients kept that should be zero, weights updated too early.
void add_slips_of_runs(const Rerun& run, std::vector<Slip>& all);

// Of parameter updates: the moments of Adam, weight decay, momentum, clipping.
void add_slips_of_updates(const Rerun& run, std::vector<Slip>& all);
void add_slips_of_moments(const Rerun& run, std::vector<Slip>& all);

// What the learner's own numbers suggest: a factor between theirs and the reference's, or that they
// were clipped, each number by value or all together by their norm.
void add_slips_of_numbers(const Rerun& run, const Definitions& definitions,
                          const std::vector<Given>& values, std::vector<Slip>& all);

// Adds a mistake at these nodes, which changes what they hand on.
Slip& add_slip(std::vector<Slip>& all, std::string kind, int rank, std::string sentence,
               std::vector<std::uint32_t> nodes, Change contribution = {});

// The same at one node, whose line begins the sentence: "y = std(x): " and the words.
void add_slip_at(std::uint32_t node, const RerunGraph& graph, std::vector<Slip>& all,
                 const char* kind, int rank, const std::string& words, Change contribution);

// The gradient of this node comes out as so many times the right one.
Slip scaled_gradient(std::uint32_t node, double factor);

// Changes of a contribution that several of them make.
Array scaled(Array array, Real factor);
Array negated(const Moment&, Array usual);
Array passed_on(const Moment&, Array usual);                // the upstream gradient alone
Array without_upstream(const Moment&, const Array& usual);  // the local slope alone

// The gradient's name of a node as sentences have it: ds, or "the gradient of s * c".
std::string gradient_of(const RerunGraph& graph, std::uint32_t node);

// The place of a mistake: y = s * c, or s * c alone if it has no name.
std::string line_of(const RerunGraph& graph, std::uint32_t node);

// a; a and b; a, b and c; with … for what goes beyond six.
std::string listed(const std::vector<std::string>& words);

// Names that come several times, once each: dx (10 times).
std::vector<std::string> each_once(const std::vector<std::string>& names);

}  // namespace downhill
