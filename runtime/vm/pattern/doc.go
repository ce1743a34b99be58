// Package pattern rewrites the regular expressions of JavaScript with flag u
// or v (ECMA-262 §22.2) so that the engine's own two matchers read them
// rightly.
//
// The engine knows no property escapes, takes wrong syntax for text, and its
// matchers disagree with the language about line ends, word boundaries and
// empty classes. So the whole pattern is parsed by the language's rules, and
// written anew out of the little in which all agree: literals, classes of
// explicit ranges, groups, repetitions, lookaround and back references. What
// cannot be said so is an error, never something else.
//
// Properties are those of Unicode 15.0, from Go's tables; Script_Extensions and
// the emoji properties are in tables of our own.
package pattern
