package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/tiff"
)

// kind is one sort of file that asks for more than it is.
type kind struct {
	what string
	name string
	list bool // sent as a list to import, not as a report
	make func() []byte
}

const mega = 1 << 20

var kinds = []kind{
	{"picture of 16 million points", "wall.png", false, func() []byte { return encoded(image.NewNRGBA(image.Rect(0, 0, 4000, 3999))) }},
	{"picture of 16 bits a channel, as large as it may be", "deep.png", false, func() []byte { return encoded(image.NewNRGBA64(image.Rect(0, 0, 3200, 3200))) }},
	{"picture said to be 65,535 by 65,535", "bomb.png", false, func() []byte { return sized(encoded(image.NewGray(image.Rect(0, 0, 4, 4))), 65535, 65535) }},
	{"photograph in passes", "passes.jpg", false, func() []byte { return inPasses(photograph(1900, 1900)) }},
	{"photograph of 16 million points", "photo.jpg", false, func() []byte { return photograph(4000, 3999) }},
	{"GIF of 16 million points", "still.gif", false, func() []byte {
		var b bytes.Buffer
		must(gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, 4000, 3999), color.Palette{color.White, color.Black}), nil))
		return b.Bytes()
	}},
	{"packed scan of 16 million points", "scan.tif", false, func() []byte {
		var b bytes.Buffer
		must(tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 4000, 3999)), &tiff.Options{Compression: tiff.Deflate}))
		return b.Bytes()
	}},
	{"picture with an archive behind it", "both.png", false, func() []byte {
		return append(encoded(image.NewGray(image.Rect(0, 0, 100, 100))), archive(map[string]int{"a.txt": 8 * mega})...)
	}},
	{"GIF that is a script", "script.gif", false, func() []byte {
		return append([]byte("GIF89a=1;/*"), append(bytes.Repeat([]byte{0}, mega), "*/alert(1)"...)...)
	}},
	{"page of 99,000 parts", "parts.html", false, func() []byte { return []byte("<!doctype html><title>t</title>" + strings.Repeat("<p>a", 99_000)) }},
	{"page of a million parts", "more.html", false, func() []byte { return []byte("<!doctype html>" + strings.Repeat("<b>a", 1_000_000)) }},
	{"page nested 400 deep with a picture of 7 MB in it", "deep.html", false, func() []byte {
		return []byte("<!doctype html>" + strings.Repeat("<div>", 400) + "words <img src='data:image/png;base64," + strings.Repeat("A", 7*mega) + "'>")
	}},
	{"text of 60 MB", "long.txt", false, func() []byte { return bytes.Repeat([]byte("words and words\n"), 60*mega/16) }},
	{"text of a megabyte of claims", "claims.txt", false, func() []byte {
		const said = "On 7 November 2017, police detained Somebody Invented in Dorbiljin and took 12 people to a camp, a relative said. "
		return []byte(strings.Repeat(said, mega/len(said)))
	}},
	{"text of 299,000 words", "words.txt", false, func() []byte { return []byte(strings.Repeat("a b\n", 149_500)) }},
	{"text of two million marks", "marks.txt", false, func() []byte { return bytes.Repeat([]byte("!"), 2*mega-10) }},
	{"mail of 24 MB", "large.eml", false, func() []byte { return mail(3, 6*mega) }},
	{"mail of 4,900 parts", "parts.eml", false, func() []byte { return mail(4_900, 10) }},
	{"PDF of 60 MB that is none", "none.pdf", false, func() []byte { return append([]byte("%PDF-1.7\n"), make([]byte, 60*mega)...) }},
	{"workbook that unpacks to a gigabyte", "bomb.xlsx", true, func() []byte { return archive(map[string]int{"xl/sharedStrings.xml": 1000 * mega}) }},
	{"workbook whose sheet unpacks to a gigabyte", "sheet.xlsx", true, func() []byte { return archive(map[string]int{"xl/worksheets/sheet1.xml": 1000 * mega}) }},
	{"archive of overlapping entries", "overlap.xlsx", true, overlapping},
	{"list of one line of 60 MB", "line.csv", true, func() []byte { return append([]byte("name,born\n"), bytes.Repeat([]byte("a"), 60*mega)...) }},
	{"list of ten million cells in one row", "cells.csv", true, func() []byte { return append([]byte("name,born\n"), bytes.Repeat([]byte(","), 10*mega)...) }},
	{"list of an open quote", "quote.csv", true, func() []byte { return append([]byte("name,born\n\""), bytes.Repeat([]byte("a\n"), 20*mega)...) }},
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func encoded(p image.Image) []byte {
	var b bytes.Buffer
	must((&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p))
	return b.Bytes()
}

// sized writes another size into the head of a PNG.
func sized(p []byte, w, h uint32) []byte {
	binary.BigEndian.PutUint32(p[16:], w)
	binary.BigEndian.PutUint32(p[20:], h)
	binary.BigEndian.PutUint32(p[29:], crc32.ChecksumIEEE(p[12:29]))
	return p
}

func photograph(w, h int) []byte {
	var b bytes.Buffer
	must(jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), &jpeg.Options{Quality: 30}))
	return b.Bytes()
}

// inPasses says of a photograph that it comes in passes, so that its decoder
// sets its coefficients aside before it finds that the data is otherwise.
func inPasses(j []byte) []byte {
	j[bytes.Index(j, []byte{0xff, 0xc0})+1] = 0xc2
	return j
}

// archive packs files of so many zeros, as a workbook would have them.
func archive(files map[string]int) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name string, r io.Reader) {
		f, err := w.Create(name)
		must(err)
		_, err = io.Copy(f, r)
		must(err)
	}
	add("[Content_Types].xml", strings.NewReader(`<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`))
	add("_rels/.rels", strings.NewReader(`<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
	add("xl/workbook.xml", strings.NewReader(`<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`))
	add("xl/_rels/workbook.xml.rels", strings.NewReader(`<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`))
	for name, size := range files {
		head, row, tail := `<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`, `<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>`, `</sst>`
		if strings.Contains(name, "sheet1") {
			head, row, tail = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `<row><c t="inlineStr"><is><t>aaaaaaaaaaaaaaaaaaaaaaaaa</t></is></c></row>`, `</sheetData></worksheet>`
		}
		add(name, io.MultiReader(strings.NewReader(head), &repeat{s: row, left: size}, strings.NewReader(tail)))
	}
	must(w.Close())
	return b.Bytes()
}

// repeat gives a text again and again.
type repeat struct {
	s        string
	at, left int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 && r.at == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.s[r.at:])
	r.at = (r.at + n) % len(r.s)
	r.left -= n
	return n, nil
}

// overlapping is an archive whose directory names one entry two thousand times.
func overlapping() []byte {
	one := archive(map[string]int{"xl/sharedStrings.xml": 50 * mega})
	end := bytes.LastIndex(one, []byte("PK\x05\x06"))
	from := int(binary.LittleEndian.Uint32(one[end+16:]))
	directory := one[from:end]
	last := directory[bytes.LastIndex(directory, []byte("PK\x01\x02")):]
	out := append([]byte{}, one[:end]...)
	for range 2000 {
		out = append(out, last...)
	}
	tail := bytes.Clone(one[end:])
	n := binary.LittleEndian.Uint16(tail[10:]) + 2000
	binary.LittleEndian.PutUint16(tail[8:], n)
	binary.LittleEndian.PutUint16(tail[10:], n)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(directory)+2000*len(last)))
	return append(out, tail...)
}

func mail(parts, size int) []byte {
	var b bytes.Buffer
	b.WriteString("From: a@example.org\r\nSubject: papers\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n")
	packed := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("words\n"), size/6+1))
	for i := range parts {
		fmt.Fprintf(&b, "--xx\r\nContent-Type: application/octet-stream; name=\"p%d.txt\"\r\nContent-Disposition: attachment; filename=\"p%d.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", i, i)
		for at := 0; at < len(packed); at += 76 {
			b.WriteString(packed[at:min(len(packed), at+76)] + "\r\n")
		}
	}
	b.WriteString("--xx--\r\n")
	return b.Bytes()
}
