// What is right in exercise 05: the lesson's trace, and the engine on a network with other numbers.
#include <cmath>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static const Network lesson = {.i1 = Real(0.05),
                               .i2 = Real(0.10),
                               .w1 = Real(0.15),
                               .w2 = Real(0.20),
                               .w3 = Real(0.25),
                               .w4 = Real(0.30),
                               .w5 = Real(0.40),
                               .w6 = Real(0.45),
                               .w7 = Real(0.50),
                               .w8 = Real(0.55),
                               .b1 = Real(0.35),
                               .b2 = Real(0.60),
                               .t1 = Real(0.01),
                               .t2 = Real(0.99)};
static const Network other = {.i1 = Real(-0.7),
                              .i2 = Real(1.3),
                              .w1 = Real(0.9),
                              .w2 = Real(-0.4),
                              .w3 = Real(0.15),
                              .w4 = Real(1.1),
                              .w5 = Real(-0.8),
                              .w6 = Real(0.35),
                              .w7 = Real(1.25),
                              .w8 = Real(-0.6),
                              .b1 = Real(-0.2),
                              .b2 = Real(0.45),
                              .t1 = Real(0.85),
                              .t2 = Real(0.3)};

static constexpr const char* program =
    "left_h1 = w1 * i1\nright_h1 = w2 * i2\nsum_h1 = left_h1 + right_h1\nnet_h1 = sum_h1 + b1\n"
    "left_h2 = w3 * i1\nright_h2 = w4 * i2\nsum_h2 = left_h2 + right_h2\nnet_h2 = sum_h2 + b1\n"
    "out_h1 = sigmoid(net_h1)\nout_h2 = sigmoid(net_h2)\n"
    "left_o1 = w5 * out_h1\nright_o1 = w6 * out_h2\nsum_o1 = left_o1 + right_o1\n"
    "net_o1 = sum_o1 + b2\n"
    "left_o2 = w7 * out_h1\nright_o2 = w8 * out_h2\nsum_o2 = left_o2 + right_o2\n"
    "net_o2 = sum_o2 + b2\n"
    "out_o1 = sigmoid(net_o1)\nout_o2 = sigmoid(net_o2)\n"
    "miss_1 = out_o1 - t1\nmiss_2 = out_o2 - t2\n"
    "square_1 = square(miss_1)\nsquare_2 = square(miss_2)\nboth = square_1 + square_2\n"
    "error = 0.5 * both\n";

static Answers right(const Network& n) {
  return worked_out(program, {{"i1", n.i1},
                              {"i2", n.i2},
                              {"w1", n.w1},
                              {"w2", n.w2},
                              {"w3", n.w3},
                              {"w4", n.w4},
                              {"w5", n.w5},
                              {"w6", n.w6},
                              {"w7", n.w7},
                              {"w8", n.w8},
                              {"b1", n.b1},
                              {"b2", n.b2},
                              {"t1", n.t1},
                              {"t2", n.t2}});
}

// The right forward pass, for tasks that begin behind it.
static Forward right_forward(const Network& n) {
  const auto neuron = [](Real net) { return 1 / (1 + std::exp(-net)); };
  Forward f;
  f.net_h1 = n.w1 * n.i1 + n.w2 * n.i2 + n.b1;
  f.net_h2 = n.w3 * n.i1 + n.w4 * n.i2 + n.b1;
  f.out_h1 = neuron(f.net_h1), f.out_h2 = neuron(f.net_h2);
  f.net_o1 = n.w5 * f.out_h1 + n.w6 * f.out_h2 + n.b2;
  f.net_o2 = n.w7 * f.out_h1 + n.w8 * f.out_h2 + n.b2;
  f.out_o1 = neuron(f.net_o1), f.out_o2 = neuron(f.net_o2);
  f.error = (pow(f.out_o1 - n.t1, 2) + pow(f.out_o2 - n.t2, 2)) / 2;
  return f;
}

static void add(Answers& mine, const Network& n) {
  mine.add("w1", n.w1).add("w2", n.w2).add("w3", n.w3).add("w4", n.w4);
  mine.add("w5", n.w5).add("w6", n.w6).add("w7", n.w7).add("w8", n.w8);
}

static void add(Answers& mine, const Forward& f) {
  mine.add("net_h1", f.net_h1).add("net_h2", f.net_h2);
  mine.add("out_h1", f.out_h1).add("out_h2", f.out_h2);
  mine.add("net_o1", f.net_o1).add("net_o2", f.net_o2);
  mine.add("out_o1", f.out_o1).add("out_o2", f.out_o2).add("error", f.error);
}

static void add_output_layer(Answers& mine, const Blame& b) {
  mine.add("dout_o1", b.dout_o1).add("dout_o2", b.dout_o2);
  mine.add("dnet_o1", b.dnet_o1).add("dnet_o2", b.dnet_o2);
  mine.add("dw5", b.dw5).add("dw6", b.dw6).add("dw7", b.dw7).add("dw8", b.dw8).add("db2", b.db2);
}

static void add_hidden_layer(Answers& mine, const Blame& b) {
  mine.add("dout_h1", b.dout_h1).add("dout_h2", b.dout_h2);
  mine.add("dnet_h1", b.dnet_h1).add("dnet_h2", b.dnet_h2);
  mine.add("dw1", b.dw1).add("dw2", b.dw2).add("dw3", b.dw3).add("dw4", b.dw4).add("db1", b.db1);
}

struct Given {
  const char* words;
  const Network& network;
};
static const Given both[] = {{"the lesson's network", lesson}, {"another network", other}};

static void forward_task(Check& check) {
  for (const auto& [words, network] : both) {
    Answers mine;
    add(mine, forward(network));
    check.compare(words, mine, right(network));
  }
}

static void output_layer_task(Check& check) {
  for (const auto& [words, network] : both) {
    Blame b;
    output_layer(network, right_forward(network), b);
    Answers mine;
    add_output_layer(mine.backward(), b);
    check.compare(words, mine, right(network));
  }
}

static void hidden_layer_task(Check& check) {
  for (const auto& [words, network] : both) {
    const Forward f = right_forward(network);
    Blame b;
    b.dnet_o1 = (f.out_o1 - network.t1) * f.out_o1 * (1 - f.out_o1);
    b.dnet_o2 = (f.out_o2 - network.t2) * f.out_o2 * (1 - f.out_o2);
    hidden_layer(network, f, b);
    Answers mine;
    add_hidden_layer(mine.backward(), b);
    check.compare(words, mine, right(network));
  }
}

// All four tasks together: forward, backward, update, and forward again.
static Answers one_step(const Network& network, Real rate) {
  const Forward f = forward(network);
  Blame b;
  output_layer(network, f, b);
  hidden_layer(network, f, b);
  const Network after = update(network, b, rate);
  Answers mine;
  add(mine, network);
  add(mine, f);
  mine.backward();
  add_output_layer(mine, b);
  add_hidden_layer(mine, b);
  add(mine.heading("parameter update"), after);
  add(mine.heading("forward again"), forward(after));
  return mine;
}

static void update_task(Check& check) {
  check.compare_with_reference("the lesson's network, rate 0.5", one_step(lesson, Real(0.5)),
                               "two-two-two");
  Blame b;
  b.dw1 = Real(0.3), b.dw2 = Real(-0.2), b.dw3 = Real(0.05), b.dw4 = Real(1.5);
  b.dw5 = Real(-0.6), b.dw6 = Real(0.7), b.dw7 = Real(0.11), b.dw8 = Real(-0.9);
  const Real rate = Real(0.2);
  const Network after = update(other, b, rate);
  Answers mine, expected;
  add(mine, after);
  mine.add("b1", after.b1).add("b2", after.b2);
  const auto step = [&](const char* name, Real w, Real dw) {
    const std::string n = name;
    expected.add("old_" + n, w)
        .add("d" + n, dw)
        .add(n, "old_" + n + " - rate * d" + n, w - rate * dw);
  };
  expected.add("rate", rate);
  step("w1", other.w1, b.dw1), step("w2", other.w2, b.dw2), step("w3", other.w3, b.dw3);
  step("w4", other.w4, b.dw4), step("w5", other.w5, b.dw5), step("w6", other.w6, b.dw6);
  step("w7", other.w7, b.dw7), step("w8", other.w8, b.dw8);
  expected.add("b1", other.b1).add("b2", other.b2);
  check.compare("other gradients, rate 0.2", mine, expected);
}

static const std::vector<Task> tasks = {
    {"forward", "the guess, before anybody is blamed", forward_task},
    {"output_layer", "starts at the end and works its way backward", output_layer_task},
    {"hidden_layer", "how much did you contribute to the final mistake", hidden_layer_task},
    {"update", "we know exactly how to adjust it", update_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
