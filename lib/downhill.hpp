// downhill: an autograd to read, trace and draw. The one header that a learner includes.
//
//     Tape tape;
//     Scalar a = tape.input("a", 2), b = tape.input("b", 3), c = tape.input("c", 4);
//     Scalar y = name("y", (a + b) * c);
//     Gradients g = backward(y);             // g[a] = 4, g[b] = 4, g[c] = 5
//     fmt::print("{}", write_text(explain(g)));
#pragma once

#include "scalar/backward.hpp"
#include "scalar/operators.hpp"
#include "trace/chapter.hpp"
#include "trace/from_scalar.hpp"
#include "trace/text.hpp"
#include "trace/update.hpp"
