package charset

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Charset is one way bytes stand for letters.
type Charset struct {
	name    string
	aliases []string
	bom     string
	// prior is how unlikely the encoding is before its bytes are seen, in
	// nats: it decides between readings that are otherwise equal.
	prior   float64
	charmap *charmap.Charmap
	decoder func() transform.Transformer
}

// charsets lists what is read, in order of preference.
var charsets = []Charset{
	{name: "utf-8", aliases: []string{"utf8", "unicode", "ascii", "us-ascii"}, bom: "\xEF\xBB\xBF"},
	{name: "utf-16le", aliases: []string{"utf16le", "utf-16", "utf16"}, bom: "\xFF\xFE",
		decoder: func() transform.Transformer {
			return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
		}},
	{name: "utf-16be", aliases: []string{"utf16be"}, bom: "\xFE\xFF",
		decoder: func() transform.Transformer {
			return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
		}},
	{name: "windows-1252", aliases: []string{"1252", "cp1252", "latin1", "iso-8859-1"}, charmap: charmap.Windows1252},
	{name: "windows-1251", aliases: []string{"1251", "cp1251"}, charmap: charmap.Windows1251},
	{name: "windows-1256", aliases: []string{"1256", "cp1256"}, charmap: charmap.Windows1256},
	{name: "gb18030", aliases: []string{"gbk", "gb2312", "936", "cp936"}, bom: "\x84\x31\x95\x33",
		decoder: func() transform.Transformer { return simplifiedchinese.GB18030.NewDecoder() }},
	{name: "cp850", aliases: []string{"850", "ibm850"}, prior: .5, charmap: charmap.CodePage850},
	{name: "cp866", aliases: []string{"866", "ibm866"}, prior: .5, charmap: charmap.CodePage866},
	{name: "koi8-r", aliases: []string{"koi8", "koi8r", "20866"}, prior: .5, charmap: charmap.KOI8R},
	{name: "windows-1250", aliases: []string{"1250", "cp1250"}, prior: 2, charmap: charmap.Windows1250},
	{name: "big5", aliases: []string{"950", "cp950"}, prior: .5,
		decoder: func() transform.Transformer { return traditionalchinese.Big5.NewDecoder() }},
	{name: "windows-1254", aliases: []string{"1254", "cp1254"}, prior: 1, charmap: charmap.Windows1254},
	{name: "cp437", aliases: []string{"437", "ibm437"}, prior: 1.5, charmap: charmap.CodePage437},
}

// Names returns the names of the encodings that are read.
func Names() []string {
	names := make([]string, len(charsets))
	for i, c := range charsets {
		names[i] = c.name
	}
	return names
}

// Named finds an encoding by its name or by one of its other names ("850",
// "latin1"), in any case.
func Named(name string) (*Charset, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	for i := range charsets {
		if charsets[i].name == name || slices.Contains(charsets[i].aliases, name) {
			return &charsets[i], true
		}
	}
	return nil, false
}

// Name returns the name under which lists keep the encoding.
func (c *Charset) Name() string { return c.name }

// UTF16 reports whether the encoding is one of the two of sixteen bits.
func (c *Charset) UTF16() bool { return strings.HasPrefix(c.name, "utf-16") }

// Marked reports whether the file that begins with head has the byte order
// mark of the encoding.
func (c *Charset) Marked(head []byte) bool {
	return c.bom != "" && bytes.HasPrefix(head, []byte(c.bom))
}

// Decode reads r, which stands at the first byte of the file, as UTF-8 without
// its byte order mark. Bytes that mean nothing in the encoding come out as
// U+FFFD, except that UTF-8 itself passes through unchecked.
func (c *Charset) Decode(r io.Reader) io.Reader {
	if c.bom != "" {
		r = &afterBOM{r: r, bom: c.bom}
	}
	switch {
	case c.charmap != nil:
		return transform.NewReader(r, newSingleByte(c.charmap))
	case c.decoder != nil:
		return transform.NewReader(r, c.decoder())
	}
	return r
}

// Bytes decodes b, which is part of a text and has no byte order mark.
func (c *Charset) Bytes(b []byte) []byte {
	var out []byte
	switch {
	case c.charmap != nil:
		out, _, _ = transform.Bytes(newSingleByte(c.charmap), b)
	case c.decoder != nil:
		out, _, _ = transform.Bytes(c.decoder(), b)
	default:
		out = []byte(string([]rune(string(b)))) // U+FFFD for each byte that is none of UTF-8
	}
	return out
}

type afterBOM struct {
	r    io.Reader
	bom  string
	done bool
}

func (a *afterBOM) Read(p []byte) (int, error) {
	if a.done {
		return a.r.Read(p)
	}
	a.done = true
	head := make([]byte, len(a.bom))
	n, err := io.ReadFull(a.r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return 0, err
	}
	if string(head[:n]) != a.bom {
		a.r = io.MultiReader(bytes.NewReader(head[:n]), a.r)
	}
	return a.r.Read(p)
}

// singleByte decodes a code page. Unlike charmap's own decoder it does not
// pass bytes that the code page leaves undefined through as control
// characters: a wrong guess of the encoding must show.
type singleByte struct {
	transform.NopResetter
	utf8 [256][3]byte
	size [256]uint8
}

func newSingleByte(page *charmap.Charmap) *singleByte {
	s := &singleByte{}
	for b := range 256 {
		r := page.DecodeByte(byte(b))
		if r >= 0x80 && r < 0xA0 {
			r = utf8.RuneError
		}
		s.size[b] = uint8(utf8.EncodeRune(s.utf8[b][:], r))
	}
	return s
}

func (s *singleByte) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		b := src[nSrc]
		if nDst+int(s.size[b]) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if b < utf8.RuneSelf {
			dst[nDst] = b
			nDst++
		} else {
			nDst += copy(dst[nDst:], s.utf8[b][:s.size[b]])
		}
		nSrc++
	}
	return nDst, nSrc, nil
}
