#include "compare/agree.hpp"

#include <fmt/format.h>

#include <string>

#include "catch.hpp"
#include "compare/compare.hpp"

using namespace downhill;

namespace {

PrintedValue printed(const std::string& text) {
  return read_trace("a = " + text).statements.front().held;
}

Agreement agreement(const std::string& mine, const std::string& reference, double terms = 0) {
  return agree(printed(mine), printed(reference), terms, default_rtol);
}

bool agrees(const std::string& mine, const std::string& reference, double terms = 0) {
  return agreement(mine, reference, terms).right();
}

}  // namespace

TEST_CASE("a number agrees if it is the reference as precisely as it was printed") {
  CHECK(agrees("0.3333", "0.3333333333"));
  CHECK(agrees("3.333e-01", "0.3333333333"));
  CHECK(agrees("0.66667", "0.6666666667"));
  CHECK(agrees("1235", "1234.6"));
  CHECK(agrees("0.6666", "0.6666666667"));  // cut off, not rounded
  CHECK_FALSE(agrees("0.6665", "0.6666666667"));
  CHECK_FALSE(agrees("-0.6666", "0.6666666667"));
  CHECK_FALSE(agrees("0.3334", "0.3333333333"));
  CHECK_FALSE(agrees("0.33330", "0.3333333333"));
  CHECK_FALSE(agrees("0.333", "0.3333333333"));
  CHECK(agreement("0.333", "0.3333333333").rounded_to == 3);
  CHECK_FALSE(agreement("0.334", "0.3333333333").rounded_to);
  CHECK(agrees("0.5", "0.5"));
  CHECK_FALSE(agrees("5", "4.6"));
}

TEST_CASE("rounding to float32 agrees, the error after a wrong update does not", "[double]") {
  for (const double exact : {1.0 / 3, 0.1, 5.671e-8, -12345.678, 2.0e20}) {
    const std::string rounded = fmt::format("{:.17g}", double(float(exact)));
    CHECK(agrees(rounded, fmt::format("{:.10g}", exact)));
  }
  CHECK_FALSE(agrees("0.291027924", "0.291027774"));
}

TEST_CASE("nan, inf and zero", "[double]") {
  CHECK(agrees("nan", "nan"));
  CHECK(agrees("-inf", "-inf"));
  CHECK(agrees("-0.0", "0"));
  CHECK_FALSE(agrees("inf", "-inf"));
  CHECK_FALSE(agrees("nan", "1"));
  CHECK_FALSE(agrees("1", "nan"));
  CHECK_FALSE(agrees("1e308", "inf"));
  CHECK_FALSE(agrees("0", "1e-20"));
  CHECK_FALSE(agrees("0.0000", "0.00003"));
}

TEST_CASE("what is left of terms that cancel may differ by their rounding", "[double]") {
  CHECK(agrees("0", "5.551115123e-17", 0.6));
  CHECK_FALSE(agrees("0", "5.551115123e-17"));
  CHECK_FALSE(agrees("0", "5e-13", 0.6));
  const auto whole = [](const std::string& mine, const std::string& reference) {
    return compare(read_trace(mine), read_trace(reference)).matches();
  };
  CHECK(whole("de = 0", "a = 0.3\nb = 0.1\nc = 0.2\n# -- backward\nde = (a - b) - c  # 2.8e-17\n"));
  CHECK(whole("dx = 0", "u = 0.3\ndx = u  # 0.3\ndx += f(u)  # 5.551115123e-17\nx = 1\n"));
  // A gradient that has nearly vanished is no rounding: nothing cancels in a product.
  CHECK_FALSE(whole("dx = 0", "a = 1e-12\nx = 1e-5\ndx = a * x  # 1e-17\n"));
}

TEST_CASE("shapes are compared before elements") {
  CHECK(agrees("[[1, 2], [3, 4]]", "[[1., 2.], [3., 4.]]"));
  CHECK(agrees("[4.]", "4"));
  CHECK_FALSE(agreement("[1, 2]", "[[1, 2]]").same_shape);
  CHECK(agreement("{{1, 2}, {3, 4}}", "[[1, 2], [3, 4]]").right());
  CHECK_FALSE(agreement("[[1, 2, 3], [4, 5, 6]]", "[[1, 4], [2, 5], [3, 6]]").same_shape);
  const Agreement wrong = agreement("[[1, 2, 9], [4, 9, 6]]", "[[1, 2, 3], [4, 5, 6]]");
  CHECK(wrong.same_shape);
  CHECK(wrong.wrong == 2);
  CHECK(wrong.size == 6);
  CHECK(wrong.first == 2);
  CHECK(wrong.mine == 9);
  CHECK(wrong.reference == 3);
  CHECK(agreement("[2, 4, 0]", "[1, 2, 0]").ratio == 2.0);
  CHECK_FALSE(agreement("[2, 4, 5]", "[1, 2, 3]").ratio);
}

TEST_CASE("an array is as precise as its finest element") {
  CHECK(agrees("[0.0312, 0.5000, 0.0000]", "[0.03124, 0.50004, 0.00002]"));  // PyTorch
  CHECK(agrees("[0.5 0.33333333]", "[0.5, 0.3333333333]"));                  // NumPy
  CHECK_FALSE(agrees("[0.5 0.33333333]", "[0.52, 0.3333333333]"));
  CHECK_FALSE(agrees("[0. 0.33333333]", "[0.4, 0.3333333333]"));
  CHECK(agrees("[1.2346e-05 3.3333e-01]", "[1.23456e-05, 0.3333333333]"));
  CHECK_FALSE(agrees("[0.3, 0.5]", "[0.3333, 0.5]"));
}

TEST_CASE("large arrays are compared by their summaries") {
  const std::string summary =
      "# [10, 20]  mean 99.5 std 57.73430523 min 0 max 199 norm 1626.868157";
  std::string whole = "w = [";
  for (int i = 0; i < 200; ++i)
    whole += i % 20 == 0    ? fmt::format("[{} ", i)
             : i % 20 == 19 ? fmt::format("{}]\n", i)
                            : fmt::format("{} ", i);
  whole += "]\n";
  const auto result = [&](const std::string& mine) {
    return compare(read_trace(mine), read_trace("w = f(x)  " + summary));
  };
  CHECK(result("w = g(x)  " + summary).matches());
  CHECK_FALSE(result("w = g(x)  # [20, 10]  mean 99.5 std 57.7 min 0 max 199 norm 1626").matches());
  const Comparison wrong =
      result("w = g(x)  # [10, 20]  mean 99.5 std 57.73430523 min 0 max 200 norm 1626.868157");
  REQUIRE(wrong.wrong.size() == 1);
  CHECK(wrong.wrong[0].agreement.first == 3);
  CHECK_THAT(report(wrong), Catch::Matchers::ContainsSubstring("w max") &&
                                Catch::Matchers::ContainsSubstring("200          199"));
  CHECK(result(whole).matches());  // mine printed whole
}
