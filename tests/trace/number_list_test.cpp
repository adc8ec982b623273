// NumberList: the same list of numbers, whether one of them stands in the object or many outside.
#include "trace/number_list.hpp"

#include "catch.hpp"

using downhill::NumberList;
using downhill::Real;

TEST_CASE("a list that grows keeps its numbers, from none to one to many") {
  NumberList list;
  CHECK(list.empty());
  std::vector<Real> expected;
  for (int i = 0; i < 5; ++i) {
    list.push_back(Real(i) + Real(0.5));
    expected.push_back(Real(i) + Real(0.5));
    CHECK(list.size() == expected.size());
    CHECK(list.as_vector() == expected);
    CHECK(list.front() == Real(0.5));
  }
}

TEST_CASE("a copy of a list has numbers of its own, and lists are equal by their numbers") {
  for (const std::vector<Real>& numbers :
       {std::vector<Real>{}, std::vector<Real>{7}, std::vector<Real>{1, 2, 3}}) {
    const NumberList from_vector(numbers), from_span{std::span<const Real>(numbers)};
    CHECK(from_vector == from_span);
    NumberList copy = from_span;
    CHECK(copy == from_span);
    if (numbers.empty()) continue;
    copy[0] += 1;
    CHECK_FALSE(copy == from_span);
    CHECK(from_span[0] == numbers[0]);
  }
  CHECK(NumberList(Real(2)) == NumberList(std::vector<Real>{2}));  // inside, and outside
}
