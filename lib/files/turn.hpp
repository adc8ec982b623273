// Turn: one process at a time does a piece of work. Two that write the same folder would remove
// each other's files; who comes second waits until the first has ended, however it ended.
#pragma once

#include <filesystem>
#include <functional>

namespace downhill {

class Turn {
 public:
  // Takes its turn at the work that `lock` stands for, an empty file that is made where there is
  // none, with its folder, and stays. If another process is at it, calls must_wait once, and waits.
  // Where there can be no such file, or the file system knows no locks, nobody waits: who cannot
  // write there is told so by what it writes.
  explicit Turn(const std::filesystem::path& lock, const std::function<void()>& must_wait = {});
  ~Turn();  // the next one may begin
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  int file_;
};

}  // namespace downhill
