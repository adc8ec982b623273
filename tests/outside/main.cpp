#include <downhill.hpp>

#include <cstdio>

int main() {
  downhill::Tape tape;
  downhill::Scalar a = tape.input("a", 2), b = tape.input("b", 3), c = tape.input("c", 4);
  downhill::Scalar y = name("y", (a + b) * c);
  downhill::Gradients g = backward(y);
  std::fputs(write_text(explain(g)).c_str(), stdout);
}
