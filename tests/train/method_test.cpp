// The settings of the optimizers: their defaults, by name, and which make sense.
#include "catch.hpp"
#include "problems.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;
using problems::method_of;

TEST_CASE("settings that make no sense are refused with a reason") {
  const auto refused = [](const std::string& name, const std::string& settings) {
    try {
      check_settings(method_of(name, settings));
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refused("sgd", "momentum=0.9 nesterov=1") == "accepted");
  CHECK(refused("sgd", "rate=0") == "accepted");
  CHECK_THAT(refused("sgd", "rate=-0.1"), ContainsSubstring("rate is -0.1"));
  CHECK_THAT(refused("sgd", "rate=nan"), ContainsSubstring("rate is nan"));
  CHECK_THAT(refused("adam", "rate=inf"), ContainsSubstring("rate is inf"));
  CHECK_THAT(refused("sgd", "nesterov=1"), ContainsSubstring("momentum must be above 0"));
  CHECK_THAT(refused("sgd", "nesterov=1 momentum=0.9 dampening=0.1"),
             ContainsSubstring("without dampening"));
  CHECK_THAT(refused("adam", "beta1=1"), ContainsSubstring("beta1 is 1"));
  CHECK_THAT(refused("adamw", "beta2=-0.1"), ContainsSubstring("at least 0 and below 1"));
  CHECK_THAT(refused("rmsprop", "alpha=1.5"), ContainsSubstring("alpha is 1.5"));
  CHECK_THAT(refused("adagrad", "initial_accumulator=-1"), ContainsSubstring("not negative"));
  CHECK_THAT(refused("adam", "momentum=0.9"),
             ContainsSubstring("adam has no setting momentum; it has rate, beta1, beta2"));
  CHECK_THAT(refused("sgd", "nesterov=0.5"), ContainsSubstring("0 or 1"));
  CHECK_THAT(refused("adem", ""),
             ContainsSubstring("no optimizer adem; there are sgd, adam, adamw, rmsprop, adagrad"));
}

TEST_CASE("defaults are PyTorch's") {
  const auto is = [](const char* method, const char* setting, double value) {
    INFO(method << " " << setting);
    CHECK(get(method_named(method), setting) == Real(value));
  };
  is("sgd", "rate", 1e-3), is("sgd", "momentum", 0), is("sgd", "weight_decay", 0);
  is("adam", "rate", 1e-3), is("adam", "beta1", 0.9), is("adam", "beta2", 0.999);
  is("adam", "epsilon", 1e-8), is("adam", "weight_decay", 0), is("adam", "amsgrad", 0);
  is("adamw", "rate", 1e-3), is("adamw", "weight_decay", 0.01), is("adamw", "epsilon", 1e-8);
  is("rmsprop", "rate", 0.01), is("rmsprop", "alpha", 0.99), is("rmsprop", "epsilon", 1e-8);
  is("adagrad", "rate", 0.01), is("adagrad", "epsilon", 1e-10), is("adagrad", "rate_decay", 0);
}
