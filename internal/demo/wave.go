package demo

import (
	"bytes"
	"encoding/binary"
	"math"
)

// tone makes a recording of so many seconds: a low tone that comes and goes,
// where a real one would hold a voice. It is a WAV file of one channel, 8,000
// samples a second of 8 bits (RIFF, PCM).
func tone(seconds int) []byte {
	const rate = 8000
	n := seconds * rate
	var b bytes.Buffer
	le := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a bytes.Buffer takes all
	b.WriteString("RIFF")
	le(uint32(36 + n))
	b.WriteString("WAVEfmt ")
	le(uint32(16))
	le([]uint16{1, 1}) // PCM, one channel
	le([]uint32{rate, rate})
	le([]uint16{1, 8}) // bytes and bits of a sample
	b.WriteString("data")
	le(uint32(n))
	for i := range n {
		t := float64(i) / rate
		loud := 18 * (1 + math.Sin(2*math.Pi*t/3))
		b.WriteByte(byte(128 + math.Round(loud*math.Sin(2*math.Pi*196*t))))
	}
	return b.Bytes()
}
