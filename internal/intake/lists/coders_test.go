package lists

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// coders writes text in every encoding that is read.
var coders = map[string]encoding.Encoding{
	"utf-8":        encoding.Nop,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"windows-1252": charmap.Windows1252, "windows-1251": charmap.Windows1251, "windows-1256": charmap.Windows1256,
	"windows-1250": charmap.Windows1250, "windows-1254": charmap.Windows1254,
	"cp850": charmap.CodePage850, "cp437": charmap.CodePage437, "cp866": charmap.CodePage866, "koi8-r": charmap.KOI8R,
	"gb18030": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5,
}
