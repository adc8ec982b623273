#include "train/modules.hpp"

#include <cmath>

#include "check/replay_tensor.hpp"
#include "tensor/reductions.hpp"
#include "tensor/support.hpp"
#include "train/modules_layers.hpp"

using namespace downhill;
using namespace downhill::testing;
using namespace Catch::Matchers;

namespace {

// The gradients of all parameters, and of x where it is not whole numbers, against central
// differences, for a result that is weighted so that no gradient is the same everywhere.
void check_module(const Module& module, const Array& x, bool x_is_input = true) {
  Parameters parameters(module, 3);
  for (const std::string& each : parameters.names())  // no zeros, and gamma is not 1
    parameters.set(each, numbers(parameters[each].shape(), unsigned(each.size()) + 7, -1, 1));
  TensorTape tape;
  const Tensor in = x_is_input ? tape.input("x", x) : tape.data("x", x);
  const Tensor y = module.forward(in, parameters.on(tape));
  const Tensor loss = sum(y * numbers(y.shape(), 11));
  std::size_t checked = 0;
  for (const check::CheckedNumber& each : check::check(backward(loss))) {
    INFO(module.kind() << ": " << tape.name_of(tape.nodes()[each.leaf.index()]) << " number "
                       << each.place << ", gradient " << each.gradient << ", difference "
                       << each.difference.value);
    // The error bound counts eight roundings of the loss; it is a sum of dozens of terms here.
    CHECK((!each.difference.smooth ||
           std::abs(each.gradient - each.difference.value) <= 10 * each.difference.error));
    ++checked;
  }
  CHECK(checked == parameters.count() + (x_is_input ? x.size() : 0));
}

std::vector<std::string> names_of(const Module& module) { return Parameters(module, 0).names(); }

}  // namespace

TEST_CASE("the gradients of every layer agree with central differences") {
  check_module(Linear(3, 2), numbers({4, 3}, 1));
  check_module(Linear(3, 2, {.bias = ""}), numbers({2, 4, 3}, 1));
  for (const char* activation : {"relu", "tanh", "sigmoid", "gelu", "silu", "none"})
    check_module(Mlp({3, 4, 2, 2}, {.activation = activation_named(activation)}),
                 numbers({5, 3}, 2));
  check_module(Embedding(5, 3), Array({2, 3}, {0, 4, 2, 2, 1, 4}), false);
  check_module(LayerNorm(4), numbers({3, 4}, 3));
  check_module(Conv2d(2, 3, 2, {.stride = 2, .padding = 1}), numbers({2, 2, 3, 5}, 4));
  check_module(Conv2d(1, 2, 3, {.bias = ""}), numbers({1, 1, 4, 5}, 5));
}

TEST_CASE("a linear layer is x @ w + b") {
  TensorTape tape;
  const Linear layer(2, 3, {.initial = initial::given(Array::matrix({{1, 2, 3}, {4, 5, 6}}))});
  Parameters w(layer, 0);
  w.set("b", Array::vector({10, 20, 30}));
  const Tensor x = tape.data("x", Array::matrix({{1, 1}, {2, -1}}));
  CHECK(layer.forward(x, w.on(tape)).value() == Array::matrix({{15, 27, 39}, {8, 19, 30}}));
}

TEST_CASE("parameters have names that stand in traces as they are") {
  CHECK(names_of(Mlp({4, 3, 2})) == std::vector<std::string>{"w1", "b1", "w2", "b2"});
  CHECK(names_of(Mlp({4, 2}, {.prefix = "head_"})) ==
        std::vector<std::string>{"head_w1", "head_b1"});
  CHECK(names_of(Conv2d(1, 2, 3)) == std::vector<std::string>{"w", "b"});
  CHECK(names_of(Embedding(4, 3, "words")) == std::vector<std::string>{"words"});
}

TEST_CASE("each layer of a network is a block of the tape, and its line is its caller's") {
  TensorTape tape;
  const Mlp network({2, 3, 1});
  const Tensor x = tape.data("x", numbers({4, 2}, 1));
  const auto p = Parameters(network, 1).on(tape);
  const unsigned line = __LINE__ + 1;
  const Tensor y = network.forward(x, p);
  REQUIRE(tape.blocks().size() == 2);
  CHECK(tape.blocks()[0].name == "layer 1");
  CHECK(tape.blocks()[0].end == tape.blocks()[1].begin);
  CHECK(tape.blocks()[1].end == y.index() + 1);
  for (std::size_t i = tape.blocks()[0].begin; i < tape.size(); ++i)
    CHECK(tape.line_of(tape.nodes()[i]) == line);
  CHECK(tape.name_of(tape.nodes()[tape.blocks()[1].begin - 1]) == "h1");
}

TEST_CASE("modules are put together with one list of parameters") {
  const Linear first(2, 3, {.weight = "a", .bias = "c"}), second(3, 1);
  Parameters w(first, 1);
  w.add(second, 1);
  CHECK(w.names() == std::vector<std::string>{"a", "c", "w", "b"});
  CHECK(w.count() == 6 + 3 + 3 + 1);
  TensorTape tape;
  const auto all = w.on(tape);
  std::span<const Tensor> rest = all;
  Tensor h = first.forward(tape.data("x", numbers({4, 2}, 1)), take_parameters(rest, first));
  h = second.forward(tanh(h), take_parameters(rest, second));
  CHECK(h.shape() == Shape{4, 1});
  CHECK(rest.empty());
  CHECK_THROWS_WITH(take_parameters(rest, second),
                    "Linear: it has 2 parameters, but only 0 are left");
}

TEST_CASE("parameters can be written to, and tapes keep what they were given") {
  Parameters w(Linear(1, 2), 1);
  TensorTape tape;
  const Array before = w["w"];
  const auto p = w.on(tape);
  for (const std::span<Real> numbers : w.spans())
    for (Real& x : numbers) x += 1;
  CHECK(p[0].value() == before);
  CHECK(w["w"][1] == before[1] + 1);
  const auto named = w.named();
  CHECK(named[0].name == "w");
  CHECK(named[0].shape == std::vector<std::size_t>{1, 2});
  CHECK(named[1].values.size() == 2);
}

TEST_CASE("modules say what does not fit") {
  TensorTape tape;
  const Linear layer(2, 3);
  Parameters w(layer, 1);
  const auto p = w.on(tape);
  const Tensor x = tape.data("x", numbers({4, 5}, 1));
  CHECK_THROWS_AS(layer.forward(x, p), ShapeError);
  CHECK_THROWS_WITH(layer.forward(x, std::span(p).first(1)),
                    "Linear: its parameters are 2 (w, b), but 1 are given");
  CHECK_THROWS_WITH(w.add(layer, 1),
                    "Parameters: two are called w; give the modules names of their own");
  CHECK_THROWS_WITH(w["w3"], "Parameters: there is no w3; there are w, b");
  CHECK_THROWS_WITH(w.set("b", Array::zeros({2})),
                    "Parameters: b has shape [3], its new value [2]");
  CHECK_THROWS_WITH(Mlp({3}), ContainsSubstring("sizes 3 do not make a network"));
  CHECK_THROWS_WITH(Mlp({3, 0, 2}), ContainsSubstring("sizes 3-0-2"));
  CHECK_THROWS_WITH(activation_named("rely"),
                    "there is no activation rely; there are relu, tanh, sigmoid, gelu, silu, none");
}
