package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// ocrData names tesseract's data for a language.
var ocrData = map[string]string{
	"en": "eng", "ru": "rus", "kk": "kaz", "ky": "kir", "ug": "uig", "uz": "uzb", "uz-Cyrl": "uzb_cyrl",
	"zh": "chi_sim", "zh-Hans": "chi_sim", "zh-Hant": "chi_tra", "tr": "tur", "ar": "ara", "fa": "fas", "ur": "urd",
	"uk": "ukr", "tg": "tgk", "mn": "mon", "ja": "jpn", "ko": "kor", "de": "deu", "fr": "fra", "es": "spa",
}

// ocrScripts are the data tried for a script, those installed, in this order.
var ocrScripts = map[string][]string{
	"Cyrillic": {"kaz", "rus", "kir"},
	"Arabic":   {"uig", "ara", "fas"},
	"Han":      {"chi_sim", "chi_tra"},
	"Japanese": {"jpn"}, "Hangul": {"kor"}, "Korean": {"kor"},
	"Latin": {"tur"},
}

// ocrAny are the data tried where even the script could not be told.
var ocrAny = []string{"eng", "rus", "chi_sim", "uig", "kaz"}

// ocr reads pictures with tesseract.
type ocr struct {
	dir       string
	label     string
	installed []string
	fixed     []string // data for Options.Lang; nil: guess by script
	used      []string
}

// newOCR finds tesseract and the data for the language asked for. Either
// missing is ErrToolMissing: letters read with the data of another language
// are wrong in ways no one sees.
func newOCR(ctx context.Context, dir string, o Options) (*ocr, error) {
	if !tesseract.installed() {
		return nil, tesseract.missing()
	}
	out, stderr, err := tesseract.runBoth(ctx, dir, nil, 64<<10, "--list-langs")
	if err != nil {
		return nil, err
	}
	r := &ocr{dir: dir, label: tesseract.label(ctx, dir, "--version")}
	// The list is a sentence, then a name a line; older versions complain it.
	for _, line := range strings.Split(string(out)+string(stderr), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, " ") {
			r.installed = append(r.installed, line)
		}
	}
	if o.Lang == "" {
		if len(r.have(ocrAny)) == 0 {
			return nil, fail(ErrToolMissing, "install the package tesseract-ocr-eng, then add the file again", "tesseract has no language data")
		}
		return r, nil
	}
	data, name := dataFor(o.Lang)
	if data == "" {
		return nil, fail(ErrToolMissing, "transcribe it by hand", "tesseract has no data for %s", name)
	}
	if r.fixed = r.have([]string{data}); len(r.fixed) == 0 {
		return nil, fail(ErrToolMissing, "install the package tesseract-ocr-"+strings.ReplaceAll(data, "_", "-")+", then add the file again",
			"tesseract has no data for %s", name)
	}
	return r, nil
}

// dataFor returns tesseract's data for a language tag, "" where it has none,
// and the language's name for the sentence that says so.
func dataFor(lang string) (data, name string) {
	tag, err := language.Parse(lang)
	if err != nil {
		return "", fmt.Sprintf("the language %q", lang)
	}
	name = display.English.Tags().Name(tag)
	base, _ := tag.Base()
	script, _ := tag.Script()
	usual, _ := language.Make(base.String()).Script()
	if data = ocrData[base.String()+"-"+script.String()]; data != "" {
		return data, name
	}
	// Kazakh in Arabic letters is not read with data for Kazakh in Cyrillic.
	if script != usual {
		return "", name
	}
	return ocrData[base.String()], name
}

// have returns those of the data that are installed.
func (r *ocr) have(data []string) []string {
	var have []string
	for _, d := range data {
		if slices.Contains(r.installed, d) {
			have = append(have, d)
		}
	}
	return have
}

// read returns the text in a PNG. What tesseract cannot do becomes a warning.
func (r *ocr) read(ctx context.Context, c *Captured, picture []byte) (string, error) {
	data, upright, err := r.choose(ctx, picture)
	if err != nil {
		return "", err
	}
	if len(data) == 0 {
		c.warn("the letters in the picture are of a script that tesseract has no data for here: give the language, or install its tesseract-ocr package and add the file again")
		return "", nil
	}
	// Page segmentation 1 turns the page upright first, 3 takes it as it is.
	mode := "3"
	if upright {
		mode = "1"
	}
	out, err := tesseract.run(ctx, r.dir, bytes.NewReader(picture), maxText, "stdin", "stdout", "-l", strings.Join(data, "+"), "--psm", mode)
	var failed *toolError
	if errors.As(err, &failed) {
		c.warn("tesseract could not read the picture (%v)", failed.err)
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, d := range data {
		if !slices.Contains(r.used, d) {
			r.used = append(r.used, d)
		}
	}
	return strings.TrimRight(string(out), " \n\f"), nil
}

// choose picks the data for one picture and says whether its way up is known.
func (r *ocr) choose(ctx context.Context, picture []byte) (data []string, upright bool, err error) {
	var script string
	if slices.Contains(r.installed, "osd") {
		out, err := tesseract.run(ctx, r.dir, bytes.NewReader(picture), 64<<10, "stdin", "stdout", "--psm", "0")
		var failed *toolError
		if err != nil && !errors.As(err, &failed) {
			return nil, false, err
		}
		// It fails on pictures with few letters, which are then taken as they are.
		if err == nil {
			upright = true
			if m := scriptLine.FindSubmatch(out); m != nil {
				script = string(m[1])
			}
		}
	}
	switch {
	case r.fixed != nil:
		return r.fixed, upright, nil
	case script == "":
		return r.have(ocrAny), upright, nil
	case script == "Latin":
		return append(r.have([]string{"eng"}), r.have(ocrScripts[script])...), upright, nil
	}
	own := r.have(ocrScripts[script])
	if len(own) == 0 {
		return nil, upright, nil
	}
	// Latin names and figures stand in texts of every script.
	return append(own, r.have([]string{"eng"})...), upright, nil
}

// scriptLine is where tesseract names the script of a page.
var scriptLine = regexp.MustCompile(`(?m)^Script: (\w+)`)

// add makes the text version of the pages that were read.
func (r *ocr) add(c *Captured, pages []string, o Options) {
	if len(blankPages(pages)) == len(pages) {
		c.warn("no text was read in the picture: if it holds any, transcribe it by hand")
		return
	}
	body, anchors := joinPages(pages)
	slices.Sort(r.used)
	t := newText(r.label+" ("+strings.Join(r.used, "+")+")", body, o)
	t.OCR, t.Pages = true, anchors
	t.Note = "read from the picture by machine: compare every name and number with it"
	c.Texts = append(c.Texts, t)
}
