// Saved parameters: read back exactly, refused where anything is wrong, never half applied.
#include <unistd.h>

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "files/files.hpp"
#include "train/random.hpp"
#include "train/weights.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Model {
  std::vector<Real> weight = {Real(0.1), Real(1) / 3, -2, Real(1e-30), Real(-4.5), 0};
  std::vector<Real> bias = {Real(0.25)};
  std::vector<Real> none;

  std::vector<NamedValues> parameters() {
    return {{"hidden.weight", {2, 3}, weight}, {"hidden.bias", {}, bias}, {"none", {2, 0}, none}};
  }
  bool operator==(const Model&) const = default;
};

std::string reason(const std::string& text) {
  Model model;
  model.bias[0] = 7;
  const Model before = model;
  std::string said = "accepted";
  try {
    read_weights(text, "model.txt", model.parameters());
  } catch (const ParseError& error) {
    said = error.what();
    CHECK(model == before);
  }
  return said;
}

const std::string good =
    "# downhill weights 1\nhidden.weight [2, 3]\n1 2 3\n4 5 6\nhidden.bias []\n7\nnone [2, 0]\n"
    "end of 3 parameters\n";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = good;
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("weights are read back bit for bit") {
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  constexpr Real least = std::numeric_limits<Real>::denorm_min();
  constexpr Real most = std::numeric_limits<Real>::max();
  std::vector<Real> written = {Real(-0.0), inf, -inf, least, -most, Real(0.1), Real(2) / 3};
  Random random(1);
  for (int i = 0; i < 2000; ++i)
    written.push_back(std::ldexp(random.normal(), int(random.below(200)) - 100));
  written.push_back(std::numeric_limits<Real>::quiet_NaN());
  std::vector<Real> back(written.size());
  const std::vector<NamedValues> out = {{"w", {written.size()}, written}};
  const std::vector<NamedValues> in = {{"w", {back.size()}, back}};
  read_weights(write_weights(out), "text", in);
  for (std::size_t i = 0; i + 1 < written.size(); ++i) {
    CHECK(back[i] == written[i]);
    CHECK(std::signbit(back[i]) == std::signbit(written[i]));
  }
  CHECK(std::isnan(back.back()));
}

TEST_CASE("a file of weights cut at any byte is refused and changes nothing") {
  CHECK(reason(good) == "accepted");
  for (std::size_t length = 0; length < good.size(); ++length) {
    INFO("cut after " << length << " bytes");
    CHECK_THAT(reason(good.substr(0, length)), ContainsSubstring("model.txt"));
  }
}

TEST_CASE("wrong weights are refused with file, line and reason") {
  CHECK_THAT(reason(""), ContainsSubstring("empty"));
  CHECK_THAT(reason("PK\x03\x04"), ContainsSubstring("model.txt:1: not a file of weights"));
  CHECK_THAT(reason(replaced("2 3\n", "2 x\n")),
             ContainsSubstring("model.txt:3: expected a number of hidden.weight, found \"x\""));
  CHECK_THAT(reason(replaced("2 3\n", "2\n")), ContainsSubstring("expected 3 numbers"));
  CHECK_THAT(reason(replaced("2 3\n", "2 3 4\n")), ContainsSubstring("found 4"));
  CHECK_THAT(reason(replaced("[2, 3]", "[3, 2]")),
             ContainsSubstring("is [2, 3] in the model, but \"[3, 2]\" in the file"));
  CHECK_THAT(reason(replaced("hidden.bias", "output.bias")),
             ContainsSubstring("no parameter \"output.bias\""));
  CHECK_THAT(reason(replaced("hidden.bias []\n7\n", "")), ContainsSubstring("end of 2 parameters"));
  CHECK_THAT(reason(replaced("none [2, 0]\nend of 3", "end of 2")),
             ContainsSubstring("the model's parameter none is not in it"));
  CHECK_THAT(reason(replaced("none [2, 0]\n", "hidden.bias []\n")),
             ContainsSubstring("a second time"));
  CHECK_THAT(reason(good + "more\n"), ContainsSubstring("nothing should follow"));
  CHECK_THAT(reason(replaced("1 2", "1  2")), ContainsSubstring("found \"\""));
}

TEST_CASE("weights go through a file, which a failed save leaves as it was") {
  const auto path = std::filesystem::temp_directory_path() /
                    ("downhill-weights-" + std::to_string(::getpid()) + ".txt");
  Model saved, loaded;
  save_weights(path, saved.parameters());
  loaded.weight.assign(6, 9);
  load_weights(path, loaded.parameters());
  CHECK(loaded == saved);

  const std::vector<NamedValues> misnamed = {{"two words", {}, saved.bias}};
  CHECK_THROWS_AS(save_weights(path, misnamed), UsageError);
  const std::vector<NamedValues> twice = {{"b", {}, saved.bias}, {"b", {}, saved.bias}};
  CHECK_THROWS_WITH(save_weights(path, twice), ContainsSubstring("two parameters are called b"));
  const std::vector<NamedValues> misshapen = {{"b", {2}, saved.bias}};
  CHECK_THROWS_WITH(save_weights(path, misshapen), ContainsSubstring("shape [2] but 1 values"));
  load_weights(path, loaded.parameters());
  CHECK(loaded == saved);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(load_weights(path, loaded.parameters()), FileError);
}
