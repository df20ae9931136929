package store

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/habeas-record/habeas"
)

// rowSummer makes the entries of rows; each goroutine has its own.
type rowSummer struct {
	list   habeas.List
	desk   *habeas.RowSummer
	set    int64
	source habeas.Source
	solo   string
	today  time.Time
	room   []habeas.Claim
}

// entries returns the desk's and the public entry; part -1 is none.
func (rs *rowSummer) entries(r listRow) (out [2]entry) {
	s := rs.desk.Summary(r.Row)
	if s.Name == "" {
		s.Name = rowLabel(rs.list, r.Row)
	}
	out[0] = rs.entry(r, s, habeas.ScopeDesk)
	out[1] = entry{part: -1}
	if !rs.list.Covers(r.Row) {
		return out
	}
	claims := rs.list.AppendClaims(rs.room[:0], r.Row)
	rs.room = claims
	var shown []habeas.Claim
	for _, c := range claims {
		released, err := habeas.Release(habeas.Releasable{Claim: c, Source: rs.source, Solo: rs.solo}, habeas.ToPublic, rs.today)
		if err == nil {
			shown = append(shown, released.Claim)
		}
	}
	if len(shown) > 0 {
		out[1] = rs.entry(r, rowSummary(rs.list, r.Row, shown, habeas.ScopePublic), habeas.ScopePublic)
	}
	return out
}

func (rs *rowSummer) entry(r listRow, s habeas.Summary, scope habeas.Scope) entry {
	return entry{n: r.n<<1 | scopeBit(scope), part: part(habeas.KindPerson, scope), facet: packFacet(s, rs.set),
		words: summaryWords(s), news: newsOf(s.NewsTill)}
}

// cellsJSON writes cells as a JSON array.
func cellsJSON(cells []string) string {
	size := 2
	for _, c := range cells {
		size += len(c) + 3
	}
	b := make([]byte, 0, size)
	b = append(b, '[')
	for i, c := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if plain(c) {
			b = append(append(append(b, '"'), c...), '"')
			continue
		}
		quoted, err := json.Marshal(c)
		if err != nil { // a string always has a JSON form
			quoted = strconv.AppendQuote(nil, c)
		}
		b = append(b, quoted...)
	}
	return string(append(b, ']'))
}

// plain reports whether s stands in JSON as it is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}
