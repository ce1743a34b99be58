// Package csv is the module csv of scripts: CSV files in UTF-8 and cp932, read
// and written row by row in bounded memory.
//
// Rows are split as RFC 4180 says; line ends may be CR LF, LF or CR; empty
// lines are stepped over; a quotation mark in the middle of a cell that does
// not begin with one stands for itself, as in Excel. What does not fit the
// heading is an error with its line: nothing is guessed.
package csv
