// Every optimizer against its recurrence: written out by hand here, and against numbers from an
// independent implementation.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "catch.hpp"
#include "problems.hpp"

using namespace downhill;
using namespace problems;
using Catch::Matchers::ContainsSubstring;

namespace {

// Twenty steps of about ten roundings each; Rosenbrock's valley amplifies them about a hundredfold.
// In float, the first variances of centered RMSprop are little but rounding.
const double tolerance = sizeof(Real) == 8 ? 5e-12 : 1e-2;

bool near(Real a, double b) {
  return std::abs(double(a) - b) <= tolerance * std::max(1.0, std::abs(b));
}

struct Reference {
  std::string method, settings;
  std::vector<std::vector<double>> after_20;  // x squared, Rosenbrock, regression
};

// Where each problem is after twenty steps. Made with plain Python 3 floats by the algorithms of
// PyTorch's documentation (torch.optim.SGD, Adam, AdamW, RMSprop, Adagrad; single-tensor order of
// operations: lerp for first moments, the step size divided by the bias correction).
const std::vector<Reference> references = {
    {"sgd",
     "rate=0.0005",
     {{9.801888648295346},
      {-1.0242654983304098, 1.057098739336394},
      {0.49797120235949643, -0.19176623760735975, 0.12831485641693746}}},
    {"sgd",
     "rate=0.0002 momentum=0.9",
     {{9.522181976978663},
      {-0.9100069903429089, 0.9904643164628792},
      {0.4947932945008357, -0.04116027005912901, 0.1674303503734322}}},
    {"sgd",
     "rate=0.0002 momentum=0.9 dampening=0.3 weight_decay=0.05",
     {{9.645361168127922},
      {-0.9779247868700169, 0.9898104444845818},
      {0.49606061300631876, -0.11046960913024885, 0.1494613475333236}}},
    {"sgd",
     "rate=0.0002 momentum=0.8 nesterov=1 weight_decay=0.01",
     {{9.665719437097312},
      {-1.011060915029781, 1.0349413303212627},
      {0.4963071327082272, -0.11967495970796707, 0.1469594068277785}}},
    {"adam",
     "",
     {{9.98000237242687},
      {-1.1802159657332885, 1.0198005411565108},
      {0.48021975116075616, -0.2800189128812876, 0.11997576438710966}}},
    {"adam",
     "rate=0.1",
     {{8.026664414220157},
      {-0.9879860928000704, 1.0423367206217042},
      {-0.18704954014016492, 1.2174088570304797, 1.0800060965339475}}},
    {"adam",
     "rate=0.2 beta1=0.7 beta2=0.9 epsilon=0.001 weight_decay=0.1",
     {{6.1791000234218965},
      {-0.9491007829999153, 0.8893721839974973},
      {0.22468466692654743, 1.312785134452809, -0.0990337039269633}}},
    {"adam",
     "rate=0.3 beta2=0.5 amsgrad=1",
     {{4.6094214359326715},
      {-0.8953013999930884, 0.8159882775475484},
      {0.35015111009943034, 1.275319910875078, -0.3364138762844982}}},
    {"adamw",
     "",
     {{9.978004699554448},
      {-1.1799792882780609, 1.019597491525382},
      {0.4801243542304106, -0.279960852078773, 0.11995388074248836}}},
    {"adamw",
     "rate=0.2 weight_decay=0.1",
     {{3.593362892479533},
      {-0.7015818688613908, 0.41308606941040843},
      {0.21952710284912652, 1.2184175587475434, 0.031173250508482644}}},
    {"adamw",
     "rate=0.3 beta2=0.5 weight_decay=0.2 amsgrad=1",
     {{0.6759453163353604},
      {-0.296492530913815, 0.044987320998669096},
      {0.24396993770675388, 0.9824593256661381, 0.05228150650182165}}},
    {"rmsprop",
     "",
     {{9.23843411584879},
      {-1.0515832653202304, 1.1121082197464731},
      {0.10739955621224857, 0.3665661431662756, 0.6967298229681091}}},
    {"rmsprop",
     "rate=0.05 alpha=0.9 epsilon=0.0001 momentum=0.5 weight_decay=0.02",
     {{7.376860694001926},
      {-0.9960170221525312, 0.9979500944616717},
      {0.11522881623103287, 1.1531785955238243, 0.32873235405730367}}},
    {"rmsprop",
     "rate=0.02 alpha=0.8 centered=1",
     {{8.380907459817248},
      {-1.0491204931501716, 1.1070349247788123},
      {0.02961807679532101, 0.6574681230229451, 0.7653647439045155}}},
    {"rmsprop",
     "rate=0.01 centered=1 momentum=0.9",
     {{4.974933717771954},
      {-0.9869683670779288, 0.801395185491431},
      {0.15303923889647342, 1.3715146800459086, 0.15625281074026381}}},
    {"adagrad",
     "",
     {{9.924159186014272},
      {-1.134452876065853, 1.06610117980376},
      {0.4335228897704693, -0.2249488008171156, 0.1747512712967752}}},
    {"adagrad",
     "rate=0.5 rate_decay=0.1 weight_decay=0.05 initial_accumulator=0.3 epsilon=0.001",
     {{7.629504163660756},
      {-1.0279342057307208, 1.0638181428041356},
      {0.07468390505133024, 1.0717632841551255, 0.46164167787014554}}},
};

}  // namespace

TEST_CASE("twenty steps of every optimizer end where PyTorch's algorithms end") {
  for (const Reference& reference : references) {
    const std::vector<Problem> all = {parabola(), rosenbrock(), regression()};
    for (std::size_t p = 0; p < all.size(); ++p) {
      Optimizer optimizer(method_of(reference.method, reference.settings));
      const Point x = descend(optimizer, all[p], 20);
      for (std::size_t i = 0; i < x.size(); ++i) {
        INFO(fmt::format("{} {} on {}: x[{}] is {}, expected {}", reference.method,
                         reference.settings, all[p].name, i, x[i], reference.after_20[p][i]));
        CHECK(near(x[i], reference.after_20[p][i]));
      }
    }
  }
}

TEST_CASE("sgd on x squared shrinks x by the same factor each step") {
  Optimizer optimizer(Sgd{.rate = Real(0.1)});
  Real x = 10, expected = 10;
  for (int k = 0; k < 20; ++k) {
    const Real g = 2 * x;
    optimizer.step({{&x, 1}}, {{&g, 1}});
    expected = expected - Real(0.1) * (2 * expected);  // (1 - 2 rate) x
    CHECK(x == expected);
  }
}

TEST_CASE("momentum starts as the first gradient and dampens only those that follow") {
  Optimizer optimizer(Sgd{.rate = Real(0.01), .momentum = Real(0.9), .dampening = Real(0.5)});
  Real x = 10, y = 10, b = 0;
  for (int k = 0; k < 20; ++k) {
    const Real g = 2 * x;
    b = k == 0 ? 2 * y : Real(0.9) * b + (1 - Real(0.5)) * (2 * y);
    y = y - Real(0.01) * b;
    optimizer.step({{&x, 1}}, {{&g, 1}});
    CHECK(x == y);
    CHECK(optimizer.state(0, 1)[0].name == "b");
    CHECK(optimizer.state(0, 1)[0].values[0] == b);
  }
}

TEST_CASE("Nesterov adds the momentum of one step ahead") {
  Optimizer optimizer(Sgd{.rate = Real(0.01), .momentum = Real(0.9), .nesterov = true});
  Real x = 10, y = 10, b = 0;
  for (int k = 0; k < 20; ++k) {
    const Real g = 2 * x;
    b = Real(0.9) * b + 2 * y;
    y = y - Real(0.01) * (2 * y + Real(0.9) * b);
    optimizer.step({{&x, 1}}, {{&g, 1}});
    CHECK(x == y);
  }
}

TEST_CASE("Adam follows algorithm 1 of Kingma and Ba, state and all") {
  Optimizer optimizer(Adam{.rate = Real(0.1)});
  const Real beta1 = Real(0.9), beta2 = Real(0.999), epsilon = Real(1e-8);
  Real x = 10, theta = 10, m = 0, v = 0;
  for (int t = 1; t <= 20; ++t) {
    const Real g = 2 * x;
    m = beta1 * m + (1 - beta1) * (2 * theta);
    v = beta2 * v + (1 - beta2) * ((2 * theta) * (2 * theta));
    const Real m_hat = m / (1 - std::pow(beta1, Real(t)));
    const Real v_hat = v / (1 - std::pow(beta2, Real(t)));
    theta = theta - Real(0.1) * m_hat / (std::sqrt(v_hat) + epsilon);
    optimizer.step({{&x, 1}}, {{&g, 1}});
    CHECK(x == theta);
    CHECK(optimizer.steps() == t);
    const auto state = optimizer.state(0, 1);
    REQUIRE(state.size() == 2);
    CHECK((state[0].name == "m" && state[0].values == std::vector{m}));
    CHECK((state[1].name == "v" && state[1].values == std::vector{v}));
  }
}

TEST_CASE("AMSGrad keeps the largest second moment when gradients become small") {
  Optimizer optimizer(Adam{.beta2 = Real(0.5), .amsgrad = true});
  Real x = 0;
  for (const Real g : {Real(1), Real(8), Real(0.125), Real(0), Real(0)})
    optimizer.step({{&x, 1}}, {{&g, 1}});
  const auto state = optimizer.state(0, 1);
  REQUIRE(state.size() == 3);
  CHECK(state[2].name == "v_max");
  CHECK(state[2].values[0] == Real(0.25 + 32));  // v after the second gradient
  CHECK(state[1].values[0] < 5);
}

TEST_CASE("AdamW is not Adam with L2: the decay does not meet the moments") {
  Optimizer decoupled(AdamW{.rate = Real(0.1), .weight_decay = Real(0.5)});
  Optimizer l2(Adam{.rate = Real(0.1), .weight_decay = Real(0.5)});
  Real a = 10, b = 10;
  const Real g = 0;  // only the decay moves w
  decoupled.step({{&a, 1}}, {{&g, 1}});
  l2.step({{&b, 1}}, {{&g, 1}});
  CHECK(a == 10 * (1 - Real(0.1) * Real(0.5)));    // proportional to w
  CHECK(b == Approx(10 - 0.1));                    // one rate, however large w is
  CHECK(decoupled.state(0, 1)[0].values[0] == 0);  // m never saw the decay
  CHECK(near(l2.state(0, 1)[0].values[0], 0.1 * 0.5 * 10));
}

TEST_CASE("a rate factor scales the rate of one update, and AdamW's decay with it") {
  Optimizer optimizer(AdamW{.rate = Real(0.5), .weight_decay = Real(0.5)});
  Real x = 8;
  const Real g = 0;
  optimizer.step({{&x, 1}}, {{&g, 1}}, Real(0.5));
  CHECK(x == 7);  // 8 (1 - 0.25 * 0.5)
  optimizer.step({{&x, 1}}, {{&g, 1}}, 0);
  CHECK(x == 7);
  CHECK(optimizer.rate() == Real(0.5));
}

TEST_CASE("elements of an array move as single numbers do") {
  // 300000 elements are shared by the threads, 7 are not.
  for (const std::size_t size : {std::size_t(7), std::size_t(300000)}) {
    for (const Reference& reference : references) {
      const Method method = method_of(reference.method, reference.settings);
      Optimizer all(method), one(method);
      Point w(size), g(size);
      std::iota(w.begin(), w.end(), Real(1));
      const std::size_t probe = size * 2 / 3;
      Real alone = w[probe];
      for (int k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < size; ++i) g[i] = w[i] / 3 + Real(k);
        const Real g_alone = alone / 3 + Real(k);
        all.step({w}, {g});
        one.step({{&alone, 1}}, {{&g_alone, 1}});
      }
      INFO(reference.method << " " << reference.settings);
      CHECK(w[probe] == alone);
    }
  }
}

TEST_CASE("centered RMSprop keeps going where the variance is rounded below zero") {
  Optimizer optimizer(RmsProp{.alpha = Real(0.5), .centered = true});
  Real x = 0;
  const Real g = Real(0.1);
  for (int k = 0; k < 2000; ++k) optimizer.step({{&x, 1}}, {{&g, 1}});
  CHECK(std::isfinite(x));
}

TEST_CASE("an update that cannot be made changes nothing") {
  Optimizer optimizer(Sgd{.rate = 1});
  Point w = {1, 2}, b = {3};
  const Point dw = {1, 1}, db = {1};
  optimizer.step({w, b}, {dw, db});
  CHECK_THROWS_WITH(optimizer.step({w, b}, {dw}),
                    ContainsSubstring("2 parameters but 1 gradients"));
  CHECK_THROWS_WITH(optimizer.step({w}, {dw}), ContainsSubstring("2 at the first update"));
  CHECK_THROWS_WITH(optimizer.step({w, b}, {dw, dw}),
                    ContainsSubstring("parameter 1 has 1 elements, its gradient 2"));
  CHECK_THROWS_WITH(optimizer.step({w, w}, {dw, dw}),
                    ContainsSubstring("parameter 1 has 2 elements, but had 1"));
  CHECK(w == Point{0, 1});
  CHECK(b == Point{2});
  CHECK(optimizer.steps() == 1);
}
