// Gradients of arrays checked by finite differences, all numbers or a few of each array.
#include "check/replay_tensor.hpp"

#include <algorithm>

#include "catch.hpp"
#include "tensor/elementwise_rule.hpp"
#include "tensor/reductions.hpp"

using namespace downhill;

namespace downhill::ops {

struct WrongCube {  // y = a³, with the slope of a²
  static constexpr std::string_view name = "wrong_cube";
  static auto value(auto a) { return a * a * a; }
  static auto slope(auto a, auto /*y*/) { return 2 * a; }
};

}  // namespace downhill::ops

TEST_CASE("a few numbers of each array are checked from its first to its last") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array({7}, {0.3, -1.2, 0.7, 2.1, -0.4, 1.6, 0.9}));
  const Tensor w = tape.parameter("w", Array({2, 1}, {1.3, -0.8}));
  const Tensor y = sum(tanh(x * w));
  const auto places = [&](Tensor leaf, std::size_t most) {
    std::vector<std::size_t> tried;
    for (const check::CheckedNumber& each : check::check(backward(y), most)) {
      CHECK(each.agrees);
      if (each.leaf.index() == leaf.index()) tried.push_back(each.place);
    }
    return tried;
  };
  CHECK(places(x, 3) == std::vector<std::size_t>{0, 3, 6});
  CHECK(places(w, 3) == std::vector<std::size_t>{0, 1});
  CHECK(places(x, 1) == std::vector<std::size_t>{0});
  CHECK(places(x, 0).empty());
  CHECK(places(x, 100).size() == 7);
}

TEST_CASE("a rule with a wrong slope is found out by finite differences") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array({3}, {0.3, -1.2, 0.7}));
  const auto checked = check::check(backward(sum(apply_rule<ops::WrongCube>(x))));
  CHECK(checked.size() == 3);
  CHECK(std::none_of(checked.begin(), checked.end(), [](const auto& c) { return c.agrees; }));
}
