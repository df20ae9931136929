// Package redact writes a log that tells what the program met and nothing
// about who asked. Of every text it keeps the words a program says: lower-case
// words and the patterns of routes, ids of the record, codes of databases.
// Numbers, capitals, other scripts and whatever stands in quotes are left out,
// whoever put them there; and of the time only the day is kept. So an error
// that happens to carry an address or a browser's name loses a word of its line.
// What is typed in small letters of Latin would stay, so errors quote what was
// typed, where they repeat it at all.
package redact

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Gap stands for what was left out.
const Gap = "…"

// New returns a handler that writes lines to w, from the level up.
func New(w io.Writer, level slog.Leveler) slog.Handler {
	return &handler{to: &line{w: w}, level: level}
}

type handler struct {
	to    *line
	level slog.Leveler
	said  string // attributes given before, written already
	group string // "" or the groups they are in, each with a dot behind
}

// line writes whole lines, one at a time.
type line struct {
	mu sync.Mutex
	w  io.Writer
}

func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level.Level() }

func (h *handler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s%s", r.Time.UTC().Format(time.DateOnly), r.Level, Words(r.Message), h.said)
	r.Attrs(func(a slog.Attr) bool {
		write(&b, h.group, a)
		return true
	})
	b.WriteByte('\n')
	h.to.mu.Lock()
	defer h.to.mu.Unlock()
	_, err := io.WriteString(h.to.w, b.String())
	return err
}

func (h *handler) WithAttrs(as []slog.Attr) slog.Handler {
	var b strings.Builder
	for _, a := range as {
		write(&b, h.group, a)
	}
	next := *h
	next.said += b.String()
	return &next
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	next := *h
	next.group += Words(name) + "."
	return &next
}

func write(b *strings.Builder, group string, a slog.Attr) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			group += Words(a.Key) + "."
		}
		for _, in := range v.Group() {
			write(b, group, in)
		}
		return
	}
	if a.Equal(slog.Attr{}) {
		return
	}
	fmt.Fprintf(b, "; %s%s: %s", group, Words(a.Key), Words(v.String()))
}

var (
	quoted = regexp.MustCompile("\"[^\"]*\"?|`[^`]*`?|“[^”]*”?|«[^»]*»?|'[^' ]*'")
	// What a program says: a word, a route with its blanks, an id of the record.
	word  = regexp.MustCompile(`^[(\[]?(?:[a-z]+(?:[-'_][a-z]+)*|(?:[A-Z]+ )?/(?:[a-z.-]*|\{[a-z]+(?:\.\.\.)?\})(?:/(?:[a-z.-]+|\{[a-z]+(?:\.\.\.)?\}))*/?|[a-z][0-9a-z]{16}|SQLITE_[A-Z]+|SQLSTATE|EOF|SQL|HTTP|TLS|PDF|JSON)[)\]]?[.,:;!?]*$`)
	state = regexp.MustCompile(`SQLSTATE [0-9A-Z]{5}\b`)
)

// Words is what the log keeps of a text: one line, with a Gap for every run of
// what it leaves out.
func Words(s string) string {
	s = quoted.ReplaceAllString(s, " "+Gap+" ")
	states := state.FindAllString(s, -1)
	s = state.ReplaceAllString(s, "SQLSTATE")
	fields := strings.Fields(s)
	out := fields[:0]
	for _, f := range fields {
		if !word.MatchString(f) {
			f = Gap
		}
		if strings.Contains(f, "SQLSTATE") && len(states) > 0 {
			f, states = strings.Replace(f, "SQLSTATE", states[0], 1), states[1:]
		}
		out = append(out, f)
	}
	return strings.Join(slices.CompactFunc(out, func(a, b string) bool { return a == Gap && b == Gap }), " ")
}
