"""Runs traces as the Python programs they are, and holds every annotated number against the value
that the name has after its line. Prints what differs; exit status 1 if anything does.

An annotation has 10 significant digits, so a number may be off by 5e-10 of itself. Where terms
cancel, what remains is rounding: 1e-12 of the largest number that the trace has seen so far.
"""

import math
import re
import sys

NUMBER = r"[-+]?(?:inf|nan|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
STATEMENT = re.compile(r"^(?P<name>[A-Za-z_]\w*) \+?= .*?\s*# (?P<comment>.*)$")


def annotated(comment):
    """The shape and numbers that a comment starts with; a summary has no numbers."""
    array = re.match(r"\[([\d, ]*)\]  ?(.*)$", comment)
    if not array:
        number = re.match(NUMBER, comment)
        return ((), [float(number.group())]) if number else None
    shape = tuple(int(n) for n in array.group(1).split(",") if n.strip())
    if array.group(2).startswith("mean"):
        return shape, None
    size = math.prod(shape)
    return shape, [float(n) for n in re.findall(NUMBER, array.group(2))[:size]]


def flat(value):
    """A number or array as its shape and a list of floats."""
    if hasattr(value, "shape"):
        return tuple(value.shape), [float(v) for v in value.ravel()]
    return (), [float(value)]


def run(path):
    names, largest, checked = {}, 1.0, 0
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if any(line.startswith("# elided:") for line in lines):
        return 0  # says of itself that it is not a program
    code = []  # a def or import may have several lines
    for number, line in enumerate(lines, 1):
        match = STATEMENT.match(line)
        if not match:
            code.append(line)
            continue
        code.append(line)
        exec("\n".join(code), names)
        code = []
        expected = annotated(match.group("comment"))
        if expected is None:
            raise SystemExit(f"{path}:{number}: no number behind #: {line}")
        shape, numbers = flat(names[match.group("name")])
        if shape != expected[0]:
            raise SystemExit(f"{path}:{number}: shape {shape}, annotated {expected[0]}: {line}")
        for got, want in zip(numbers, expected[1] or []):
            if math.isfinite(got):
                largest = max(largest, abs(got))
            close = got == want or abs(got - want) <= 5.1e-10 * abs(want) + 1e-12 * largest
            if not close and not (math.isnan(got) and math.isnan(want)):
                raise SystemExit(f"{path}:{number}: Python has {got!r}, annotated {want!r}: {line}")
            checked += 1
    if checked == 0:
        raise SystemExit(f"{path}: no annotated number at all")
    return checked


if __name__ == "__main__":
    print(sum(run(path) for path in sys.argv[1:]), "numbers recomputed")
