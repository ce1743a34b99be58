package sandbox

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// ids makes the 32 characters that identify cards, companies, persons and tags,
// and finds the number behind them again, without keeping a table.
type ids struct{ seed uint64 }

// kind keeps ids of different things apart.
type kind uint64

const (
	cardID kind = iota + 1
	companyID
	personID
	tagID
	importID
	userID
)

const (
	spread   = 0x9E3779B97F4A7C15 // odd, so that multiplying is reversible
	unspread = 0xF1DE83E19937733D // its inverse modulo 2^64
)

// of returns the id of the nth thing.
func (i ids) of(k kind, n int) string {
	b := make([]byte, 0, 32)
	return string(i.append(b, k, n))
}

func (i ids) append(b []byte, k kind, n int) []byte {
	b = appendHex(b, i.check(k, n))
	return appendHex(b, (uint64(n)+1)*spread^i.mask(k))
}

// number returns which thing has the id.
func (i ids) number(k kind, id string) (n int, ok bool) {
	if len(id) != 32 || id != strings.ToUpper(id) {
		return 0, false
	}
	hidden, err := strconv.ParseUint(id[16:], 16, 64)
	if err != nil {
		return 0, false
	}
	n = int((hidden^i.mask(k))*unspread - 1)
	return n, n >= 0 && i.of(k, n) == id
}

func (i ids) check(k kind, n int) uint64 {
	return rand.NewPCG(i.seed, uint64(k)<<32|uint64(uint32(n))).Uint64()
}

func (i ids) mask(k kind) uint64 { return (i.seed + uint64(k)) * 0xD1B54A32D192ED03 }

// uuid returns the nth UUID, in the form of version 4.
func (i ids) uuid(k kind, n int) string {
	r := rand.NewPCG(i.seed, uint64(k)<<48|uint64(n))
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

func isUUID(s string) bool {
	raw := strings.ReplaceAll(s, "-", "")
	_, err := hex.DecodeString(raw)
	return err == nil && len(raw) == 32 && len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-'
}

func appendHex(b []byte, v uint64) []byte {
	const digits = "0123456789ABCDEF"
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, digits[v>>shift&15])
	}
	return b
}
