// Package picture makes pictures of strangers anew for showing: only what is
// seen comes through, and nothing that a camera, a program or an attacker wrote
// beside it (EXIF and where it was taken, thumbnails, comments, trailers, a second
// file behind the first).
package picture

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the first picture of it
	"image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/webp"

	"github.com/habeas-record/habeas/internal/protect/memory"
)

// Bounds of a picture that is shown.
const (
	MostBytes  = 10 << 20
	MostPixels = 16_000_000
)

// MostHeld bounds what a picture takes in memory while it is decoded, in bytes:
// one of 16 bits a channel takes twice what one of eight does, and a JPEG that
// comes in several passes keeps its coefficients beside its pixels.
const MostHeld = memory.Room - 16<<20

// Errors of Decode: what is too large is known before a single pixel is read.
var (
	ErrTooLarge = fmt.Errorf("the picture is larger than %d million pixels or %d MB", MostPixels/1_000_000, MostBytes>>20)
	ErrHeavy    = fmt.Errorf("the picture would take more than %d MB to open: save it with 8 bits a channel, not in passes, or make it smaller", MostHeld>>20)
	ErrDamaged  = errors.New("the picture is damaged")
	ErrUnread   = errors.New("the file is no picture that can be read")
)

// Decode reads the picture in a file of so many bytes, within the bounds, and
// tells its format as package image does. It holds memory until done is called.
func Decode(ctx context.Context, r io.ReadSeeker, size int64) (p image.Image, kind string, done func(), err error) {
	if size > MostBytes {
		return nil, "", nil, ErrTooLarge
	}
	config, kind, err := image.DecodeConfig(bufio.NewReader(r))
	if err != nil {
		return nil, "", nil, ErrUnread
	}
	pixels := int64(config.Width) * int64(config.Height)
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width) > MostPixels || pixels > MostPixels {
		return nil, "", nil, ErrTooLarge
	}
	perPixel, err := cost(r, config, kind)
	if err != nil {
		return nil, "", nil, err
	}
	if pixels*perPixel > MostHeld {
		return nil, "", nil, ErrHeavy
	}
	// With what is made of it: as much again in eight bits of grey, or four of colour.
	give, err := memory.Take(ctx, pixels*(perPixel+4)+2*size)
	if err != nil {
		return nil, "", nil, err
	}
	if _, err = r.Seek(0, io.SeekStart); err == nil {
		p, _, err = image.Decode(bufio.NewReader(io.LimitReader(r, MostBytes)))
	}
	if err != nil {
		give()
		return nil, "", nil, ErrDamaged
	}
	return p, kind, give, nil
}

// cost is how many bytes a decoder holds for a pixel.
func cost(r io.ReadSeeker, config image.Config, kind string) (int64, error) {
	switch config.ColorModel {
	case color.GrayModel:
		return 1, nil
	case color.Gray16Model:
		return 2, nil
	case color.RGBA64Model, color.NRGBA64Model:
		return 8, nil
	}
	if _, paletted := config.ColorModel.(color.Palette); paletted {
		return 1, nil
	}
	if kind != "jpeg" {
		return 4, nil
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	head, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return 0, err
	}
	return jpegCost(head), nil
}

// jpegCost reads the frame header of a JPEG (ITU-T T.81, B.2.2): a byte for each
// sample, and four for its coefficient where it comes in passes. Where there is
// no frame in the head it is the dearest.
func jpegCost(head []byte) int64 {
	const dearest = 4 * 5
	for i := 2; i+4 <= len(head); {
		if head[i] != 0xff {
			i++
			continue
		}
		marker, n := head[i+1], int(binary.BigEndian.Uint16(head[i+2:]))
		switch {
		case marker == 0xff:
			i++
			continue
		case marker == 0xc0, marker == 0xc1, marker == 0xc2:
			if i+10 > len(head) {
				return dearest
			}
			parts := int(head[i+9])
			var samples, most int64
			for c := range parts {
				at := i + 10 + 3*c + 1
				if at >= len(head) {
					return dearest
				}
				area := int64(head[at]>>4) * int64(head[at]&15)
				samples, most = samples+area, max(most, area)
			}
			if most == 0 {
				return dearest
			}
			each := (samples + most - 1) / most
			if marker == 0xc2 {
				each *= 5
			}
			return each
		}
		i += 2 + n
	}
	return dearest
}

// Clean reads a picture of so many bytes and returns it made anew, as PNG where
// it came as one or as GIF and as JPEG otherwise.
func Clean(ctx context.Context, r io.ReadSeeker, size int64) (data []byte, mediaType string, err error) {
	p, kind, done, err := Decode(ctx, r, size)
	if err != nil {
		return nil, "", err
	}
	defer done()
	if kind == "jpeg" {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, "", err
		}
		head, err := io.ReadAll(io.LimitReader(r, 128<<10)) // where EXIF is, if there is any
		if err != nil {
			return nil, "", err
		}
		p = upright(p, orientation(head))
	}
	var b bytes.Buffer
	if kind == "png" || kind == "gif" {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, p)
		return b.Bytes(), "image/png", err
	}
	err = jpeg.Encode(&b, p, &jpeg.Options{Quality: 85})
	return b.Bytes(), "image/jpeg", err
}

// orientation is how a camera was held, 1 to 8, read off the EXIF of a JPEG
// (tag 0x0112 of its first directory); 1 where it is not said.
func orientation(jpg []byte) int {
	for i := 2; i+4 <= len(jpg) && jpg[i] == 0xff; {
		marker, n := jpg[i+1], int(binary.BigEndian.Uint16(jpg[i+2:]))
		if marker == 0xda || n < 2 || i+2+n > len(jpg) {
			break
		}
		if part := jpg[i+4 : i+2+n]; marker == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return tiffOrientation(part[6:])
		}
		i += 2 + n
	}
	return 1
}

func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if t[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 1
	}
	for i := range int64(order.Uint16(t[at:])) {
		e := at + 2 + 12*i
		if e+12 > int64(len(t)) {
			break
		}
		if order.Uint16(t[e:]) == 0x0112 {
			if o := int(order.Uint16(t[e+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}

// upright turns a picture as it was seen.
func upright(p image.Image, how int) image.Image {
	if how == 1 {
		return p
	}
	b := p.Bounds()
	w, h := b.Dx(), b.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if how >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := [9][2]int{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y}, 5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[how]
			out.Set(to[0], to[1], p.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}
