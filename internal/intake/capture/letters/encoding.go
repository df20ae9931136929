// Package letters tells what the bytes and letters of a text are: its encoding,
// its language and the direction it is read in.
package letters

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codePage is a legacy encoding met in our languages. Common are the letters
// that make up most of what is outside ASCII in a text rightly decoded; in a
// text wrongly decoded other letters turn up (capitals, rare characters).
type codePage struct {
	name   string
	enc    encoding.Encoding
	common string
	latin  bool    // its words have ASCII letters in them; the others' do not
	usual  float64 // share of common in a text rightly decoded
}

const (
	cyrillicSmall = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
	arabicLetters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةئأإآءؤ،؟"
	hanSimplified = "的一是不了在人有我他这中大来上国个到说们为和地也出时要就下以生会自着去之过家学对可里后年发分日月关于被民县没把那么多都得子三二十四五六七八九小天同向走问都与其及前行所者当政工区市公安警察名,。、"
	hanTradition  = "的一是不了在人有我他這中大來上國個到說們為和地也出時要就下以生會自著去之過家學對可裡後年發分日月關於被民縣沒把那麼多都得子三二十四五六七八九小天同向走問都與其及前行所者當政工區市公安警察名,。、"
)

// codePages are tried in this order; of two that fit equally the first is taken.
var codePages = []codePage{
	{"windows-1251", charmap.Windows1251, cyrillicSmall, false, 0.9},
	{"koi8-r", charmap.KOI8R, cyrillicSmall, false, 0.9},
	{"cp866", charmap.CodePage866, cyrillicSmall, false, 0.9},
	{"windows-1256", charmap.Windows1256, arabicLetters, false, 0.95},
	{"gb18030", simplifiedchinese.GB18030, hanSimplified, false, 0.4},
	{"big5", traditionalchinese.Big5, hanTradition, false, 0.4},
	{"windows-1252", charmap.Windows1252, "éèêëàâäáãåçîïíñôöóõøùûüúßæœÉÀÄÖÜ", true, 0.95},
	{"windows-1254", charmap.Windows1254, "ışğüöçİŞÇÖÜâ", true, 0.95},
}

// ErrEncoding says that no encoding makes a text of the bytes.
var ErrEncoding = errors.New("encoding not recognised")

// Decoded is a text and how sure its letters are.
type Decoded struct {
	Text string // valid UTF-8
	Note string // a sentence for the documenter where the letters are in doubt
}

// Decode turns bytes into text: by byte order mark, by the encoding the
// document declares, by being valid UTF-8, or by a guess that the note owns up to.
func Decode(data []byte, declared string) (Decoded, error) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return decodeUTF8(data[3:]), nil
	}
	if order, skip := utf16Order(data); order != 0 {
		return decodeUTF16(data[skip:], order), nil
	}
	// Programs declare the Western page, or ASCII, for whatever they send.
	if enc, name := charset.Lookup(declared); enc != nil && name != "utf-8" && name != "windows-1252" {
		out, err := enc.NewDecoder().Bytes(data)
		if err == nil && bytes.Count(out, []byte("\uFFFD"))*20 <= len(out) {
			return Decoded{Text: string(out)}, nil
		}
	}
	if utf8.Valid(data) {
		return Decoded{Text: string(data)}, nil
	}
	// One broken byte must not turn a whole UTF-8 text into another code page.
	if good, bad := multibyte(data); good > 10*bad {
		return decodeUTF8(data), nil
	}
	best, bestShare, text := codePage{}, 0.0, ""
	for _, p := range codePages {
		out, err := p.enc.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if share := p.share(string(out)); share > bestShare {
			best, bestShare, text = p, share, string(out)
		}
	}
	if bestShare < leastShare {
		return Decoded{}, ErrEncoding
	}
	return Decoded{text, fmt.Sprintf("encoding guessed: %s; compare the letters with the original", best.name)}, nil
}

// peekLen is how much of the beginning shows whether UTF-16 has no mark.
const peekLen = 4096

// leastShare is how much must look right for a guess to be offered at all.
const leastShare = 0.6

// share returns how much of what is outside ASCII looks as it should, from 0
// to 1 for as much as usual.
func (p codePage) share(s string) float64 {
	common, all := 0, 0
	for _, word := range strings.FieldsFunc(s[:Cut(s, 1<<16)], notInWord) {
		high, good, ascii := 0, 0, false
		for _, r := range word {
			switch {
			case r < 0x80:
				ascii = true
			case strings.ContainsRune(p.common, r):
				good++
				fallthrough
			default:
				high++
			}
		}
		switch {
		case ascii == p.latin:
			common += good
		case p.latin && high <= 2:
			continue // "üç" and "à" have no ASCII letter; nor has half of "и"
		}
		all += high
	}
	if all == 0 {
		// Only dashes and quotation marks lie outside ASCII: the common case
		// of a Western text, and the only pages that have them there.
		if p.name == "windows-1252" && len(s) > 0 {
			return leastShare
		}
		return 0
	}
	return min(1, float64(common)/float64(all)/p.usual)
}

// notInWord ends a word: white space, ASCII signs, and the punctuation that
// every page has.
func notInWord(r rune) bool {
	return r < 0x80 && !unicode.IsLetter(r) || !unicode.IsLetter(r) && (unicode.IsPunct(r) || unicode.IsSpace(r))
}

func decodeUTF8(data []byte) Decoded {
	if utf8.Valid(data) {
		return Decoded{Text: string(data)}
	}
	_, bad := multibyte(data)
	return Decoded{strings.ToValidUTF8(string(data), "\uFFFD"),
		fmt.Sprintf("bytes of this text that are not valid UTF-8: %d; they stand as \uFFFD", bad)}
}

// multibyte counts the valid sequences outside ASCII and the invalid bytes.
func multibyte(data []byte) (good, bad int) {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		data = data[n:]
	}
	return good, bad
}

// utf16Order returns 'l' or 'b' for UTF-16 with that byte order, and how many
// bytes the mark takes; 0 where the bytes are not UTF-16. Without a mark, most
// UTF-16 texts still show it: their spaces and line ends have a zero byte, and
// always on the same side.
func utf16Order(data []byte) (order byte, skip int) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return 'l', 2
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return 'b', 2
	}
	var zero [2]int
	sample := data[:min(len(data), peekLen)]
	for i, c := range sample {
		if c == 0 {
			zero[i%2]++
		}
	}
	need := max(2, len(sample)/50)
	switch {
	case zero[1] >= need && zero[0] == 0:
		return 'l', 0
	case zero[0] >= need && zero[1] == 0:
		return 'b', 0
	}
	return 0, 0
}

func decodeUTF16(data []byte, order byte) Decoded {
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		a, b := uint16(data[i]), uint16(data[i+1])
		if order == 'l' {
			a, b = b, a
		}
		units = append(units, a<<8|b)
	}
	d := Decoded{Text: string(utf16.Decode(units))}
	if len(data)%2 != 0 {
		d.Note = "the last letter of this text is cut in half and was left out"
	}
	return d
}

// Peek decodes the beginning of a text well enough to see which kind it
// is. It reports false for bytes that are no text.
func Peek(head []byte) (string, bool) {
	var text string
	if order, skip := utf16Order(head); order != 0 {
		text = decodeUTF16(head[skip:], order).Text
	} else {
		text = string(head)
	}
	control := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == 0:
			return "", false
		case c < ' ' && !strings.ContainsRune("\t\n\r\f\x1b", rune(c)):
			control++
		}
	}
	if control*100 > len(text) {
		return "", false
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), true
}

// Cut returns the largest n <= limit at which s can be cut between runes.
func Cut(s string, limit int) int {
	if len(s) <= limit {
		return len(s)
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return limit
}
