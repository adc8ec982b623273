#include "train/fit.hpp"
#include "places.hpp"

#include <cmath>

#include "batch/threads.hpp"
#include "tensor/support.hpp"
#include "train/anomaly.hpp"
#include "train/data_files.hpp"
#include "train/made_data.hpp"
#include "train/modules_layers.hpp"

using namespace downhill;
using namespace downhill::testing;
using namespace Catch::Matchers;

namespace {

Split iris() {
  Split split = split_randomly(
      read_iris(std::filesystem::path(place::source) / "chapters/data/iris.csv"), 0.2, 1);
  standardise(split);
  return split;
}

}  // namespace

TEST_CASE("fit learns xor whole, and iris") {
  const Dataset corners = make_xor(4, 1, 0);
  const Mlp small({2, 8, 2}, {.activation = Activation::tanh});
  Parameters w(small, 1);
  const FitResult of_xor =
      fit(small, w, {corners, corners}, {.method = AdamW{.rate = Real(0.05)}, .epochs = 300});
  CHECK(of_xor.held_out.right == 4);
  CHECK(of_xor.held_out.loss < 0.01);

  const Mlp flowers({4, 8, 3});
  Parameters v(flowers, 1);
  const FitResult of_iris =
      fit(flowers, v, iris(),
          {.method = AdamW{.rate = Real(0.01)}, .epochs = 60, .batch_size = 16, .seed = 1});
  CHECK(of_iris.held_out.of == 30);
  CHECK(of_iris.held_out.accuracy() > 0.93);
  CHECK(of_iris.trained.accuracy() > 0.95);
}

TEST_CASE("fit finds the prices of houses, whose rule is known") {
  Split split = split_randomly(make_houses(200, 1, 0), 0.2, 1);
  standardise(split);
  const Linear line(4, 1);
  Parameters w(line, 1);
  const FitResult result = fit(line, w, split, {.method = Sgd{.rate = Real(0.1)}, .epochs = 300});
  CHECK(result.held_out.loss < 1e-6);  // squared thousands, of prices of hundreds
  CHECK(result.held_out.of == 0);
  CHECK(result.held_out.accuracy() == 0);
}

// The batch is large enough for its shards to be on several threads.
TEST_CASE("a training has the same bits for any number of threads") {
  const Split split = split_randomly(make_spirals(400, 3), 0.2, 1);
  const Mlp network({2, 24, 24, 2});
  const auto run = [&](int threads) {
    const Threads team(threads);
    Parameters w(network, 2);
    FitResult result =
        fit(network, w, split,
            {.method = Adam{}, .epochs = 3, .batch_size = 300, .seed = 9, .clip_norm = Real(0.3)});
    return std::pair(std::move(w), curve_text(result.curve));
  };
  const auto alone = run(1);
  for (const int threads : {2, 3, 7, 16}) {
    INFO(threads << " threads");
    const auto together = run(threads);
    CHECK(together.second == alone.second);
    for (std::size_t i = 0; i < alone.first.values().size(); ++i)
      CHECK(together.first.values()[i] == alone.first.values()[i]);
  }
}

TEST_CASE("the curve and the watchers see every step") {
  const Split split = split_randomly(make_moons(50, 1), 0.2, 1);
  const Mlp network({2, 4, 2});
  Parameters w(network, 1);
  const Array first = w["w1"];
  std::vector<int> steps, epochs;
  const FitResult result = fit(network, w, split,
                               {.method = Sgd{.rate = 1},
                                .schedule = Schedule::parse("step:3:0.5"),
                                .epochs = 2,
                                .batch_size = 16},
                               {.before_update =
                                    [&](const FitStep& step) {
                                      if (step.step == 1) CHECK(step.parameters["w1"] == first);
                                      CHECK(step.loss == step.batch.shard(0).part.value().number());
                                      CHECK(step.gradients.size() == 4);
                                      steps.push_back(step.step);
                                    },
                                .progress =
                                    [&](const FitEpoch& now) {
                                      CHECK(now.steps == 6);
                                      CHECK((now.held_out != nullptr) == (now.step % 3 == 0));
                                      epochs.push_back(now.epoch);
                                    }});
  CHECK(steps == std::vector<int>{1, 2, 3, 4, 5, 6});
  CHECK(epochs == std::vector<int>{1, 1, 1, 2, 2, 2});
  REQUIRE(result.curve.size() == 6);
  CHECK(result.curve[2].rate == 1);
  CHECK(result.curve[3].rate == Real(0.5));
  CHECK(result.curve[5].held_out->right == result.held_out.right);
  const std::string text = curve_text(result.curve);
  CHECK_THAT(text, StartsWith("step,epoch,loss,accuracy,rate,gradient_norm\n1,1,"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 7);
  CHECK_FALSE(w["w1"] == first);
}

TEST_CASE("the anomaly mode stops a training at the operation, and says the step") {
  Split split = split_randomly(make_moons(40, 1), 0.2, 1);
  const Mlp network({2, 4, 2});
  const FitSettings settings{
      .method = Sgd{.rate = 1}, .epochs = 1, .batch_size = 8, .anomaly = true};
  Parameters broken(network, 1);
  broken.set("w2", Array::filled({4, 2}, std::numeric_limits<Real>::max()));
  broken.set("b1", Array::filled({4}, 10));
  try {
    fit(network, broken, split, settings);
    FAIL("there was no anomaly");
  } catch (const AnomalyError& error) {
    CHECK(error.step == 1);
    CHECK(error.anomaly.operation == "matmul");
    CHECK(error.anomaly.found == "inf");
    CHECK(error.anomaly.block == "layer 2");
    CHECK_THAT(error.what(), StartsWith("step 1: matmul gave inf"));
    CHECK_THAT(error.what(), ContainsSubstring("h1 = [8, 4]"));
  }
  split.train.features[5] = std::nan("");
  Parameters w(network, 1);
  CHECK_THROWS_WITH(fit(network, w, split, settings), ContainsSubstring("the data holds nan"));
  Parameters fine(network, 1);
  CHECK_NOTHROW(fit(network, fine, split_randomly(make_moons(40, 1), 0.2, 1), settings));
}

TEST_CASE("fit says what does not fit") {
  const Split split = split_randomly(make_moons(40, 1), 0.2, 1);
  const Mlp three({2, 4, 3}), wide({5, 4, 2});
  Parameters w(three, 1), v(wide, 1);
  CHECK_THROWS_WITH(fit(three, w, split, {.epochs = 1}),
                    ContainsSubstring("fit: the model gives [32, 3], but moons needs [32, 2]: a "
                                      "logit for each class"));
  CHECK_THROWS_AS(fit(wide, v, split, {.epochs = 1}), ShapeError);
  CHECK_THROWS_WITH(fit(three, w, split, {.epochs = -1}), "fit: -1 epochs make no training");
  CHECK_THROWS_WITH(fit(three, w, split, {.clip_norm = -1}),
                    "fit: gradients cannot be clipped at -1");
  CHECK_THROWS_AS(fit(three, w, split, {.batch_size = 0}), UsageError);
}
