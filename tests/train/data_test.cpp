// The data sets: what good files hold, how bad ones are refused, and what generators draw.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "catch.hpp"
#include "files/files.hpp"
#include "places.hpp"
#include "train/data_files.hpp"
#include "train/made_data.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::filesystem::path data = std::filesystem::path(place::source) / "chapters/data";

std::vector<int> counts(const Dataset& set) {
  std::vector<int> count(set.classes.size(), 0);
  for (const std::size_t label : set.labels) ++count.at(label);
  return count;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

template <class Parse>
std::string reason(Parse parse) {
  try {
    parse();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string iris_reason(const std::string& text) {
  return reason([&] { parse_iris(text, "iris.csv"); });
}
std::string digits_reason(const std::string& text) {
  return reason([&] { parse_digits(text, "digits.txt"); });
}

// An IDX file: the magic number, the sizes, and these bytes.
std::string idx(unsigned char rank, std::vector<unsigned> sizes, const std::string& bytes) {
  std::string text = {0, 0, 8, char(rank)};
  for (const unsigned size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) text += char(size >> shift & 0xFF);
  return text + bytes;
}

}  // namespace

TEST_CASE("Iris is read: 150 flowers, 50 of each species") {
  const Dataset iris = read_iris(data / "iris.csv");
  CHECK(counts(iris) == std::vector<int>{50, 50, 50});
  CHECK(iris.classes == std::vector<std::string>{"setosa", "versicolor", "virginica"});
  CHECK(iris.shape == std::vector<std::size_t>{4});
  const auto first = iris.row(0), last = iris.row(149);
  CHECK(std::vector<Real>(first.begin(), first.end()) ==
        std::vector<Real>{Real(5.1), Real(3.5), Real(1.4), Real(0.2)});
  CHECK(std::vector<Real>(last.begin(), last.end()) ==
        std::vector<Real>{Real(5.9), 3, Real(5.1), Real(1.8)});
  CHECK_THROWS_AS(iris.row(150), UsageError);
}

TEST_CASE("digits are read: 1797 images of 8 by 8 pixels from 0 to 1") {
  const Dataset digits = read_digits(data / "digits.txt");
  CHECK(counts(digits) == std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
  CHECK(digits.shape == std::vector<std::size_t>{8, 8});
  CHECK(digits.width() == 64);
  CHECK(digits.features.size() == 1797 * 64);
  // 005d9100…: 0 0 5 13 9 1 0 0
  const std::vector<Real> row(digits.row(0).begin(), digits.row(0).begin() + 6);
  CHECK(row == std::vector<Real>{0, 0, Real(5) / 16, Real(13) / 16, Real(9) / 16, Real(1) / 16});
  CHECK(*std::max_element(digits.features.begin(), digits.features.end()) == 1);
  CHECK(std::vector<std::size_t>(digits.labels.begin(), digits.labels.begin() + 3) ==
        std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("a bad Iris file is refused with its line") {
  const std::string good = read_file(data / "iris.csv");
  CHECK(iris_reason(good) == "accepted");
  CHECK_THAT(iris_reason(""), ContainsSubstring("iris.csv: it is empty; 150 flowers"));
  CHECK_THAT(iris_reason("# only a comment\n"), ContainsSubstring("empty"));
  CHECK_THAT(iris_reason(replaced(good, "sepal_length_cm,", "")),
             ContainsSubstring("iris.csv:2: expected the header"));
  CHECK_THAT(
      iris_reason(replaced(good, "5.1,3.5", "5.1,x")),
      ContainsSubstring("iris.csv:3: expected a length in cm and four of them, found \"x\""));
  CHECK_THAT(iris_reason(replaced(good, "5.1,3.5", "5.1,nan")), ContainsSubstring("found \"nan\""));
  CHECK_THAT(iris_reason(replaced(good, "0.2,setosa", "0.2,sunflower")),
             ContainsSubstring("found \"sunflower\""));
  for (std::size_t length = 0; length + 1 < good.size(); length += 13) {
    INFO("cut after " << length << " bytes");
    CHECK_THAT(iris_reason(good.substr(0, length)), ContainsSubstring("iris.csv:"));
  }
}

TEST_CASE("a bad digits file is refused with its line") {
  const std::string good = read_file(data / "digits.txt");
  CHECK_THAT(digits_reason(""), ContainsSubstring("digits.txt: it is empty; 1797 images"));
  CHECK_THAT(digits_reason(good.substr(0, good.size() - 3)),
             ContainsSubstring("digits.txt:1799: expected 64 pixels, a space and a digit"));
  CHECK_THAT(digits_reason(good.substr(0, good.size() - 67)), ContainsSubstring("1796 images"));
  CHECK_THAT(digits_reason(replaced(good, "005d91", "005z91")),
             ContainsSubstring("digits.txt:3: pixel 3 is \"z\"; expected 0 to 9 or a to g"));
  CHECK_THAT(digits_reason(replaced(good, "6da000 0", "6da000 x")),
             ContainsSubstring("expected a digit after the pixels"));
  CHECK_THROWS_AS(read_digits(data / "none.txt"), FileError);
}

TEST_CASE("digits are split into a random fifth, or by writers") {
  const Dataset digits = read_digits(data / "digits.txt");
  const Split random = split_randomly(digits, 0.2, 1), again = split_randomly(digits, 0.2, 1);
  CHECK(random.test.size() == 359);
  CHECK(random.train.size() == 1438);
  CHECK(random.test.features == again.test.features);
  CHECK(random.test.features != split_randomly(digits, 0.2, 2).test.features);
  for (const int count : counts(random.test)) CHECK(count > 20);

  const Split writers = split_last(digits, digits_of_other_writers);
  CHECK(writers.test.size() == 360);
  CHECK(
      std::equal(writers.test.row(0).begin(), writers.test.row(0).end(), digits.row(1437).begin()));
  CHECK_THROWS_AS(split_last(digits, 0), UsageError);
  CHECK_THROWS_AS(split_last(digits, 1797), UsageError);
  CHECK_THROWS_AS(split_randomly(digits, 1, 1), UsageError);
  CHECK_THROWS_AS(split_randomly(digits.pick(std::vector<std::size_t>{5}), 0.2, 1), UsageError);
}

TEST_CASE("a random split holds every example once") {
  Dataset numbers;
  numbers.shape = {1};
  for (int i = 0; i < 23; ++i) numbers.features.push_back(Real(i)), numbers.targets.push_back(0);
  const Split split = split_randomly(numbers, 0.3, 4);
  CHECK(split.test.size() == 7);
  std::vector<Real> all = split.train.features;
  all.insert(all.end(), split.test.features.begin(), split.test.features.end());
  std::sort(all.begin(), all.end());
  CHECK(all == numbers.features);
}

TEST_CASE("features are standardised by what the training part knows") {
  Split split;
  split.train.shape = split.test.shape = {2};
  split.train.features = {1, 5, 3, 5};  // the second feature is constant
  split.train.targets = {0, 0};
  split.test.features = {6, 7};
  split.test.targets = {0};
  const Standardisation found = standardise(split);
  CHECK(found.mean == std::vector<Real>{2, 5});
  CHECK(found.deviation == std::vector<Real>{1, 0});
  CHECK(split.train.features == std::vector<Real>{-1, 0, 1, 0});
  CHECK(split.test.features == std::vector<Real>{4, 0});
}

TEST_CASE("an IDX folder is read, and refused where its files do not agree") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("downhill-idx-" + std::to_string(::getpid()));
  const std::string images = idx(3, {2, 1, 3}, std::string("\x00\x33\xff\x01\x02\x03", 6));
  const std::string labels = idx(1, {2}, std::string("\x07\x00", 2));
  for (const char* part : {"train", "t10k"}) {
    write_file(folder / (std::string(part) + "-images-idx3-ubyte"), images);
    write_file(folder / (std::string(part) + "-labels-idx1-ubyte"), labels);
  }
  const Split split = read_idx_folder(folder);
  CHECK(split.train.size() == 2);
  CHECK(split.train.shape == std::vector<std::size_t>{1, 3});
  CHECK(split.train.labels == std::vector<std::size_t>{7, 0});
  CHECK(split.train.classes.size() == 10);
  CHECK(std::vector<Real>(split.test.row(0).begin(), split.test.row(0).end()) ==
        std::vector<Real>{0, Real(0.2), 1});

  std::filesystem::rename(folder / "t10k-labels-idx1-ubyte", folder / "t10k-labels-idx1-ubyte.gz");
  CHECK_THAT(reason([&] { read_idx_folder(folder); }), ContainsSubstring("unpack it first"));
  std::filesystem::remove_all(folder);
  CHECK_THROWS_AS(read_idx_folder(folder), FileError);

  const auto idx_reason = [&](const std::string& i, const std::string& l) {
    return reason([&] { parse_idx(i, "images", l, "labels"); });
  };
  for (std::size_t length = 0; length < images.size(); ++length)
    CHECK_THAT(idx_reason(images.substr(0, length), labels), ContainsSubstring("images: "));
  CHECK_THAT(idx_reason(images + "x", labels),
             ContainsSubstring("promises [2, 1, 3] bytes of images, but 7 follow"));
  CHECK_THAT(idx_reason(labels, labels), ContainsSubstring("images: "));
  CHECK_THAT(idx_reason(idx(1, {2, 2, 2}, "12345678"), labels),
             ContainsSubstring("magic number 0x00000803 of images, found 0x00000801"));
  CHECK_THAT(idx_reason(images, idx(1, {3}, "\x01\x02\x03")),
             ContainsSubstring("3 labels for the 2 images"));
  CHECK_THAT(idx_reason(images, "\x1f\x8b more"), ContainsSubstring("compressed"));
  CHECK_THAT(idx_reason(idx(3, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "12"), labels),
             ContainsSubstring("promises"));
  CHECK_THAT(idx_reason(idx(3, {2, 0, 3}, ""), labels), ContainsSubstring("byte 8: a size is 0"));
}

TEST_CASE("the data folder is what is given, then the variable, then what is above") {
  CHECK(data_folder("/given") == "/given");
  const char* before = std::getenv("DOWNHILL_DATA");
  const std::string kept = before ? before : "";
  ::setenv("DOWNHILL_DATA", "/from/variable", 1);
  CHECK(data_folder() == "/from/variable");
  ::setenv("DOWNHILL_DATA", kept.c_str(), 1);  // empty counts as not set
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(std::filesystem::path(place::source) / "tests");
  CHECK(std::filesystem::equivalent(data_folder(), data));
  std::filesystem::current_path(here);
  if (!before) ::unsetenv("DOWNHILL_DATA");
}

TEST_CASE("made data depend on their seed alone, and classes are even") {
  const auto check = [](const Dataset& one, const Dataset& again, const Dataset& other,
                        int least_of_a_class) {
    INFO(one.name);
    CHECK(one.size() == 300);
    CHECK(one.features.size() == 300 * one.width());
    CHECK(one.features == again.features);
    CHECK(one.features != other.features);
    for (const int count : counts(one)) CHECK(count >= least_of_a_class);
  };
  check(make_moons(300, 1), make_moons(300, 1), make_moons(300, 2), 150);
  check(make_circles(300, 1), make_circles(300, 1), make_circles(300, 2), 150);
  check(make_spirals(300, 1, 3), make_spirals(300, 1, 3), make_spirals(300, 2, 3), 100);
  check(make_xor(300, 1), make_xor(300, 1), make_xor(300, 2), 150);
  check(make_yin_yang(300, 1), make_yin_yang(300, 1), make_yin_yang(300, 2), 75);
  check(make_houses(300, 1), make_houses(300, 1), make_houses(300, 2), 0);
}

TEST_CASE("four points of xor without noise are its four corners") {
  const Dataset set = make_xor(4, 1, 0);
  std::set<std::vector<Real>> corners;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto p = set.row(i);
    corners.insert({p[0], p[1]});
    CHECK(set.labels[i] == (p[0] == p[1] ? 0u : 1u));
  }
  CHECK(corners == std::set<std::vector<Real>>{{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}

TEST_CASE("moons, circles and spirals lie where their formulas say") {
  const Dataset moons = make_moons(50, 1, 0), circles = make_circles(50, 1, 0);
  const Dataset spirals = make_spirals(50, 1, 2, 0);
  for (std::size_t i = 0; i < 50; ++i) {
    const auto m = moons.row(i), c = circles.row(i), s = spirals.row(i);
    const bool first = moons.labels[i] == 0;
    CHECK(std::hypot(m[0] - (first ? 0 : 1), m[1] - (first ? Real(0) : Real(0.5))) == Approx(1));
    CHECK((first ? m[1] > Real(-0.01) : m[1] < Real(0.51)));
    CHECK(std::hypot(c[0], c[1]) == Approx(circles.labels[i] == 0 ? 1 : 0.5));
    const Real radius = std::hypot(s[0], s[1]);
    CHECK((radius > Real(0.09) && radius < Real(1.01)));
  }
}

TEST_CASE("yin-yang points lie in the disc, mirrored, dots inside their circles") {
  const Dataset set = make_yin_yang(500, 3);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto p = set.row(i);
    CHECK((p[2] == 1 - p[0] && p[3] == 1 - p[1]));
    CHECK(std::hypot(p[0] - Real(0.5), p[1] - Real(0.5)) <= Real(0.5));
    const bool in_dot = std::hypot(p[0] - Real(0.75), p[1] - Real(0.5)) < Real(0.1) ||
                        std::hypot(p[0] - Real(0.25), p[1] - Real(0.5)) < Real(0.1);
    CHECK(in_dot == (set.labels[i] == 2));
    // Far above the middle all is yin, far below all is yang.
    if (p[1] > Real(0.76)) CHECK(set.labels[i] == 1);
    if (p[1] < Real(0.24)) CHECK(set.labels[i] == 0);
  }
}

TEST_CASE("houses without noise cost what their weights say") {
  const Dataset set = make_houses(20, 1, 0);
  for (std::size_t i = 0; i < set.size(); ++i) {
    Real price = HousePrices::bias;
    for (std::size_t f = 0; f < 4; ++f) price += HousePrices::weights[f] * set.row(i)[f];
    CHECK(set.targets[i] == Approx(price));
  }
}
