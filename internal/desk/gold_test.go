package desk_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// goldClaim is a claim of the annotated report.
type goldClaim struct {
	ID, Type, Tier, Source string
	Value                  map[string]json.RawMessage
	Hedge                  string
	Quote                  struct {
		Exact      string
		Start, End int
	}
}

// Every claim a skilled documenter takes from a real report can be kept, each
// with its quote, and read again.
func TestTheAnnotatedReportCanBeKept(t *testing.T) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: it names the folder with report/, whose annotated claims this test keeps")
	}
	raw, err := os.ReadFile(filepath.Join(data, "report", "rfa-kazakhs-2017.gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(data, "report", "rfa-kazakhs-2017.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var gold struct{ Claims []goldClaim }
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	d, public, doc, rev, ctx := w.Desk, w.public, w.doc, w.rev, w.ctx
	taken, err := d.Capture(ctx, doc, desk.Given{Pasted: string(text), Title: "The report", Access: habeas.AccessPublic,
		NewSource: &habeas.Source{Kind: habeas.SourceOutlet, Name: "The outlet", Label: "The outlet", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}})
	if err != nil {
		t.Fatal(err)
	}
	rv, err := d.Review(ctx, doc, taken.Report.ID)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]habeas.ID{}
	var person habeas.ID
	for _, g := range gold.Claims {
		p, ok := habeas.PropertyOfType(g.Type)
		if !ok {
			t.Errorf("%s: no property takes in %s", g.ID, g.Type)
			continue
		}
		e := desk.Edit{Property: p.Key, Slots: map[string]string{}, Hedge: g.Hedge, Source: taken.Report.Source, Lang: "en", Words: g.Quote.Exact}
		for k, v := range g.Value {
			var s string
			if json.Unmarshal(v, &s) != nil {
				s = strings.Trim(string(v), `"`)
			}
			if k == "edtf" {
				if date, err := habeas.CheckDate(s); err == nil {
					e.EDTF = date
				}
				continue
			}
			e.Slots[k] = s
		}
		// The first kind the property can be said of, by name where it has one.
		switch kind := p.Kinds[0]; {
		case p.Fits(habeas.KindReport):
			e.Subject = taken.Report.ID
		case p.Fits(habeas.KindMention) && person != "":
			e.Subject = person
		default:
			e.New = desk.NewSubject{Kind: kind, Label: g.Quote.Exact}
		}
		c, err := d.AddMissed(ctx, doc, rv.Text.ID, g.Quote.Start, g.Quote.End, e)
		if err != nil {
			t.Errorf("%s (%s): %v", g.ID, g.Type, err)
			continue
		}
		if c.Quotes[0].Exact != g.Quote.Exact {
			t.Errorf("%s quotes %q, want %q", g.ID, c.Quotes[0].Exact, g.Quote.Exact)
		}
		if person == "" && c.Subject.Kind() == habeas.KindMention {
			person = c.Subject
		}
		kept[g.ID] = c.ID
	}
	if len(kept) != len(gold.Claims) || len(kept) < 84 {
		t.Fatalf("%d of %d claims were kept", len(kept), len(gold.Claims))
	}
	shown := 0
	for id, c := range kept {
		h, err := d.ClaimHistory(ctx, doc, c)
		if err != nil {
			t.Errorf("%s cannot be read again: %v", id, err)
			continue
		}
		if h.Entry.Claim.Status != habeas.Accepted || len(h.Entry.Claim.Quotes) == 0 {
			t.Errorf("%s is %s with %d quotes", id, h.Entry.Claim.Status, len(h.Entry.Claim.Quotes))
		}
		p, _ := habeas.PropertyOf(h.Entry.Claim.Property)
		if p.Identity || h.Entry.Claim.Access != habeas.AccessPublic {
			if _, err := public.Claim(ctx, c); err == nil {
				t.Errorf("%s is for the desk and was shown", id)
			}
			continue
		}
		if err := d.Publish(ctx, rev, []habeas.ID{c}, nil); err != nil {
			t.Errorf("%s cannot be published: %v", id, err)
			continue
		}
		pc, err := public.Claim(ctx, c)
		if err != nil || len(pc.Shown.Claim.Quotes) == 0 {
			t.Errorf("%s is not shown: %v", id, err)
			continue
		}
		shown++
	}
	t.Logf("%d claims kept, %d published, %d proposals beside", len(kept), shown, taken.Proposals)
	if shown < 70 {
		t.Errorf("only %d claims could be shown", shown)
	}
}
