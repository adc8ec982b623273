// Text to Program: the Python-like language of formulas and of the traces' program part.
//
//     program    = { statement } , statements end at a line break or ;
//     statement  = name ( "=" | "+=" ) expression | expression
//     expression = mask [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) mask ]
//     mask       = sum { "&" sum }
//     sum        = product { ( "+" | "-" ) product }
//     product    = unary { ( "*" | "/" | "@" ) unary }
//     unary      = ( "-" | "+" ) unary | power
//     power      = value [ "**" unary ]
//     value      = atom { "[" item { "," item } "]" | "." name }
//     item       = expression | [ expression ] ":" [ expression ] [ ":" [ expression ] ]
//     atom       = number | string | name | name "(" arguments ")" | "(" expression ")"
//                | "[" expressions "]" | "(" expression "," expressions ")"
//                | "True" | "False" | "None" | "inf" | "nan"
//     arguments  = { expression | name "=" expression , separated by "," }, names last
//
// Precedence and associativity are Python's: -x ** 2 is -(x ** 2), 2 ** 3 ** 2 is 2 ** (3 ** 2),
// & holds tighter than a comparison, and a list in parentheses is a list. name += e means
// name = name + e. A sign + before a value leaves no instruction. Comments start with #; a line
// goes on inside brackets and after a backslash; lines that begin with import, from or def (and
// a def's indented body) are passed over, so that a trace can be parsed as it is.
//
// The output is the last name assigned. A last statement may be an expression without a name: a
// name alone makes that value the output, anything else is called y (out, out_1, … if y is used).
#pragma once

#include <string_view>

#include "expr/program.hpp"

namespace downhill::expr {

// How deep brackets, signs before a value and ** may nest.
inline constexpr int deepest_nesting = 200;

// Throws ParseError, whose message shows the line with a caret and says what was expected:
//     formula, line 1, column 9: expected a value after *
//         y = a * ) + 2
//                 ^
Program parse(std::string_view text, std::string_view source_name = "formula");

}  // namespace downhill::expr
