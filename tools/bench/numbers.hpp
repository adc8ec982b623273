// The numbers that every contestant starts from, so that all of them do the same work: fixed seeds,
// and nothing of downhill. contestants/numpy_peer.py makes the same ones.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// Knuth's linear congruential generator (MMIX): uniform numbers in [0, 1).
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : state_(seed) {}
  double operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return double(state_ >> 11) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_;
};

// ---- W1: two moons, 100 points with labels -1 and 1; a network 2-16-16-1 in which every weight
// is a scalar. The weights are w1[16][2] b1[16] w2[16][16] b2[16] w3[16] b3.

struct Moons {
  static constexpr std::size_t points = 100;
  std::vector<double> x, y;  // x: two numbers a point
};

inline Moons moons() {
  Moons m;
  Uniform random(7);
  const auto noise = [&random] {
    const double a = random(), b = random(), c = random();
    return 0.1 * (a + b + c - 1.5);
  };
  constexpr std::size_t half = Moons::points / 2;
  for (std::size_t i = 0; i < Moons::points; ++i) {
    const bool up = i < half;
    const double t = std::acos(-1) * double(up ? i : i - half) / double(half - 1);
    const double across = noise(), along = noise();
    m.x.push_back((up ? std::cos(t) : 1 - std::cos(t)) + across);
    m.x.push_back((up ? std::sin(t) : 0.5 - std::sin(t)) + along);
    m.y.push_back(up ? -1 : 1);
  }
  return m;
}

struct MoonsNetwork {
  static constexpr std::size_t hidden = 16;
  static constexpr std::size_t w1 = 0, b1 = 2 * hidden, w2 = 3 * hidden, b2 = w2 + hidden * hidden,
                               w3 = b2 + hidden, b3 = w3 + hidden, weights = b3 + 1;
  static constexpr double rate = 0.05, decay = 1e-4;
  // One operation a node, leaves not counted: what a step of W1 records when it is written plainly.
  static constexpr double operations = 65'075;
};

inline std::vector<double> moons_weights() {
  using Net = MoonsNetwork;
  std::vector<double> w(Net::weights);
  Uniform random(1337);
  for (double& each : w) each = 2 * random() - 1;
  for (std::size_t j = 0; j < Net::hidden; ++j) w[Net::b1 + j] = w[Net::b2 + j] = 0;
  w[Net::b3] = 0;
  return w;
}

// ---- W3, W4, W6: networks of layers x @ w + b with ReLU between them

struct Network {
  std::vector<std::size_t> sizes;
  std::size_t batch, batches;
  bool classes;  // softmax cross-entropy and Adam with rate 0.001; else MSE and SGD with rate 0.05
};

inline bool is_network(std::string_view workload) {
  return workload.starts_with("W3") || workload.starts_with("W4") || workload.starts_with("W6");
}

inline Network network(std::string_view workload) {
  if (workload == "W3") return {{2, 16, 16, 1}, 32, 8, false};
  if (workload == "W4-64") return {{784, 128, 10}, 64, 8, true};
  if (workload == "W4-512") return {{784, 128, 10}, 512, 8, true};
  if (workload == "W4-large") return {{784, 512, 512, 10}, 256, 8, true};
  if (workload == "W6") return {{64, 32, 10}, 64, 28, true};
  throw std::invalid_argument("no network is called " + std::string(workload));
}

template <class T>
struct Examples {
  std::vector<T> x, target;  // classes 0 … 9 as numbers, or -1 and 1
};

// The 1797 digits of chapters/data, of which 28 batches of 64 are used, in the order of the file.
inline void read_digits(const std::string& path, std::size_t count, auto& examples) {
  std::ifstream file(path);
  std::string line;
  while (examples.target.size() < count && std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    for (std::size_t i = 0; i < 64; ++i) {
      const char c = line.at(i);
      examples.x.push_back(
          static_cast<decltype(examples.x[0] + 0)>(c < 'a' ? c - '0' : c - 'a' + 10) / 16);
    }
    examples.target.push_back(static_cast<decltype(examples.x[0] + 0)>(line.at(65) - '0'));
  }
  if (examples.target.size() < count) throw std::runtime_error("cannot read the digits in " + path);
}

template <class T>
Examples<T> examples(std::string_view workload, const Network& net, const std::string& digits) {
  Examples<T> all;
  const std::size_t count = net.batch * net.batches;
  if (workload == "W6") {
    read_digits(digits, count, all);
    return all;
  }
  Uniform random(11);
  for (std::size_t i = 0; i < count * net.sizes[0]; ++i) all.x.push_back(T(random()));
  for (std::size_t i = 0; i < count; ++i) {
    const double digit = std::floor(random() * 10);
    all.target.push_back(net.classes ? T(digit) : T(digit < 5 ? -1 : 1));
  }
  return all;
}

// The weights of each layer, [out][in]; biases start as 0.
template <class T>
std::vector<std::vector<T>> layer_weights(const Network& net) {
  std::vector<std::vector<T>> all;
  Uniform random(13);
  for (std::size_t l = 0; l + 1 < net.sizes.size(); ++l) {
    auto& w = all.emplace_back(net.sizes[l] * net.sizes[l + 1]);
    for (T& each : w) each = T((2 * random() - 1) / std::sqrt(double(net.sizes[l])));
  }
  return all;
}

// ---- W5: c = a @ b for square matrices; "tn" is a.T @ b. Called "W5-256-tn".

struct Product {
  std::size_t n;
  bool a_transposed, b_transposed;
};

inline Product product(std::string_view workload) {
  const std::string name(workload.substr(3));
  return {std::stoul(name), name[name.size() - 2] == 't', name[name.size() - 1] == 't'};
}

template <class T>
std::vector<T> square_matrix(std::size_t n, std::uint64_t seed) {
  std::vector<T> all(n * n);
  Uniform random(seed);
  for (T& each : all) each = T(2 * random() - 1);
  return all;
}

// Stands for the loss: some numbers of the product, so that a wrong one is noticed.
template <class T>
double probe(const T* c, std::size_t n) {
  return double(c[0]) + 2 * double(c[n - 1]) + 3 * double(c[n * n / 2 + n / 3]) +
         4 * double(c[n * n - 1]);
}

}  // namespace bench
