// Scalar: the handle of a value on a tape, eight bytes that are copied freely.
#pragma once

#include "ops/error.hpp"
#include "ops/real.hpp"
#include "scalar/stamps.hpp"

namespace downhill {

class Tape;

// A value on a tape: the index of its node, and the stamp that leads to the tape and tells when
// the recording is over. Copies are cheap and mean the same node.
class Scalar {
 public:
  Scalar() = default;  // no value yet: any use is a UsageError
  Real value() const;
  Tape& tape() const;                   // UsageError if the recording is over
  Tape& tape_with(Scalar other) const;  // UsageError if other is of another recording
  std::uint32_t index() const { return index_; }
  Scalar neighbour(std::uint32_t index) const { return {index, stamp_}; }  // of the same recording
  bool same_recording(Scalar other) const { return stamp_ == other.stamp_; }
  void must_meet(Scalar other) const {  // UsageError if they are of different recordings
    if (!same_recording(other)) [[unlikely]]
      live::mixed_tapes(stamp_, other.stamp_);
  }

 private:
  friend class Tape;
  Scalar(std::uint32_t index, std::uint32_t stamp) : index_(index), stamp_(stamp) {}
  std::uint32_t index_ = 0, stamp_ = 0;
};

}  // namespace downhill
