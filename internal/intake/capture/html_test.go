package capture

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestCreditsInTheText(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Credit
	}{
		{"Reported by Doe Example for the Example Service. Translated and edited by Roe Sample.",
			[]Credit{{"Doe Example", "reporter"}, {"Example Service", "service"}, {"Roe Sample", "translator"}, {"Roe Sample", "editor"}}},
		{"Reported by D. K. Example and M. Sample. Written in English by A. Third.",
			[]Credit{{"D. K. Example", "reporter"}, {"M. Sample", "reporter"}, {"A. Third", "reporter"}}},
		{"(Translated from Uyghur by Roe Sample)", []Credit{{"Roe Sample", "translator"}}},
		{"A headline\n\nBy Doe Example\n\nWords.", []Credit{{"Doe Example", "reporter"}}},
		{"记者:例某 责编:样某", []Credit{{"例某", "reporter"}, {"样某", "editor"}}},
		{"Автор: Доу Пример\nФото: Роу Образец", []Credit{{"Доу Пример", "reporter"}, {"Роу Образец", "photographer"}}},
		// Prose is no credit.
		{"The raid was reported by neighbours. It was also reported by The Example Times.", nil},
		{"Edited by hand, the list had 500 names.", nil},
		{"Headline\n\nBy the end of May nobody had come back.", nil},
		{"Телефото: и автор неизвестны", nil},
	} {
		var got Captured
		got.creditsFrom(c.text)
		if fmt.Sprint(got.Credits) != fmt.Sprint(c.want) {
			t.Errorf("credits of %q:\n got %v\nwant %v", c.text, got.Credits, c.want)
		}
	}
}

// TestExtractorsNameThePinnedVersions holds the versions written into every
// text version and those in go.mod together.
func TestExtractorsNameThePinnedVersions(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ module, extractor string }{
		{"codeberg.org/readeck/go-readability/v2 v", extractorHTML},
		{"github.com/jhillyerd/enmime/v2 v", extractorMail},
	} {
		_, version, _ := strings.Cut(c.extractor, " ")
		if !bytes.Contains(mod, []byte(c.module+version)) {
			t.Errorf("texts say %q, go.mod requires another version", c.extractor)
		}
	}
}

func TestDeclaredEncodingOfAPage(t *testing.T) {
	for page, want := range map[string]string{
		`<meta charset="windows-1251">`:                                      "windows-1251",
		`<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=gb2312">`: "gb2312",
		`<?xml version="1.0" encoding='koi8-r'?><html>`:                      "koi8-r",
		`<p>charset=utf-16</p>`:                                              "",
		strings.Repeat(" ", sniffLen) + `<meta charset="windows-1251">`:      "",
	} {
		if got := declaredCharset([]byte(page)); got != want {
			t.Errorf("declaredCharset(%q) = %q, want %q", page, got, want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<html lang=ug dir=rtl><title>a</title><article><h1>a</h1><p>words and words</p></article>"))
	f.Add([]byte("<meta charset=gb18030><body><table><tr><td>\xc4\xe3</table><pre>\n\n</pre><br><br>"))
	f.Add([]byte("<script type=application/ld+json>{\"@graph\":[{\"datePublished\":\"2019\"}]}</script><svg><p>x"))
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00a\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte("<!doctype html>"), data...)
		c, err := Capture(t.Context(), "a.html", bytes.NewReader(data), Options{MaxBytes: 1 << 16})
		fuzzed(t, c, err)
	})
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("Reported by A. B. for the C\nBy D\n"))
	f.Add([]byte("\xef\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0"))
	f.Add([]byte("a\x00b\x00\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Capture(t.Context(), "a.txt", bytes.NewReader(data), Options{MaxBytes: 1 << 16, Folder: inFolder("/nonexistent")})
		if c.Kind == KindPDF || c.Kind == KindImage || err != nil && strings.Contains(err.Error(), "private folder") {
			return // the programs are not what is tried here
		}
		fuzzed(t, c, err)
	})
}
