package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/webp"
)

const (
	// maxPixels and maxPictureBytes bound what is decoded for OCR: a small
	// file can claim a picture of any size.
	maxPixels       = 16_000_000
	maxPictureBytes = 10 << 20
)

// readImage reads the letters in a picture by OCR. The picture is evidence in
// any case: where nothing can be read it is kept and a warning says why.
func readImage(ctx context.Context, c *Captured, in original, o Options) error {
	if len(in.data) > maxPictureBytes {
		c.warn("this picture has %s and pictures over %s are not read: it is kept; add a smaller copy to have its text read", sizeWords(int64(len(in.data))), sizeWords(maxPictureBytes))
		return nil
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
	sheets := []sheet{{data: in.data}}
	if in.media == "image/tiff" {
		sheets = tiffSheets(in.data)
	}
	pages, failed := make([]string, len(sheets)), 0
	for i, s := range sheets {
		// Tesseract gets a plain grey PNG made here: its own readers never see
		// bytes from outside.
		picture, err := greyPNG(s.reader())
		if err != nil {
			c.warn("%s is kept without its text: %v", s, err)
			failed++
			continue
		}
		if pages[i], err = reader.read(ctx, c, picture); err != nil {
			return err
		}
	}
	if failed < len(sheets) {
		reader.add(c, pages, o)
	}
	return nil
}

// greyPNG decodes a picture within the bounds and encodes it as grey PNG.
func greyPNG(r *bytes.Reader) ([]byte, error) {
	config, _, err := image.DecodeConfig(r)
	if err != nil {
		return nil, fmt.Errorf("it is damaged or of a kind that is not read (%w)", err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return nil, fmt.Errorf("it has %d × %d pixels, and pictures over %d megapixels are not read; add a smaller copy to have its text read",
			config.Width, config.Height, maxPixels/1_000_000)
	}
	r.Seek(0, io.SeekStart) // back to the start never fails
	picture, _, err := image.Decode(r)
	if err != nil {
		return nil, fmt.Errorf("it is damaged (%w)", err)
	}
	// What is transparent is drawn on white, as every viewer shows it.
	grey := image.NewGray(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	for i := range grey.Pix {
		grey.Pix[i] = 0xff
	}
	draw.Draw(grey, grey.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, grey); err != nil {
		return nil, fmt.Errorf("encoding the picture: %w", err)
	}
	return b.Bytes(), nil
}
