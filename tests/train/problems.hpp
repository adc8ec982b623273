// Three small problems to descend, with gradients written by hand, and methods from text.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "train/optimizer.hpp"

namespace problems {

using downhill::Real;
using Point = std::vector<Real>;

struct Problem {
  std::string name;
  Point start;
  std::function<Point(const Point&)> gradient;
};

// y = x², from 10.
inline Problem parabola() {
  return {"x squared", {10}, [](const Point& x) { return Point{2 * x[0]}; }};
}

// y = (1 - a)² + 100 (b - a²)², from its classic start.
inline Problem rosenbrock() {
  return {"Rosenbrock", {Real(-1.2), 1}, [](const Point& p) {
            const Real rise = p[1] - p[0] * p[0];
            return Point{-2 * (1 - p[0]) - 400 * p[0] * rise, 200 * rise};
          }};
}

// The mean squared error of w1 a + w2 b + c on four points.
inline Problem regression() {
  return {"regression", {Real(0.5), Real(-0.3), Real(0.1)}, [](const Point& p) {
            constexpr Real a[] = {1, 2, -1, 0.5}, b[] = {2, -1, 0.5, 3}, y[] = {3, -1, 0.25, 4};
            Point g(3, 0);
            for (int i = 0; i < 4; ++i) {
              const Real error = p[0] * a[i] + p[1] * b[i] + p[2] - y[i];
              g[0] += 2 * error * a[i] / 4;
              g[1] += 2 * error * b[i] / 4;
              g[2] += 2 * error / 4;
            }
            return g;
          }};
}

// "rate=0.1 momentum=0.9" as settings of the method with this name.
inline downhill::Method method_of(const std::string& name, const std::string& settings) {
  downhill::Method method = downhill::method_named(name);
  for (std::size_t at = 0; at < settings.size();) {
    const std::size_t equals = settings.find('=', at);
    const std::size_t end = std::min(settings.find(' ', equals), settings.size());
    downhill::set(method, settings.substr(at, equals - at),
                  Real(std::stod(settings.substr(equals + 1, end - equals - 1))));
    at = end + 1;
  }
  return method;
}

inline Point descend(downhill::Optimizer& optimizer, const Problem& problem, int steps) {
  Point x = problem.start;
  for (int k = 0; k < steps; ++k) {
    const Point g = problem.gradient(x);
    optimizer.step({x}, {g});
  }
  return x;
}

}  // namespace problems
