// Edits of the lines of a parameter update: the line as it should be, made into what it usually
// becomes where it is got wrong. The shapes of the lines are those that train/update_words.hpp
// spells. An edit is true if there was a line for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compare/slip.hpp"

namespace downhill::update_edits {

using Lines = std::vector<Assignment>;
using Edit = std::function<bool(Lines&, int step)>;

// How lines have a number and a name, for patterns.
inline const std::string number = R"((\d[\d.e+-]*))", name = R"(([A-Za-z_]\w*))";

// The same replacement in every line that matches the pattern.
Edit replaced(const std::string& pattern, const std::string& with);

// Adam's first moment is kept with the second one's beta, and the other way round.
bool swap_betas(Lines& lines, int step);
// Without the bias correction of the first moment, of the second, or of both.
Edit uncorrected(bool first, bool second);
// The step counter of the bias correction: t + offset; with offset 0 always 1.
Edit counted(int offset);

// The decay of AdamW joins the gradient, as L2 does.
bool decay_as_l2(Lines& lines, int step);
// L2 does not join the gradient but shrinks the weight itself, as AdamW's decay does.
bool l2_as_decay(Lines& lines, int step);
// The decay's line rewritten, and the step behind it: {0} is the weight (the step), {1} the
// learning rate, {2} the decay.
Edit decayed(const std::string& first, const std::string& then);

// The step of every parameter rewritten: w - (…), whose parts are {0} and {1}.
Edit stepped(const std::string& with);
// The step of one parameter rewritten in the same way.
Edit in_line(const std::string& updated, const std::string& with);
// The step of every parameter rewritten as a pattern's replacement: $1 is the parameter, $2 the
// learning rate, $3 what it is multiplied by.
Edit rated(const std::string& with);
// What the optimizer remembers is set back to its start before every step.
Edit forgetful(const Lines& first);

// Each gradient clipped by value where the norm of all was meant; and not clipped at all.
bool clip_by_value(Lines& lines, int step);
bool not_clipped(Lines& lines, int step);

// Adds the mistake to the catalogue, if the first update has a line for it.
void put_update(const Lines& first, std::vector<Slip>& all, const std::string& kind, int rank,
                std::string sentence, const Edit& edit, const std::string& words);

}  // namespace downhill::update_edits
