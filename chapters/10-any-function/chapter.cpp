// 10 A Final Thought
//
// A line, a network, a small transformer: three functions, and the same four steps for each.
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "check/replay_tensor.hpp"
#include "downhill.hpp"
#include "files/files.hpp"
#include "tensor/elementwise_rule.hpp"
#include "train/modules_attention.hpp"

using namespace downhill;

// ---- the loop of Figure 2.1, for any function

// Records the loss of a turn's examples, given the parameters.
using LossOf = std::function<Tensor(TensorTape&, std::span<const Tensor> parameters, int turn)>;

static Real train(Parameters& w, const Method& method, int turns, const LossOf& loss_of,
                  Trace* trace = nullptr) {
  std::optional<TrainingTrace> story;
  if (trace) story.emplace(*trace);
  Optimizer optimizer(method);
  TensorTape tape;
  Real last = 0;
  for (int turn = 1; turn <= turns; ++turn) {
    tape.clear();
    const std::vector<Tensor> parameters = w.on(tape);
    const Tensor loss = loss_of(tape, parameters, turn);
    const TensorGradients g = backward(loss);
    std::vector<TrainedParameter> all;
    for (const Tensor p : parameters) all.push_back(trained(p, g));
    if (story)
      story->add_step(
          turn, [&](Trace& t) { add_forward(t, loss); }, [&](Trace& t) { add_backward(t, g); }, all,
          optimizer, 1);
    last = loss.value().number();
    std::vector<std::span<const Real>> slopes;
    for (const TrainedParameter& p : all) slopes.emplace_back(p.gradient);
    tape.clear();  // the parameters are ours alone again
    optimizer.step(w.spans(), slopes);
  }
  return last;
}

// Finite differences for some numbers of every parameter: does the engine agree?
static void check_gradients(const Parameters& w, const LossOf& loss_of, std::size_t most) {
  TensorTape tape;
  const Tensor loss = loss_of(tape, w.on(tape), 1);
  const auto checked = check::check(backward(loss), most);
  const auto agree = std::count_if(checked.begin(), checked.end(),
                                   [](const check::CheckedNumber& c) { return c.agrees; });
  fmt::print("  gradient check: {} of {} numbers tried agree with finite differences\n", agree,
             checked.size());
}

// The first turns of a training, told whole. The parameters stay as they are.
static void tell(const Chapter& chapter, const char* file, const char* title, Parameters w,
                 const Method& method, int turns, const LossOf& loss_of) {
  Trace trace = chapter.trace(title);
  train(w, method, turns, loss_of, &trace);
  chapter.write(trace, file);
}

// ---- a line

static void line(const Chapter& chapter) {
  const Array x({5, 1}, {0.5, 1.0, 2.0, 3.0, 4.5}), y({5, 1}, {1.9, 3.2, 4.8, 7.1, 10.2});
  const Linear model(1, 1);
  Parameters w(model, 1);
  const LossOf loss_of = [&](TensorTape& tape, std::span<const Tensor> p, int) {
    Tensor guess = name("guess", model.forward(tape.data("x", x), p));
    return name("loss", mse(guess, y));
  };
  const Sgd method{.rate = 0.05};
  fmt::print("A line through 5 points: {} parameters, SGD\n", w.count());
  check_gradients(w, loss_of, w.count());
  tell(chapter, "line", "A line through five points: two turns of the four steps", w, method, 2,
       loss_of);
  const Real loss = train(w, method, 400, loss_of);
  fmt::print("  after 400 turns: loss {:.4f}, y = {:.4f} x + {:.4f}\n\n", loss, w["w"][0],
             w["b"][0]);
}

// ---- a network, and an operation of our own in it

namespace downhill::ops {

// y = a + sin(a)²: it rises for ever, and it waves (Ziyin, Hartwig and Ueda 2020).
struct Snake {
  static constexpr std::string_view name = "snake";
  static auto value(auto a) { return a + square(sin(a)); }
  static auto slope(auto a, auto /*y*/) { return 1 + 2 * sin(a) * cos(a); }
};

}  // namespace downhill::ops

// One hidden layer of six neurons, and whatever stands between its two halves.
template <class Activate>
static Tensor network(Tensor x, std::span<const Tensor> p, Activate activate) {
  Tensor z1 = name("z1", matmul(x, p[0]));
  Tensor s1 = name("s1", z1 + p[1]);
  Tensor h1 = name("h1", activate(s1));
  Tensor z2 = name("z2", matmul(h1, p[2]));
  return name("guess", z2 + p[3]);
}

static void wave(const Chapter& chapter) {
  Array x = Array::zeros({10, 1}), y = x;
  for (std::size_t i = 0; i < 10; ++i) x.set(i, Real(i) * Real(0.6) - Real(2.2));
  for (std::size_t i = 0; i < 10; ++i) y.set(i, std::sin(x[i]));
  const Mlp shape({1, 6, 1}, {.activation = Activation::tanh});  // for its first weights
  const Adam method{.rate = 0.02};

  const auto fit = [&](const char* what, const char* file, const char* title, auto activate) {
    Parameters w(shape, 1);
    const LossOf loss_of = [&](TensorTape& tape, std::span<const Tensor> p, int) {
      Tensor guess = network(tape.data("x", x), p, activate);
      return name("loss", mse(guess, y));
    };
    fmt::print("A network for 10 points of a sine, with {}: {} parameters, Adam\n", what,
               w.count());
    check_gradients(w, loss_of, w.count());
    tell(chapter, file, title, w, method, 1, loss_of);
    const Real first = train(w, method, 1, loss_of), last = train(w, method, 1000, loss_of);
    fmt::print("  loss in the first turn {:.4f}, after 1000 more {:.6f}\n", first, last);
  };
  fit("tanh", "network", "A network on ten points of a sine: one turn of the four steps",
      [](Tensor s) { return tanh(s); });
  fit("an operation of our own", "own-operation", "The same network with an operation of our own",
      [](Tensor s) { return apply_rule<ops::Snake>(s); });
  fmt::print("\n");
}

// ---- a transformer

// Letters as whole numbers: places in the alphabet of the text.
struct Letters {
  std::string alphabet;
  std::vector<Real> codes;

  explicit Letters(const std::string& text) {
    alphabet = text;
    std::sort(alphabet.begin(), alphabet.end());
    alphabet.erase(std::unique(alphabet.begin(), alphabet.end()), alphabet.end());
    codes = codes_of(text);
  }
  std::vector<Real> codes_of(const std::string& text) const {
    std::vector<Real> all;
    for (const char c : text) all.push_back(Real(alphabet.find(c)));
    return all;
  }
  // Letters begin … begin + count - 1, and what follows each of them.
  Array window(std::size_t begin, std::size_t count) const {
    return Array({count}, std::span(codes).subspan(begin, count));
  }
};

// Which letter comes next? Every letter becomes a row of numbers, so does its place; each place
// looks at itself and at what is before it; then a small network works on each place alone.
struct Transformer {
  Embedding letters, places;
  LayerNorm norm1;
  Attention attention;
  LayerNorm norm2;
  Mlp network;
  LayerNorm norm3;
  Linear head;

  Transformer(std::size_t alphabet, std::size_t longest, std::size_t width, std::size_t heads,
              std::size_t hidden)
      : letters(alphabet, width, "letters", Real(0.5)),
        places(longest, width, "places", Real(0.5)),
        norm1(width, "gamma1", "beta1"),
        attention(width, {.heads = heads, .causal = true}),
        norm2(width, "gamma2", "beta2"),
        network({width, hidden, width}, {.activation = Activation::gelu}),
        norm3(width, "gamma3", "beta3"),
        head(width, alphabet, {.weight = "w_head", .bias = "b_head"}) {}

  std::array<const Module*, 8> parts() const {
    return {&letters, &places, &norm1, &attention, &norm2, &network, &norm3, &head};
  }
  Parameters parameters(std::uint64_t seed) const {
    Parameters w;
    for (const Module* part : parts()) w.add(*part, seed);
    return w;
  }

  // text is [T] or [N, T]; the result has a row of logits for every letter of it.
  Tensor logits(TensorTape& tape, const Array& text, std::span<const Tensor> all) const {
    const auto take = [&all](const Module& part) { return take_parameters(all, part); };
    Array counting = Array::zeros({text.shape()[text.rank() - 1]});
    for (std::size_t i = 0; i < counting.size(); ++i) counting.set(i, Real(i));

    Tensor letter = name("letter", letters.forward(tape.data("text", text), take(letters)));
    Tensor place = name("place", places.forward(tape.data("counting", counting), take(places)));
    Tensor x = name("x", letter + place);
    Tensor calm1 = name("calm1", norm1.forward(x, take(norm1)));
    Tensor seen = name("seen", attention.forward(calm1, take(attention)));
    Tensor y = name("y", x + seen);
    Tensor calm2 = name("calm2", norm2.forward(y, take(norm2)));
    Tensor thought = name("thought", network.forward(calm2, take(network)));
    Tensor z = name("z", y + thought);
    Tensor calm3 = name("calm3", norm3.forward(z, take(norm3)));
    return name("logits", head.forward(calm3, take(head)));
  }
};

// Seven letters, four numbers wide: small enough to print whole and to check every number.
static void seven_letters(const Chapter& chapter) {
  const Letters word("downhill");
  const Transformer model(word.alphabet.size(), 7, 4, 1, 8);
  const Parameters w = model.parameters(1);
  const LossOf loss_of = [&](TensorTape& tape, std::span<const Tensor> p, int) {
    Tensor logits = model.logits(tape, word.window(0, 7), p);
    return name("loss", cross_entropy(logits, word.window(1, 7)));
  };
  fmt::print("A transformer on the word downhill: {} parameters, AdamW\n", w.count());
  check_gradients(w, loss_of, w.count());
  tell(chapter, "transformer-on-a-word", "A transformer on the word downhill: one turn, whole", w,
       AdamW{.rate = 0.01}, 1, loss_of);
}

static std::string read_story() {
  std::string text = read_file(data_folder() / "hill.txt");
  text = text.substr(text.find('\n') + 1);  // its first line says what it is
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The loss of somebody who knows nothing, or how often each letter occurs, or how often it follows
// the one before: yardsticks.
static void yardsticks(const Letters& letters) {
  std::map<Real, double> one;
  std::map<std::pair<Real, Real>, double> two;
  const std::vector<Real>& codes = letters.codes;
  for (std::size_t i = 1; i < codes.size(); ++i) {
    one[codes[i - 1]] += 1;
    two[{codes[i - 1], codes[i]}] += 1;
  }
  const double n = double(codes.size() - 1);
  double by_letter = 0, by_pair = 0;
  for (const auto& [letter, count] : one) by_letter -= count / n * std::log(count / n);
  for (const auto& [pair, count] : two) by_pair -= count / n * std::log(count / one[pair.first]);
  fmt::print(
      "  loss of one who knows the alphabet: {:.2f}; how often each letter occurs: {:.2f};\n",
      std::log(double(letters.alphabet.size())), by_letter);
  fmt::print("  how often it follows the letter before: {:.2f}\n", by_pair);
}

// Continues a text, always with the letter that seems most likely.
static std::string continued(const Transformer& model, const Parameters& w, const Letters& letters,
                             std::string text, std::size_t longest, std::size_t more) {
  TensorTape tape;
  while (more-- > 0) {
    tape.clear();
    const std::string end = text.substr(text.size() - std::min(text.size(), longest));
    const Array codes({end.size()}, letters.codes_of(end));
    const Array logits = model.logits(tape, codes, w.on(tape)).value();
    const auto last = logits.values().last(letters.alphabet.size());
    text +=
        letters.alphabet[std::size_t(std::max_element(last.begin(), last.end()) - last.begin())];
  }
  return text;
}

static void story(const Chapter& chapter) {
  constexpr std::size_t longest = 32, samples = 8;
  const Letters letters(read_story());
  const Transformer model(letters.alphabet.size(), longest, 32, 2, 64);
  Parameters w = model.parameters(1);
  const Random random(1);
  const LossOf loss_of = [&](TensorTape& tape, std::span<const Tensor> p, int turn) {
    Random draw = random.split("windows", std::uint64_t(turn));
    std::vector<Real> text, next;
    for (std::size_t k = 0; k < samples; ++k) {
      const std::size_t begin = draw.below(letters.codes.size() - longest);
      const Array here = letters.window(begin, longest), after = letters.window(begin + 1, longest);
      text.insert(text.end(), here.values().begin(), here.values().end());
      next.insert(next.end(), after.values().begin(), after.values().end());
    }
    Tensor logits = model.logits(tape, Array({samples, longest}, text), p);
    Tensor rows = reshape(logits, {-1, int(letters.alphabet.size())});
    return name("loss", cross_entropy(rows, Array({samples * longest}, next)));
  };
  const AdamW method{.rate = 0.005};
  fmt::print("The same transformer, wider, on a text of {} letters: {} parameters, AdamW\n",
             letters.codes.size(), w.count());
  yardsticks(letters);
  check_gradients(w, loss_of, 3);
  tell(chapter, "transformer-on-a-text", "A transformer on a short text: one turn", w, method, 1,
       loss_of);
  const Real first = train(w, method, 1, loss_of), last = train(w, method, 800, loss_of);
  fmt::print("  loss in the first turn {:.2f}, after 800 more {:.2f}\n", first, last);
  fmt::print("  and so it goes on:\n    {}\n",
             continued(model, w, letters, "a ball lay", longest, 60));
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "10-any-function", "A Final Thought");
  omp_set_num_threads(1);  // arrays this small are done before a second thread is awake
  line(chapter);
  wave(chapter);
  seven_letters(chapter);
  story(chapter);
}
