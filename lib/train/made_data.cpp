#include "train/made_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "train/random.hpp"

namespace downhill {
namespace {

constexpr Real pi = std::numbers::pi_v<Real>;

struct Point {
  Real x, y;
};

Dataset shuffled(const Dataset& data, const Random& random) {
  std::vector<std::size_t> order(data.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  Random cards = random.split("order");
  cards.shuffle(std::span(order));
  return data.pick(order);
}

// Example i is of class i % classes and lies where place(class, part) says, part going from 0 to 1
// along the class; then noise, then a shuffle.
template <class Place>
Dataset points(const char* name, std::size_t count, std::uint64_t seed, std::size_t classes,
               Real noise, Place place) {
  Dataset data;
  data.name = name;
  data.origin = fmt::format("{} points drawn with seed {} and noise {}", count, seed, noise);
  data.shape = {2};
  data.feature_names = {"x", "y"};
  for (std::size_t c = 0; c < classes; ++c) data.classes.push_back(std::to_string(c));
  const Random random = Random(seed).split(name);
  Random noises = random.split("noise");
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t c = i % classes;
    const std::size_t of_class = (count - c + classes - 1) / classes;
    const Real part = of_class > 1 ? Real(i / classes) / Real(of_class - 1) : Real(0);
    const Point p = place(c, part);
    const Real dx = noises.normal(0, noise), dy = noises.normal(0, noise);
    data.features.insert(data.features.end(), {p.x + dx, p.y + dy});
    data.labels.push_back(c);
  }
  return shuffled(data, random);
}

Real distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The class of a point of the disc, as the authors' program decides it: 0 yang, 1 yin, 2 dot.
std::size_t yin_yang_class(Point p) {
  constexpr Real small = Real(0.1), big = Real(0.5);
  const Real to_right = distance(p, {Real(1.5) * big, big});
  const Real to_left = distance(p, {Real(0.5) * big, big});
  if (to_right < small || to_left < small) return 2;
  const bool on_right_rim = to_right <= small;
  const bool in_left_half_circle = to_left > small && to_left <= big / 2;
  const bool above_right_half_circle = p.y > big && to_right > big / 2;
  return on_right_rim || in_left_half_circle || above_right_half_circle ? 1 : 0;
}

}  // namespace

Dataset make_moons(std::size_t count, std::uint64_t seed, Real noise) {
  return points("moons", count, seed, 2, noise, [](std::size_t c, Real part) {
    const Real angle = pi * part;
    return c == 0 ? Point{std::cos(angle), std::sin(angle)}
                  : Point{1 - std::cos(angle), Real(0.5) - std::sin(angle)};
  });
}

Dataset make_circles(std::size_t count, std::uint64_t seed, Real noise) {
  return points("circles", count, seed, 2, noise, [](std::size_t c, Real part) {
    const Real angle = 2 * pi * part, radius = c == 0 ? Real(1) : Real(0.5);
    return Point{radius * std::cos(angle), radius * std::sin(angle)};
  });
}

Dataset make_spirals(std::size_t count, std::uint64_t seed, std::size_t arms, Real noise) {
  if (arms < 2) throw UsageError(fmt::format("make_spirals: {} arms, but 2 are needed", arms));
  return points("spirals", count, seed, arms, noise, [arms](std::size_t c, Real part) {
    const Real angle = 2 * pi * (part + Real(c) / Real(arms)),
               radius = Real(0.1) + Real(0.9) * part;
    return Point{radius * std::cos(angle), radius * std::sin(angle)};
  });
}

Dataset make_xor(std::size_t count, std::uint64_t seed, Real noise) {
  Dataset data = points("xor", count, seed, 4, noise, [](std::size_t corner, Real) {
    return Point{Real(corner / 2), Real(corner % 2)};
  });
  data.classes = {"0", "1"};
  for (std::size_t& label : data.labels) label = label == 1 || label == 2 ? 1 : 0;
  return data;
}

Dataset make_yin_yang(std::size_t count, std::uint64_t seed) {
  Dataset data;
  data.name = "yin-yang";
  data.origin = fmt::format("{} points drawn with seed {} (Kriener et al. 2021)", count, seed);
  data.shape = {4};
  data.feature_names = {"x", "y", "1 - x", "1 - y"};
  data.classes = {"yang", "yin", "dot"};
  Random random = Random(seed).split("yin-yang");
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t wanted = std::size_t(random.below(3));
    Point p;
    do {
      p.x = random.uniform();
      p.y = random.uniform();
    } while (distance(p, {Real(0.5), Real(0.5)}) > Real(0.5) || yin_yang_class(p) != wanted);
    data.features.insert(data.features.end(), {p.x, p.y, 1 - p.x, 1 - p.y});
    data.labels.push_back(wanted);
  }
  return data;
}

Dataset make_houses(std::size_t count, std::uint64_t seed, Real noise) {
  Dataset data;
  data.name = "houses";
  data.origin = fmt::format("{} houses drawn with seed {} and noise {}", count, seed, noise);
  data.shape = {4};
  data.feature_names = {"area", "rooms", "age", "way"};
  Random random = Random(seed).split("houses");
  for (std::size_t i = 0; i < count; ++i) {
    const Real area = random.uniform(40, 240);
    const Real rooms = std::floor(1 + area / 40 + random.uniform(0, 2));
    const Real age = random.uniform(0, 80);
    const Real way = random.uniform(1, 30);
    const std::array<Real, 4> house = {area, rooms, age, way};
    Real price = HousePrices::bias;
    for (std::size_t f = 0; f < 4; ++f) price += HousePrices::weights[f] * house[f];
    data.features.insert(data.features.end(), house.begin(), house.end());
    data.targets.push_back(price + random.normal(0, noise));
  }
  return data;
}

}  // namespace downhill
