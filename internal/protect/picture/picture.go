// Package picture makes pictures of strangers anew for showing: only what is
// seen comes through, and nothing that a camera, a program or an attacker wrote
// beside it (EXIF and where it was taken, thumbnails, comments, trailers, a second
// file behind the first).
package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the first picture of it
	"image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/webp"
)

// Bounds of a picture that is shown.
const (
	MostBytes  = 10 << 20
	MostPixels = 16_000_000
)

// atOnce bounds the memory that pictures take together: one of the greatest
// holds 64 MB and as much again while it is turned.
var atOnce = make(chan struct{}, 1)

// ErrTooLarge is said of a picture that is not read: how large it is is known
// before a single pixel is.
var ErrTooLarge = fmt.Errorf("the picture is larger than %d million pixels or %d MB", MostPixels/1_000_000, MostBytes>>20)

// Clean reads a picture of so many bytes and returns it made anew, as PNG where
// it came as one or as GIF and as JPEG otherwise.
func Clean(r io.ReadSeeker, size int64) (data []byte, mediaType string, err error) {
	if size > MostBytes {
		return nil, "", ErrTooLarge
	}
	config, kind, err := image.DecodeConfig(bufio.NewReader(r))
	if err != nil {
		return nil, "", errors.New("the file is no picture that can be read")
	}
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > MostPixels {
		return nil, "", ErrTooLarge
	}
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, "", err
	}
	head, err := io.ReadAll(io.LimitReader(r, 128<<10)) // where EXIF is, if there is any
	if err != nil {
		return nil, "", err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, "", err
	}
	p, _, err := image.Decode(bufio.NewReader(io.LimitReader(r, MostBytes)))
	if err != nil {
		return nil, "", errors.New("the picture is damaged")
	}
	if kind == "jpeg" {
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
