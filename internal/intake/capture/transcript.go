package capture

import (
	"context"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// readTranscript reads SubRip or WebVTT. Each cue's words become one stretch
// of the body, so that a quote of it is a clip.
func readTranscript(_ context.Context, c *Captured, in original, o Options) error {
	d, err := decodeReport(in, "")
	if err != nil {
		return err
	}
	vtt := in.media == "text/vtt"
	body, cues, err := parseCues(tidy(d.Text), vtt)
	if err != nil {
		return err
	}
	name := "srt"
	if vtt {
		name = "vtt"
	}
	t := newText(name, body, o)
	t.Cues, t.Note = cues, d.Note
	if d.Note != "" {
		c.warn("%s", d.Note)
	}
	c.Texts = []Text{t}
	return nil
}

var (
	// cueClock is hours (optional), minutes, seconds and an optional fraction.
	cueClock = regexp.MustCompile(`^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$`)
	cueIndex = regexp.MustCompile(`^\d+$`)
	cueVoice = regexp.MustCompile(`(?i)<v(?:\.[^\s>]*)?\s+([^<>]+)>`)
	cueTag   = regexp.MustCompile(`(?i)</?(?:b|i|u|s|c|v|lang|ruby|rt|font|span)(?:[.\s][^<>]*)?>|<(?:\d+:)?\d{1,2}:\d{2}[.,]\d+>|\{\\[^{}]*\}`)
	cueBreak = regexp.MustCompile(`(?i)<br\s*/?>`)
	// vttBlock opens a block of WebVTT that is no cue.
	vttBlock = regexp.MustCompile(`^(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t].*)?$`)
)

// parseCues reads the lines of a transcript. It forgives missing or wrong
// indices, missing blank lines and blank lines inside a cue; a line with "-->"
// that gives no two times is an error that names the line.
func parseCues(text string, vtt bool) (body string, cues []Cue, err error) {
	b := cueBody{vtt: vtt}
	lines := strings.Split(strings.TrimPrefix(text, "\uFEFF"), "\n")
	var words []string // of the cue being read
	var open *Cue
	fresh, skip := true, false // at the start of a block; inside one that is no cue
	for i, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			fresh, skip = true, false
			words = append(words, "")
			continue
		case skip:
			continue
		case vtt && fresh && vttBlock.MatchString(line):
			skip = true
			continue
		case strings.Contains(line, "-->"):
			next, ok := cueTimes(line)
			if !ok {
				return "", nil, fail(ErrTranscript, "write it as 00:01:02,500 --> 00:01:04,000", "line %d of the transcript, %q, does not give two times", i+1, short(line))
			}
			if next.End < next.Start {
				return "", nil, fail(ErrTranscript, "correct the two times", "line %d of the transcript, %q, ends before it starts", i+1, short(line))
			}
			b.add(open, withoutIndex(words, vtt))
			open, words = &next, nil
		case open == nil && !cueIndex.MatchString(line) && !vtt:
			if i+1 == len(lines) || !strings.Contains(lines[i+1], "-->") {
				return "", nil, fail(ErrTranscript, "put a line such as 00:01:02,500 --> 00:01:04,000 before it", "line %d of the transcript, %q, has no time before it", i+1, short(line))
			}
		case open != nil:
			words = append(words, line)
		}
		fresh = false
	}
	b.add(open, words)
	if len(b.cues) == 0 {
		return "", nil, fail(ErrTranscript, "it needs lines such as 00:01:02,500 --> 00:01:04,000 with words below them", "no words with times were found in this transcript")
	}
	return b.text.String(), b.cues, nil
}

// cueBody joins the words of the cues and counts runes as it goes.
type cueBody struct {
	vtt   bool
	text  strings.Builder
	runes int
	cues  []Cue
}

func (b *cueBody) add(cue *Cue, lines []string) {
	if cue == nil {
		return
	}
	words := b.clean(strings.Join(lines, "\n"))
	if words == "" {
		return
	}
	if b.runes > 0 {
		b.text.WriteByte('\n')
		b.runes++
	}
	cue.RuneStart = b.runes
	b.text.WriteString(words)
	b.runes += utf8.RuneCountInString(words)
	cue.RuneEnd = b.runes
	b.cues = append(b.cues, *cue)
}

// clean strips styling from the words of a cue. A voice tag says who speaks:
// it becomes "Name: ".
func (b *cueBody) clean(words string) string {
	words = cueVoice.ReplaceAllString(words, "$1: ")
	words = cueBreak.ReplaceAllString(words, "\n")
	words = cueTag.ReplaceAllString(words, "")
	if b.vtt {
		words = tidy(html.UnescapeString(words))
	}
	var kept []string
	for line := range strings.Lines(words) {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// withoutIndex drops the number, or in WebVTT the name, of the next cue from
// the end of this one's lines. A number may stand there without a blank line
// before it, a name may not.
func withoutIndex(lines []string, vtt bool) []string {
	n := len(lines)
	if n == 0 {
		return lines
	}
	named := vtt && n > 1 && lines[n-2] == "" && lines[n-1] != ""
	if named || cueIndex.MatchString(lines[n-1]) {
		return lines[:n-1]
	}
	return lines
}

// cueTimes reads "start --> end", with what may follow it.
func cueTimes(line string) (Cue, bool) {
	from, till, _ := strings.Cut(line, "-->")
	fields := strings.Fields(till)
	if len(fields) == 0 {
		return Cue{}, false
	}
	start, ok := clock(strings.TrimSpace(from))
	end, ok2 := clock(fields[0])
	return Cue{Start: start, End: end}, ok && ok2
}

// clock reads a time in the recording; hours and fraction may be missing.
func clock(s string) (time.Duration, bool) {
	m := cueClock.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi("0" + m[1])
	minutes, _ := strconv.Atoi(m[2])
	seconds, _ := strconv.Atoi(m[3])
	if minutes > 59 || seconds > 59 {
		return 0, false
	}
	nanos, _ := strconv.Atoi((m[4] + "000000000")[:9])
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute +
		time.Duration(seconds)*time.Second + time.Duration(nanos), true
}

// short cuts a line for a message.
func short(line string) string {
	if r := []rune(line); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return line
}
