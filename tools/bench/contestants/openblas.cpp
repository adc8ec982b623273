// OpenBLAS in the contest: its matrix product, called directly.
#include <cblas.h>

#include <memory>

#include "contest.hpp"

namespace {

using bench::Step, bench::Task;

void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int n, const double* a, const double* b,
              double* c) {
  cblas_dgemm(CblasRowMajor, ta, tb, n, n, n, 1, a, n, b, n, 0, c, n);
}
void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int n, const float* a, const float* b,
              float* c) {
  cblas_sgemm(CblasRowMajor, ta, tb, n, n, n, 1, a, n, b, n, 0, c, n);
}

template <class T>
Step multiplication(const Task& task) {
  const bench::Product product = bench::product(task.workload);
  const auto transposed = [](bool yes) { return yes ? CblasTrans : CblasNoTrans; };
  return
      [a = bench::square_matrix<T>(product.n, 1), b = bench::square_matrix<T>(product.n, 2),
       c = std::make_shared<std::vector<T>>(product.n * product.n), n = product.n,
       ta = transposed(product.a_transposed), tb = transposed(product.b_transposed)](std::size_t) {
        multiply(ta, tb, int(n), a.data(), b.data(), c->data());
        return bench::probe(c->data(), n);
      };
}

Step make_step(const Task& task) {
  if (!task.workload.starts_with("W5-")) return {};
  openblas_set_num_threads(task.threads);
  return task.is_float ? multiplication<float>(task) : multiplication<double>(task);
}

}  // namespace

int main(int count, char** words) { return bench::contend(count, words, make_step); }
