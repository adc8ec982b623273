// Rules far from zero, near zero, and at the points where they have no derivative.
#include <cmath>
#include <limits>

#include "catch.hpp"
#include "ops/catalogue.hpp"

using namespace downhill;

namespace {

constexpr Real infinity = std::numeric_limits<Real>::infinity();
constexpr Real not_a_number = std::numeric_limits<Real>::quiet_NaN();

const ops::ElementwiseOp& rule(std::string_view name) {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    if (op.name == name) return op;
  }
  throw std::out_of_range("no such rule");
}

Real value(std::string_view name, const std::vector<Real>& at) { return rule(name).value(at); }
std::vector<Real> slopes(std::string_view name, const std::vector<Real>& at) {
  return rule(name).slopes(at);
}

struct Exact {
  std::string_view name;
  double a, value, slope;
};

// From the definitions, with 60 digits (mpmath 1.3), rounded to double.
const Exact exact[] = {
    {"sigmoid", 800, 1.0, 0.0},
    {"sigmoid", -800, 0.0, 0.0},
    {"sigmoid", 40, 1.0, 4.248354255291589e-18},
    {"sigmoid", -40, 4.248354255291589e-18, 4.248354255291589e-18},
    {"sigmoid", 1e-300, 0.5, 0.25},
    {"sigmoid", -1e-300, 0.5, 0.25},
    {"sigmoid", 20, 0.9999999979388464, 2.061153613941849e-09},
    {"sigmoid", -20, 2.0611536181902037e-09, 2.061153613941849e-09},
    {"sigmoid", 0.5, 0.6224593312018546, 0.2350037122015945},
    {"sigmoid", -0.5, 0.37754066879814546, 0.2350037122015945},
    {"sigmoid", -3, 0.04742587317756678, 0.04517665973091213},
    {"tanh", 800, 1.0, 0.0},
    {"tanh", -800, -1.0, 0.0},
    {"tanh", 40, 1.0, 7.219405551381661e-35},
    {"tanh", -40, -1.0, 7.219405551381661e-35},
    {"tanh", 1e-300, 1e-300, 1.0},
    {"tanh", -1e-300, -1e-300, 1.0},
    {"tanh", 20, 1.0, 1.6993417021166355e-17},
    {"tanh", -20, -1.0, 1.6993417021166355e-17},
    {"tanh", 0.5, 0.46211715726000974, 0.7864477329659274},
    {"tanh", -0.5, -0.46211715726000974, 0.7864477329659274},
    {"tanh", -3, -0.9950547536867305, 0.00986603716544019},
    {"softplus", 800, 800.0, 1.0},
    {"softplus", -800, 0.0, 0.0},
    {"softplus", 40, 40.0, 1.0},
    {"softplus", -40, 4.248354255291589e-18, 4.248354255291589e-18},
    {"softplus", 1e-300, 0.6931471805599453, 0.5},
    {"softplus", -1e-300, 0.6931471805599453, 0.5},
    {"softplus", 20, 20.000000002061153, 0.9999999979388464},
    {"softplus", -20, 2.061153620314381e-09, 2.0611536181902037e-09},
    {"softplus", 0.5, 0.9740769841801067, 0.6224593312018546},
    {"softplus", -0.5, 0.4740769841801067, 0.37754066879814546},
    {"softplus", -3, 0.04858735157374206, 0.04742587317756678},
    {"log_sigmoid", 800, -0.0, 0.0},
    {"log_sigmoid", -800, -800.0, 1.0},
    {"log_sigmoid", 40, -4.248354255291589e-18, 4.248354255291589e-18},
    {"log_sigmoid", -40, -40.0, 1.0},
    {"log_sigmoid", 1e-300, -0.6931471805599453, 0.5},
    {"log_sigmoid", -1e-300, -0.6931471805599453, 0.5},
    {"log_sigmoid", 20, -2.061153620314381e-09, 2.0611536181902037e-09},
    {"log_sigmoid", -20, -20.000000002061153, 0.9999999979388464},
    {"log_sigmoid", 0.5, -0.4740769841801067, 0.37754066879814546},
    {"log_sigmoid", -0.5, -0.9740769841801067, 0.6224593312018546},
    {"log_sigmoid", -3, -3.048587351573742, 0.9525741268224333},
    {"silu", 800, 800.0, 1.0},
    {"silu", -800, -0.0, -0.0},
    {"silu", 40, 40.0, 1.0000000000000002},
    {"silu", -40, -1.6993417021166355e-16, -1.6568581595637197e-16},
    {"silu", 1e-300, 5e-301, 0.5},
    {"silu", -1e-300, -5e-301, 0.5},
    {"silu", 20, 19.99999995877693, 1.0000000391619186},
    {"silu", -20, -4.122307236380407e-08, -3.9161918660646786e-08},
    {"silu", 0.5, 0.3112296656009273, 0.7399611873026518},
    {"silu", -0.5, -0.18877033439907273, 0.2600388126973482},
    {"silu", -3, -0.14227761953270035, -0.08810410601516962},
    {"gelu", 800, 800.0, 1.0},
    {"gelu", -800, -0.0, -0.0},
    {"gelu", 40, 40.0, 1.0},
    {"gelu", -40, -0.0, -0.0},
    {"gelu", 1e-300, 5e-301, 0.5},
    {"gelu", -1e-300, -5e-301, 0.5},
    {"gelu", 20, 20.0, 1.0},
    {"gelu", -20, -5.507248237212468e-88, -1.1014360483133464e-86},
    {"gelu", 0.5, 0.34573123063700656, 0.8674951246561629},
    {"gelu", -0.5, -0.15426876936299344, 0.13250487534383715},
    {"gelu", -3, -0.0040496940948902835, -0.011945647204183927},
    {"gelu", -10, -7.619853024160526e-23, -7.618400096464814e-22},
    {"gelu", -30, -1.472014178144456e-196, -4.416031690708495e-195},
    {"gelu", -37, -2.1184613523340935e-298, -7.838298669418516e-297},
    {"gelu", -37.5, -1.7270073785932332e-306, -6.476271143055812e-305},
};

}  // namespace

// Three roundings of half a unit each, and functions of the C library that are right to one unit:
// four units of the last digit. The library's erfc alone may be wrong by five. (Without what makes
// up for the rounding of -a/√2 and a², gelu at -37.5 is wrong by 800 and 300 units.)
TEST_CASE("saturating functions are right to their last digits") {
  if constexpr (sizeof(Real) == sizeof(double)) {
    for (const Exact& e : exact) {
      INFO(e.name << " at " << e.a);
      const double units = e.name == "gelu" ? 8 : 4;
      const double tolerance = units * std::numeric_limits<double>::epsilon();
      CHECK(std::abs(value(e.name, {Real(e.a)}) - e.value) <= tolerance * std::abs(e.value));
      CHECK(std::abs(slopes(e.name, {Real(e.a)})[0] - e.slope) <= tolerance * std::abs(e.slope));
    }
  }
}

// With 60 digits (mpmath 1.2), rounded to double: where 1 - a² and 1 + a² would lose digits or
// overflow.
TEST_CASE("inverse functions have their digits near 1 and far from 0") {
  if constexpr (sizeof(Real) == sizeof(double)) {
    const Exact all[] = {{"asin", 0.9999999999999999, 1.5707963118937354, 67108864.0},
                         {"asin", -0.999999, -1.5693821131146521, 707.1069579531425},
                         {"asin", 1e-300, 1e-300, 1.0},
                         {"asin", 0.5, 0.5235987755982989, 1.1547005383792515},
                         {"acos", 0.9999999999999999, 1.4901161193847656e-08, -67108864.0},
                         {"acos", -0.999999, 3.1401784399095485, -707.1069579531425},
                         {"acos", 0.5, 1.0471975511965979, -1.1547005383792515},
                         {"asinh", 1e-300, 1e-300, 1.0},
                         {"asinh", 0.5, 0.48121182505960347, 0.8944271909999159},
                         {"asinh", -40, -4.382182848065498, 0.02499219116020307},
                         {"asinh", 1e+200, 461.2101657793691, 1e-200},
                         {"asinh", -1e+300, -691.4686750787737, 1e-300},
                         {"acosh", 1.0000000000000002, 2.1073424255447014e-08, 47453132.81212577},
                         {"acosh", 1.5, 0.9624236501192069, 0.8944271909999159},
                         {"acosh", 40, 4.381870348040067, 0.025007816164017767},
                         {"acosh", 1e+200, 461.2101657793691, 1e-200},
                         {"atanh", 0.9999999999999999, 18.714973875118524, 4503599627370496.0},
                         {"atanh", -0.999999, -7.254328619247669, 500000.24998574716},
                         {"atanh", 1e-300, 1e-300, 1.0},
                         {"atanh", 0.5, 0.5493061443340549, 1.3333333333333333}};
    for (const Exact& e : all) {
      INFO(e.name << " at " << e.a);
      const double tolerance = 4 * std::numeric_limits<double>::epsilon();
      CHECK(std::abs(value(e.name, {Real(e.a)}) - e.value) <= tolerance * std::abs(e.value));
      CHECK(std::abs(slopes(e.name, {Real(e.a)})[0] - e.slope) <= tolerance * std::abs(e.slope));
    }
  }
}

TEST_CASE("powers of negative numbers and of zero") {
  CHECK(value("pow", {-2, 3}) == -8);
  CHECK(slopes("pow", {-2, 3})[0] == 12);
  CHECK(std::isnan(slopes("pow", {-2, 3})[1]));  // (-2) ** b exists at whole b only
  CHECK(value("pow", {-2, -1}) == Real(-0.5));
  CHECK(slopes("pow", {-2, -1})[0] == Real(-0.25));
  CHECK(std::isnan(value("pow", {-2, Real(0.5)})));

  CHECK(value("pow", {0, 0}) == 1);
  CHECK(slopes("pow", {0, 0}) == std::vector<Real>{0, 0});
  CHECK(slopes("pow", {3, 0})[0] == 0);
  CHECK(value("pow", {0, 1}) == 0);
  CHECK(slopes("pow", {0, 1}) == std::vector<Real>{1, 0});
  CHECK(value("pow", {0, 2}) == 0);
  CHECK(slopes("pow", {0, 2}) == std::vector<Real>{0, 0});
  CHECK(value("pow", {0, Real(0.5)}) == 0);
  CHECK(slopes("pow", {0, Real(0.5)}) == std::vector<Real>{infinity, 0});
  CHECK(value("pow", {0, -1}) == infinity);
  CHECK(slopes("pow", {0, -1}) == std::vector<Real>{-infinity, -infinity});
  CHECK(slopes("pow", {2, 3})[0] == 12);
  CHECK(slopes("pow", {2, 3})[1] == Approx(8 * std::log(2.0)));
}

TEST_CASE("a product has its slopes at exact zeros") {
  CHECK(slopes("mul", {0, 0}) == std::vector<Real>{0, 0});
  CHECK(slopes("mul", {0, 3}) == std::vector<Real>{3, 0});
  CHECK(slopes("div", {0, 4}) == std::vector<Real>{Real(0.25), 0});
  CHECK(slopes("square", {0})[0] == 0);
}

TEST_CASE("a quotient's slope does not overflow on the way") {
  const Real large = std::sqrt(std::numeric_limits<Real>::max()) * 16;  // its square is infinite
  CHECK(slopes("div", {large, large})[1] == -1 / large);
}

TEST_CASE("points without a derivative follow PyTorch") {
  CHECK(slopes("relu", {0})[0] == 0);
  CHECK(slopes("abs", {0})[0] == 0);
  CHECK(slopes("leaky_relu", {0, Real(0.01)}) == std::vector<Real>{Real(0.01), 0});
  CHECK(slopes("maximum", {3, 3}) == std::vector<Real>{Real(0.5), Real(0.5)});
  CHECK(slopes("minimum", {3, 3}) == std::vector<Real>{Real(0.5), Real(0.5)});
  CHECK(slopes("maximum", {3, 2}) == std::vector<Real>{1, 0});
  CHECK(slopes("minimum", {3, 2}) == std::vector<Real>{0, 1});
  CHECK(slopes("sqrt", {0})[0] == infinity);
  CHECK(slopes("asin", {1})[0] == infinity);
  CHECK(slopes("acos", {-1})[0] == -infinity);
  CHECK(slopes("acosh", {1})[0] == infinity);
  CHECK(slopes("atanh", {-1})[0] == infinity);
}

TEST_CASE("every rule hands a nan on") {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    INFO(op.name);
    CHECK(std::isnan(op.value({not_a_number, Real(0.3)})));
    if (op.arity == 2)
      CHECK(std::isnan(op.value({Real(0.3), not_a_number})) == (op.name != "leaky_relu"));
  }
  CHECK(std::isnan(slopes("abs", {not_a_number})[0]));
}

TEST_CASE("what is masked receives nothing, even of an infinite upstream gradient") {
  const Real zero = contribution(infinity, ops::Relu::slope(Real(-1), Real(0)));
  CHECK(zero == 0);
  CHECK(contribution(not_a_number, ops::Relu::slope(Real(-1), Real(0))) == 0);
  CHECK(contribution(infinity, ops::Relu::slope(Real(1), Real(1))) == infinity);
  CHECK(contribution(infinity, ops::Maximum::slope_a(Real(1), Real(2), Real(2))) == 0);
  CHECK(contribution(infinity, ops::Minimum::slope_b(Real(1), Real(2), Real(1))) == 0);
  CHECK(contribution(Real(3), ops::Maximum::slope_b(Real(2), Real(2), Real(2))) == Real(1.5));
}
