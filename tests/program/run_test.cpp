// downhill run: what it calls a difference.
#include "catch.hpp"
#include "files/files.hpp"
#include "program/sandbox.hpp"

using Catch::Matchers::ContainsSubstring;

TEST_CASE("run finds a wrong number and a wrong word in a drawing, and passes a last digit by",
          "[double]") {
  const Sandbox learner;
  const auto drawing = learner.root() / "traces/05-backpropagation/two-two-two.graph.dot";
  const std::string right = downhill::read_file(drawing);
  const std::string number = "0.2983711087600027";  // the error, in full
  const std::size_t at = right.find(number.substr(0, 15));
  REQUIRE(at != std::string::npos);
  const auto with = [&](std::size_t place, char instead) {
    std::string text = right;
    text[place] = text[place] == instead ? char(instead + 1) : instead;
    downhill::write_file(drawing, text);
    return learner.run({"run", "05"});
  };
  CHECK(with(at + 13, '7').status == 0);
  const auto wrong_number = with(at + 5, '7');
  CHECK(wrong_number.status == 1);
  CHECK_THAT(wrong_number.output, ContainsSubstring("two-two-two.graph.dot: differs"));
  CHECK(with(right.find("tooltip"), 'T').status == 1);
  const auto anew = learner.run({"run", "05", "--update"});
  CHECK(anew.status == 0);
  CHECK_THAT(anew.output, ContainsSubstring("1 reference written anew:"));
  CHECK(downhill::read_file(drawing) == right);
}
