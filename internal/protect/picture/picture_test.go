package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func sample(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			p.Set(x, y, color.RGBA{uint8(x * 8), uint8(y * 8), 90, 255})
		}
	}
	return p
}

const mark = "zqsecretplace"

// withExif puts a camera's words and its orientation into a JPEG.
func withExif(jpg []byte, orientation uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, 2)
	for _, e := range [][4]uint32{{0x0112, 3, 1, uint32(orientation)}, {0x010e, 2, uint32(len(mark)), 38}} {
		tiff = binary.LittleEndian.AppendUint16(tiff, uint16(e[0]))
		tiff = binary.LittleEndian.AppendUint16(tiff, uint16(e[1]))
		tiff = binary.LittleEndian.AppendUint32(tiff, e[2])
		tiff = binary.LittleEndian.AppendUint32(tiff, e[3])
	}
	tiff = append(append(tiff, 0, 0, 0, 0), mark...)
	part := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(part)+2))
	out = append(out, part...)
	out = append(out, 0xff, 0xfe, 0, byte(2+len(mark)))
	return append(append(append(out, mark...), jpg[2:]...), mark...)
}

// Whatever stands beside the pixels is gone: EXIF, comments, text chunks,
// trailers, a second file behind the first.
func TestNothingBesideThePixels(t *testing.T) {
	var j, p, g bytes.Buffer
	jpeg.Encode(&j, sample(20, 30), nil)
	png.Encode(&p, sample(20, 30))
	gif.Encode(&g, image.NewPaletted(image.Rect(0, 0, 20, 30), color.Palette{color.Black, color.White}), nil)
	text := append([]byte("tEXtComment\x00"), mark...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	marked := append(append(append([]byte{}, p.Bytes()[:33]...), chunk...), p.Bytes()[33:]...)
	for name, x := range map[string]struct {
		data []byte
		kind string
		w, h int
	}{
		"a photograph":              {withExif(j.Bytes(), 1), "image/jpeg", 20, 30},
		"one held sideways":         {withExif(j.Bytes(), 6), "image/jpeg", 30, 20},
		"one upside down":           {withExif(j.Bytes(), 3), "image/jpeg", 20, 30},
		"a scan with words":         {append(marked, "PK\x03\x04"+mark...), "image/png", 20, 30},
		"a picture that may move":   {append(g.Bytes(), "<script>"+mark...), "image/png", 20, 30},
		"a picture that is a page?": {append(append([]byte{}, p.Bytes()...), "<html>"+mark...), "image/png", 20, 30},
	} {
		got, kind, err := Clean(t.Context(), bytes.NewReader(x.data), int64(len(x.data)))
		if err != nil || kind != x.kind {
			t.Errorf("%s: %s, %v", name, kind, err)
			continue
		}
		if bytes.Contains(got, []byte(mark)) || bytes.Contains(got, []byte("Exif")) {
			t.Errorf("%s: what stood beside the pixels is still there", name)
		}
		if c, _, err := image.DecodeConfig(bytes.NewReader(got)); err != nil || c.Width != x.w || c.Height != x.h {
			t.Errorf("%s: %d × %d, %v", name, c.Width, c.Height, err)
		}
	}
}

// Bombs are refused before their pixels are read; what is no picture is none.
func TestRefused(t *testing.T) {
	var p bytes.Buffer
	png.Encode(&p, sample(4, 4))
	bomb := bytes.Clone(p.Bytes())
	binary.BigEndian.PutUint32(bomb[16:], 65535)
	binary.BigEndian.PutUint32(bomb[20:], 65535)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, _, err := Clean(t.Context(), bytes.NewReader(bomb), int64(len(bomb))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
	if _, _, err := Clean(t.Context(), bytes.NewReader(p.Bytes()), MostBytes+1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many bytes: %v", err)
	}
	for _, bad := range []string{"", "not a picture", "<svg xmlns='http://www.w3.org/2000/svg'/>", "\x89PNG\r\n\x1a\n", string(p.Bytes()[:40]), strings.Repeat("\xff\xd8", 100)} {
		if _, _, err := Clean(t.Context(), strings.NewReader(bad), int64(len(bad))); err == nil {
			t.Errorf("%.20q is a picture", bad)
		}
	}
}

// A small file that would take much to open is refused by what its header says.
func TestHeavy(t *testing.T) {
	var p, j bytes.Buffer
	png.Encode(&p, image.NewNRGBA64(image.Rect(0, 0, 4, 4)))
	deep := bytes.Clone(p.Bytes())
	binary.BigEndian.PutUint32(deep[16:], 4000)
	binary.BigEndian.PutUint32(deep[20:], 4000)
	binary.BigEndian.PutUint32(deep[29:], crc32.ChecksumIEEE(deep[12:29]))
	jpeg.Encode(&j, sample(4, 4), nil)
	at := bytes.Index(j.Bytes(), []byte{0xff, 0xc0})
	if got := jpegCost(j.Bytes()); got != 2 {
		t.Errorf("a baseline JPEG of 4:2:0 costs %d bytes a pixel, want 2 (1.5 and up)", got)
	}
	passes := bytes.Clone(j.Bytes())
	passes[at+1] = 0xc2
	binary.BigEndian.PutUint16(passes[at+5:], 4000)
	binary.BigEndian.PutUint16(passes[at+7:], 4000)
	for name, b := range map[string][]byte{"16 bits a channel": deep, "in passes": passes} {
		if _, _, err := Clean(t.Context(), bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrHeavy) {
			t.Errorf("%s, 16 million pixels: %v, want ErrHeavy", name, err)
		}
	}
	plain := bytes.Clone(j.Bytes())
	binary.BigEndian.PutUint16(plain[at+5:], 4000)
	binary.BigEndian.PutUint16(plain[at+7:], 4000)
	if _, _, err := Clean(t.Context(), bytes.NewReader(plain), int64(len(plain))); errors.Is(err, ErrHeavy) || errors.Is(err, ErrTooLarge) {
		t.Errorf("a plain photograph of 16 million pixels: %v", err)
	}
}

func FuzzJPEGCost(f *testing.F) {
	var j bytes.Buffer
	jpeg.Encode(&j, sample(4, 4), nil)
	f.Add(j.Bytes())
	f.Add([]byte{0xff, 0xd8, 0xff, 0xc2, 0, 2, 8, 0, 1, 0, 1, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		if c := jpegCost(b); c < 1 {
			t.Errorf("a pixel costs %d bytes", c)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	var j bytes.Buffer
	jpeg.Encode(&j, sample(4, 4), nil)
	f.Add(withExif(j.Bytes(), 6))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
