package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"

	"github.com/habeas-record/habeas/internal/protect/picture"
)

// readImage reads the letters in a picture by OCR. The picture is evidence in
// any case: where nothing can be read it is kept and a warning says why.
func readImage(ctx context.Context, c *Captured, in original, o Options) error {
	data, err := in.bytes(picture.MostBytes, "")
	if errors.Is(err, ErrTooLarge) {
		c.warn("pictures over %s are not read: it is kept; add a smaller copy to have its text read", sizeWords(picture.MostBytes))
		return nil
	}
	if err != nil {
		return err
	}
	if in.media == "image/heic" {
		c.warn("this kind of picture (HEIC, AVIF) is kept but cannot be read or shown: add a JPEG copy too")
		return nil
	}
	dir, remove, err := privateDir(o)
	if err != nil {
		return err
	}
	defer remove()
	reader, err := newOCR(ctx, dir, o)
	if errors.Is(err, ErrToolMissing) {
		c.warn("the picture is kept without its text: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	sheets := []sheet{{data: data}}
	if in.media == "image/tiff" {
		sheets = tiffSheets(data)
	}
	pages, failed := make([]string, len(sheets)), 0
	for i, s := range sheets {
		// Tesseract gets a plain grey PNG made here: its own readers never see
		// bytes from outside.
		page, err := greyPNG(ctx, s.reader())
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			c.warn("%s is kept without its text: %v", s, err)
			failed++
			continue
		}
		if pages[i], err = reader.read(ctx, c, page); err != nil {
			return err
		}
	}
	if failed < len(sheets) {
		reader.add(c, pages, o)
	}
	return nil
}

// greyPNG decodes a picture within the bounds and encodes it as grey PNG.
func greyPNG(ctx context.Context, r *bytes.Reader) ([]byte, error) {
	p, _, done, err := picture.Decode(ctx, r, r.Size())
	if err != nil {
		return nil, err
	}
	defer done()
	// What is transparent is drawn on white, as every viewer shows it.
	grey := image.NewGray(image.Rect(0, 0, p.Bounds().Dx(), p.Bounds().Dy()))
	for i := range grey.Pix {
		grey.Pix[i] = 0xff
	}
	draw.Draw(grey, grey.Bounds(), p, p.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, grey); err != nil {
		return nil, fmt.Errorf("encoding the picture: %w", err)
	}
	return b.Bytes(), nil
}
