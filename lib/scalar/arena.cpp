#include "scalar/arena.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "ops/error.hpp"

namespace downhill::space {
namespace {

// The thread sanitizer has less address space to give away.
#if defined(__SANITIZE_THREAD__)
constexpr bool is_scarce = true;
#elif defined(__has_feature)
constexpr bool is_scarce = __has_feature(thread_sanitizer);
#else
constexpr bool is_scarce = false;
#endif

constexpr std::size_t fewest = 1 << 16;

// A long tape is walked faster where its memory comes in large pages. A short one stays in small
// pages, since a large one is wiped whole when it is first touched.
void prefer_large_pages(void* begin, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::size_t page = std::size_t(2) << 20;
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::size_t small = page + (page - address % page) % page;  // to a large page's begin
  if (small < bytes) madvise(static_cast<char*>(begin) + small, bytes - small, MADV_HUGEPAGE);
#endif
}

}  // namespace

void* reserve(std::uint32_t& records, std::size_t bytes_each) {
  if (is_scarce) records = std::min(records, std::uint32_t(1) << 21);
  for (; records >= fewest; records /= 16) {
    void* begin = mmap(nullptr, std::size_t(records) * bytes_each, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (begin == MAP_FAILED) continue;
    prefer_large_pages(begin, std::size_t(records) * bytes_each);
    return begin;
  }
  throw std::bad_alloc();
}

void release(void* begin, std::size_t bytes) { munmap(begin, bytes); }

void full(std::size_t records) {
  throw UsageError(fmt::format(
      "Tape: it is full, {} values were recorded: clear it between two steps, or record "
      "a part of the work at a time",
      records));
}

}  // namespace downhill::space
