#include "large_pages.hpp"

#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace downhill::tool {

// malloc(3) grows one region at the program's end. It is made long at once, which costs nothing
// until it is touched, and the system is told how to fill it; lists that outgrow their place stay
// in it (M_MMAP_THRESHOLD), and what is freed is kept (M_TRIM_THRESHOLD).
void take_large_pages() {
  constexpr std::uintptr_t page = std::uintptr_t(2) << 20;
  constexpr int room = 2047 << 20, usual_step = 64 << 20;
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
  ::mallopt(M_TRIM_THRESHOLD, -1);
  ::mallopt(M_TOP_PAD, room);
  void* const first = std::malloc(std::size_t(1) << 20);  // more than there is: the region grows
  ::mallopt(M_TOP_PAD, usual_step);
  const auto begin = (reinterpret_cast<std::uintptr_t>(first) + page - 1) / page * page;
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  if (first != nullptr && begin < end)
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(first);
}

}  // namespace downhill::tool

#else

void downhill::tool::take_large_pages() {}

#endif
