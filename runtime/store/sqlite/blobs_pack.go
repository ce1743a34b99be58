package sqlite

import (
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How packed content begins.
const (
	asIs       = 0 // then the content
	compressed = 1 // then its length, and the content as one frame of zstd without a check of its own: what is packed is sealed
)

const (
	smallest = 512     // bytes that are worth compressing
	window   = 1 << 18 // of the compressor: about a vendor's page
	// No frame of zstd is more than about 33,000 times smaller than its content:
	// a block of 128 KiB takes four bytes at least.
	densest = 1 << 16
)

var errPacked = errors.New("this content is damaged")

// packer compresses what is kept. Its zero value is ready; what it needs of
// memory it takes when there is something to compress.
type packer struct {
	write sync.Once
	enc   *zstd.Encoder
	read  sync.Once
	dec   *zstd.Decoder
}

func (p *packer) encoder() *zstd.Encoder {
	p.write.Do(func() {
		p.enc, _ = zstd.NewWriter(nil, // never fails with these options
			zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
			zstd.WithWindowSize(window), zstd.WithEncoderCRC(false))
	})
	return p.enc
}

func (p *packer) decoder() *zstd.Decoder {
	p.read.Do(func() {
		p.dec, _ = zstd.NewReader(nil, // never fails with these options
			zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecodeAllCapLimit(true))
	})
	return p.dec
}

// pack returns content as it is kept: compressed, where that makes it smaller.
func (p *packer) pack(content []byte) []byte {
	if len(content) > smallest {
		out := make([]byte, 0, len(content)/3)
		out = binary.AppendUvarint(append(out, compressed), uint64(len(content)))
		if out = p.encoder().EncodeAll(content, out); len(out) < len(content) {
			return out
		}
	}
	return append(append(make([]byte, 0, 1+len(content)), asIs), content...)
}

// unpack returns the content that pack made b of.
func (p *packer) unpack(b []byte) ([]byte, error) {
	if len(b) == 0 || b[0] > compressed {
		return nil, errPacked
	}
	if b[0] == asIs {
		return b[1:], nil
	}
	size, n := binary.Uvarint(b[1:])
	if n <= 0 || size > uint64(len(b))*densest {
		return nil, errPacked
	}
	content, err := p.decoder().DecodeAll(b[1+n:], make([]byte, 0, size))
	if err != nil || uint64(len(content)) != size {
		return nil, errPacked
	}
	return content, nil
}
