// downhill: an autograd to read, trace and draw. The one header that a learner includes.
//
//     Tape tape;
//     Scalar a = tape.input("a", 2), b = tape.input("b", 3), c = tape.input("c", 4);
//     Scalar y = name("y", (a + b) * c);
//     Gradients g = backward(y);             // g[a] = 4, g[b] = 4, g[c] = 5
//     fmt::print("{}", write_text(explain(g)));
#pragma once

#include "batch/scalar_batch.hpp"
#include "batch/tensor_batch.hpp"
#include "exercise/not_started.hpp"
#include "scalar/backward.hpp"
#include "scalar/dot.hpp"
#include "scalar/operators.hpp"
#include "tensor/backward.hpp"
#include "tensor/images.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"
#include "tensor/normalization.hpp"
#include "tensor/operators.hpp"
#include "tensor/reductions.hpp"
#include "tensor/selecting.hpp"
#include "tensor/shaping.hpp"
#include "tensor/softmax.hpp"
#include "trace/chapter.hpp"
#include "trace/from_scalar.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"
#include "trace/training.hpp"
#include "trace/update.hpp"
#include "train/data_files.hpp"
#include "train/landscapes.hpp"
#include "train/loader.hpp"
#include "train/made_data.hpp"
#include "train/modules_layers.hpp"
#include "train/optimizer.hpp"
#include "train/walk.hpp"
