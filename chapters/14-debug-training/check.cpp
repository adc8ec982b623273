// What is right in exercise 14: sick trainings that really run, and run again as the learner has
// changed their setup.
#include <fmt/format.h>

#include <limits>

#include "exercise/check.hpp"
#include "ops/joined.hpp"
#include "tasks.hpp"
#include "watched.hpp"

namespace downhill::learner {

// A sick training, and whether another one on the same examples has recovered.
struct Patient {
  Diagnosis diagnosis;
  std::vector<std::size_t> sizes;
  Split examples;
  Setup setup;
  std::uint64_t seed;
  int steps;
  Real recovered;  // the training loss (overfitting: the other one) that shows a recovery
};

static const char* words(Diagnosis diagnosis) {
  static constexpr const char* all[] = {
      "healthy",     "vanishing gradients", "exploding gradients",  "dead ReLUs",
      "overfitting", "a rate too large",    "a loss that turns NaN"};
  return std::size_t(diagnosis) < std::size(all) ? all[std::size_t(diagnosis)] : "none of these";
}

// The chapter's patients, and others with other first weights or examples.
static std::vector<Patient> patients(bool hidden) {
  const Split exclusive_or{make_xor(4, 1, 0), make_xor(200, 2)};
  const std::uint64_t other = hidden ? 1 : 0;
  std::vector<Patient> all = {
      {Diagnosis::vanishing_gradients,
       {2, 3, 3, 3, 3, 3, 3, 2},
       exclusive_or,
       {.activation = Activation::sigmoid},
       1 + other,
       200,
       Real(0.2)},
      {Diagnosis::exploding_gradients,
       {2, 5, 5, 5, 5, 5, 2},
       clinic::moons(8, Real(0.1)),
       {.activation = Activation::relu, .weight_size = 3},
       hidden ? 6u : 2u,
       200,
       Real(0.4)},
      {Diagnosis::dead_relus,
       {4, 3, 1},
       clinic::houses(),
       {.activation = Activation::relu, .rate = Real(0.03), .standardised = false},
       hidden ? 2u : 6u,
       200,
       Real(0.5)},
      {Diagnosis::overfitting,
       {2, 6, 6, 2},
       clinic::moons(10, Real(0.4)),
       {.rate = Real(0.05)},
       1 + other,
       200,
       Real(0.6)},
      {Diagnosis::rate_too_large,
       {2, 6, 2},
       clinic::moons(8, Real(0.1)),
       {.rate = 20},
       1 + other,
       50,
       Real(0.6)},
      {Diagnosis::nan_loss,
       {4, 2},
       clinic::dear_houses(),
       {.rate = Real(0.1), .standardised = false, .stable_loss = false},
       1 + other,
       20,
       1000}};
  return all;
}

static clinic::Chart run(const Patient& patient, const Setup& setup) {
  const Mlp network(patient.sizes, {setup.activation});
  clinic::Plan plan{network, Parameters(network, patient.seed), patient.examples,
                    Sgd{.rate = setup.rate}, patient.steps};
  if (patient.diagnosis == Diagnosis::overfitting)
    plan.method = AdamW{.rate = setup.rate, .weight_decay = setup.weight_decay};
  if (patient.examples.train.classes.empty()) plan.loss = clinic::squared_miss;
  if (!setup.stable_loss) plan.loss = clinic::as_written;
  const bool raw =
      patient.diagnosis == Diagnosis::dead_relus || patient.diagnosis == Diagnosis::nan_loss;
  if (setup.standardised && raw) standardise(plan.data);
  clinic::scale_weights(plan.w, setup.weight_size);
  return clinic::train(plan, nullptr);
}

static std::vector<Real> reals(const std::vector<double>& numbers) {
  return {numbers.begin(), numbers.end()};
}

static Symptoms symptoms_of(const clinic::Chart& chart) {
  return {reals(chart.blame.front()), reals(chart.signal.back()), reals(chart.train_loss),
          reals(chart.validation_loss)};
}

static void factor_task(Check& check) {
  for (const bool hidden : {false, true})
    for (std::size_t k = 0; k < 2; ++k) {
      const Patient patient = patients(hidden)[k];
      const std::vector<Real> hears = symptoms_of(run(patient, patient.setup)).hears;
      Answers mine, right;
      mine.add("factor", factor_per_layer(hears));
      const auto layers = Real(hears.size());
      right.add("first", hears.front()).add("last", hears.back()).add("layers", layers);
      right.add("factor", "(first / last) ** (1 / (layers - 1))",
                std::pow(hears.front() / hears.back(), 1 / (layers - 1)));
      check.compare(fmt::format("{}, {} layers", words(patient.diagnosis), layers), mine, right);
    }
}

static void silent_task(Check& check) {
  const std::vector<std::vector<Real>> layers[] = {{{0, 1.5, 0, 0, 0.3}, {0, 0, 0, 2, 0}},
                                                   {{0, 0, 3}, {0, 0, 0}, {0, 0, 1}, {0, 0, 0.5}}};
  const Real silent[] = {2, 2};  // counted by eye
  for (std::size_t k = 0; k < 2; ++k) {
    Answers mine, right;
    mine.add("share", silent_share(layers[k]));
    const auto neurons = Real(layers[k][0].size());
    right.add("silent", silent[k]).add("neurons", neurons);
    right.add("share", "silent / neurons", silent[k] / neurons);
    check.compare(fmt::format("{} examples, {} neurons", layers[k].size(), neurons), mine, right);
  }
}

static void ask_best_step(Check& check, const std::string& words, const std::vector<Real>& curve) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < curve.size(); ++k)
    if (curve[k] < curve[best]) best = k;
  Answers mine, right;
  mine.add("step", Real(best_step(curve)));
  right.add("step", Real(best));
  check.compare(words, mine, right);
}

static void best_step_task(Check& check) {
  for (const bool hidden : {false, true}) {
    const Patient patient = patients(hidden)[3];
    ask_best_step(check, fmt::format("an overfitted training, seed {}", patient.seed),
                  symptoms_of(run(patient, patient.setup)).validation_loss);
  }
  const std::vector<Real> jumps = {0.9, 0.7, 0.75, 0.5, 0.6};
  ask_best_step(check, fmt::format("losses {}", joined(jumps, ", ")), jumps);
}

static void ask_diagnosis(Check& check, const std::string& seen, const Symptoms& symptoms,
                          Diagnosis right) {
  const Diagnosis mine = diagnose(symptoms);
  if (mine != right)
    throw Wrong(fmt::format("The diagnosis of {} is \"{}\"; it should be \"{}\".", seen,
                            words(mine), words(right)));
  check.accept(seen);
}

// Trainings that never ran: a healthy one, and what it would be with other numbers in one place.
static const Symptoms well{{Real(0.2), Real(0.25), Real(0.3)}, {1, 1, 1}, {1, Real(0.5)}, {1, 1}};
static Symptoms with_losses(std::vector<Real> train, std::vector<Real> validation) {
  Symptoms symptoms = well;
  symptoms.train_loss = std::move(train), symptoms.validation_loss = std::move(validation);
  return symptoms;
}
static Symptoms with_train_loss(std::vector<Real> losses) {
  return with_losses(std::move(losses), well.validation_loss);
}
static Symptoms with_validation_loss(std::vector<Real> losses) {
  return with_losses(well.train_loss, std::move(losses));
}
static Symptoms with_layers_that_hear(std::vector<Real> sizes) {
  Symptoms symptoms = well;
  symptoms.hears = std::move(sizes);
  return symptoms;
}

// Each is close to where one diagnosis ends and another begins.
static void diagnose_near_the_edges(Check& check) {
  const auto ask = [&](const char* seen, const Symptoms& symptoms, Diagnosis right) {
    ask_diagnosis(check, seen, symptoms, right);
  };
  using D = Diagnosis;
  const Real inf = std::numeric_limits<Real>::infinity();
  ask("a healthy training", well, D::healthy);
  ask("a training loss of 1, then inf, then 0.5", with_train_loss({1, inf, 0.5}), D::nan_loss);
  ask("three layers with factor 1.6 from layer to layer", with_layers_that_hear({2.56, 1.6, 1}),
      D::exploding_gradients);
  ask("three layers with factor 1.4 from layer to layer", with_layers_that_hear({1.96, 1.4, 1}),
      D::healthy);
  ask("three layers with factor 0.4 from layer to layer", with_layers_that_hear({0.16, 0.4, 1}),
      D::vanishing_gradients);
  ask("three layers with factor 0.6 from layer to layer", with_layers_that_hear({0.36, 0.6, 1}),
      D::healthy);
  ask("two layers with factor 0.1 between them", with_layers_that_hear({0.1, 1}), D::healthy);
  ask("two layers with factor 10 between them", with_layers_that_hear({10, 1}), D::healthy);
  Symptoms silent = well;
  silent.passes_on[1] = 0;
  ask("three layers, of which the second passes on 0", silent, D::dead_relus);
  ask("a training loss of 1, then 3, then 0.5", with_train_loss({1, 3, 0.5}), D::healthy);
  ask("a training loss of 1, then 0.5, then 1.1", with_losses({1, 0.5, 1.1}, {1, 0.5, 1.1}),
      D::rate_too_large);
  ask("a validation loss of 1, then 0.5, then 0.55", with_validation_loss({1, 0.5, 0.55}),
      D::healthy);
  ask("a validation loss of 1, then 0.5, then 0.65", with_validation_loss({1, 0.5, 0.65}),
      D::overfitting);
}

static void diagnose_task(Check& check) {
  for (const bool hidden : {false, true})
    for (const Patient& patient : patients(hidden))
      ask_diagnosis(check,
                    fmt::format("patient \"{}\" (seed {})", words(patient.diagnosis), patient.seed),
                    symptoms_of(run(patient, patient.setup)), patient.diagnosis);
  diagnose_near_the_edges(check);
}

static int settings_changed(const Setup& a, const Setup& b) {
  return (a.activation != b.activation) + (a.weight_size != b.weight_size) + (a.rate != b.rate) +
         (a.weight_decay != b.weight_decay) + (a.standardised != b.standardised) +
         (a.stable_loss != b.stable_loss);
}

// Whether what was changed can be the cause, by the lesson's table. A training may get better for
// another reason: with a tiny rate nothing overflows so soon.
static bool is_cause(Diagnosis diagnosis, const Setup& sick, const Setup& cured) {
  const bool weights = sick.weight_size != cured.weight_size, rate = sick.rate != cured.rate;
  switch (diagnosis) {
    case Diagnosis::vanishing_gradients:
      return weights || sick.activation != cured.activation;
    case Diagnosis::exploding_gradients:
      return weights;
    case Diagnosis::dead_relus:
      return rate || sick.standardised != cured.standardised;
    case Diagnosis::overfitting:
      return sick.weight_decay != cured.weight_decay;
    case Diagnosis::rate_too_large:
      return rate;
    default:
      return sick.stable_loss != cured.stable_loss;
  }
}

static void cure_task(Check& check) {
  for (const bool hidden : {false, true})
    for (const Patient& patient : patients(hidden)) {
      const Setup cured = cure(patient.diagnosis, patient.setup);
      const std::string of = fmt::format("The cure of \"{}\"", words(patient.diagnosis));
      if (const int changed = settings_changed(patient.setup, cured); changed != 1)
        throw Wrong(fmt::format("{} changes {} settings; it should change one, the cause.", of,
                                changed == 0 ? "none of the" : std::to_string(changed)));
      if (!is_cause(patient.diagnosis, patient.setup, cured))
        throw Wrong(of + " changes a setting that is not its cause.");
      const bool other = patient.diagnosis == Diagnosis::overfitting;
      const clinic::Chart chart = run(patient, cured);
      const double loss = other ? chart.validation_loss.back() : chart.train_loss.back();
      if (!(loss < patient.recovered))
        throw Wrong(
            fmt::format("{} does not help: after {} steps, from seed {}, the loss on {} "
                        "examples is {:.3g}. It is cured if that is below {}.",
                        of, patient.steps, patient.seed, other ? "other" : "the training", loss,
                        patient.recovered));
      check.accept(fmt::format("{}, seed {}", words(patient.diagnosis), patient.seed));
    }
}

static const std::vector<Task> tasks = {{"factor_per_layer", "vanishing gradients", factor_task},
                                        {"silent_share", "dead ReLUs", silent_task},
                                        {"best_step", "overfitting", best_step_task},
                                        {"diagnose", "identifying common problems", diagnose_task},
                                        {"cure", "and fixing common problems", cure_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
