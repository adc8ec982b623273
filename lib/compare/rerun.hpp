// The reference, run again: its forward lines become a graph by the formula language, backward is
// one reverse loop over that graph, and the lines of a parameter update are evaluated as they
// stand. Text is all it needs. A mistake changes the run where it says, and what every name of the
// reference would then hold is compared with what a learner got.
//
// Lines are sorted by their section: one whose lines use gradients is an update, one of gradients
// is backward, all others are forward. A forward line behind these begins the next step. Steps
// with the same forward lines share one graph.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "check/finite_differences.hpp"
#include "compare/definitions.hpp"
#include "compare/slip.hpp"

namespace downhill {

// The forward lines of a step as a graph. Every given number is an input of it.
struct RerunGraph {
  TensorTape tape;
  std::vector<std::pair<std::string, std::uint32_t>> leaves;  // name and node
  std::vector<std::uint32_t> assigned;                        // the node of each forward line
  std::map<std::string, std::uint32_t, std::less<>> node_of;  // the newest of each name
  std::vector<std::vector<std::pair<std::uint32_t, std::size_t>>> uses;  // consumer and slot

  const std::vector<TensorNode>& nodes() const { return tape.nodes(); }
  // A node's name, or its formula if it has none.
  std::string call(std::uint32_t node) const;
  // The right side of a node's line, and the gradient that it hands to an input.
  std::string formula(std::uint32_t node) const;
  std::string contribution(std::uint32_t node, std::size_t slot) const;

 private:
  std::vector<ops::Symbol> symbols(std::uint32_t node) const;
};

// What every definition of the reference holds in a run; not given where the run does not tell.
using Outcome = std::vector<Array>;

class Rerun {
 public:
  // Nothing is thrown for a reference that cannot be run again: possible() is false then.
  // A loss is many operations, as its line spells it, or one: mean(square(p - t)) is mse(p, t).
  enum class Losses { spelled, whole };
  Rerun(const TraceText& reference, const Definitions& definitions,
        Losses losses = Losses::spelled);

  bool possible() const { return !steps_.empty(); }
  std::size_t steps() const { return steps_.size(); }
  bool updates() const;                             // whether a step updates its parameters
  const RerunGraph& graph() const;                  // of the first step that has gradients, or one
  bool is_whole_loss(std::uint32_t node) const;     // made one operation out of many
  std::uint32_t output() const { return output_; }  // the node of that graph backward starts from
  const std::vector<bool>& is_parameter() const { return is_parameter_; }  // by node of it
  std::vector<Assignment> first_update() const;  // the lines of the first step's update

  // The run with this mistake. Nothing if it breaks off: its shapes do not fit.
  std::optional<Outcome> play(const Slip& mistake) const;

  // The run as it should be.
  const Outcome& right() const { return right_; }

  // By how much a run moves that rounds every result to a relative precision of `unit`: for each
  // number of each definition the largest move of several such runs.
  Outcome noise(Real unit) const;

  // The finite difference of the output for one number of the node behind a gradient's
  // definition; nothing if the definition is no gradient.
  std::optional<check::Slope> finite_difference(std::size_t definition, std::size_t element) const;

  // The node behind a definition (s for ds), in the graph of its step; nothing for updates.
  struct Place {
    const RerunGraph* graph;
    std::uint32_t node;
  };
  std::optional<Place> place_of(std::size_t definition) const;

 private:
  struct Step {
    std::size_t graph = 0;
    std::map<std::string, Array, std::less<>> given;  // the literals among its lines
    std::vector<std::size_t> forward;                 // definition of each of the graph's lines
    std::vector<std::pair<std::size_t, std::uint32_t>> gradients;  // definition, node
    std::optional<std::uint32_t> output;
    Array seed;
    std::vector<Assignment> update;
    bool restates = false;  // begins with numbers that earlier steps do not lead to
  };

  void read(const TraceText& reference, const Definitions& definitions, Losses losses);
  void read_gradients(const TraceText&, const Definitions&, Step&, const std::vector<std::size_t>&);
  using Held = std::map<std::string, Array, std::less<>>;
  std::size_t graph_of(const std::string& text, const Held& held);
  using Nodes = std::vector<TensorNode>;
  std::optional<Outcome> run(const Slip& mistake, Real unit, unsigned sample,
                             std::vector<Nodes>* starts = nullptr) const;

  std::vector<std::unique_ptr<RerunGraph>> graphs_;
  std::map<std::string, std::size_t> graph_ids_;
  std::vector<Step> steps_;
  std::vector<std::size_t> definition_of_statement_;
  std::vector<std::string> gradient_names_;  // by definition
  std::set<std::string> whole_losses_;       // names of lines
  std::size_t size_ = 0;                     // how many definitions
  std::size_t main_ = 0;                     // the first step with gradients, if any has
  std::uint32_t output_ = 0;
  std::vector<bool> is_parameter_;
  Outcome right_;
  std::vector<Nodes> starts_;  // the graph of each step with the values of the right run
};

}  // namespace downhill
