package compile

import (
	"bytes"
	"strings"
)

// digits are the digits of the numbers in source maps: base 64, the lowest
// first, with 32 for "more follows" and the lowest bit of all for the sign.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// nextFields reads the numbers up to the next comma; rest follows it.
func nextFields(line string) (fields [5]int, count int, rest string) {
	head, rest, _ := strings.Cut(line, ",")
	value, shift := 0, 0
	for _, c := range []byte(head) {
		d := strings.IndexByte(digits, c)
		value |= (d & 31) << shift
		shift += 5
		if d&32 != 0 || count == len(fields) {
			continue
		}
		fields[count] = value >> 1
		if value&1 != 0 {
			fields[count] = -fields[count]
		}
		value, shift = 0, 0
		count++
	}
	return fields, count, rest
}

func writeNumber(b *bytes.Buffer, n int) {
	v := n << 1
	if n < 0 {
		v = -n<<1 | 1
	}
	for v > 31 {
		b.WriteByte(digits[v&31|32])
		v >>= 5
	}
	b.WriteByte(digits[v])
}
