package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// TestBothWaysToAPage: walking through the entries finds what the index of
// words finds, in the same order.
func TestBothWaysToAPage(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = s.Update(t.Context(), func(tx *Tx) error {
		for i := range 300 {
			name := fmt.Sprintf("%s %s", []string{"Ali", "Abdul-Ahad", "Älima", "阿里", "Zz"}[i%5], []string{"Sample", "Ali", "Example", "Ünal"}[i%4])
			e := entry{n: int64(i) << 1, part: part(habeas.KindPerson, habeas.ScopeDesk), facet: int64(i % 3), news: int64(i * 7 % 50),
				words: indexWords([]string{name}, fmt.Sprint("Exampletown ", i%7))}
			if err := tx.putEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(tx *Tx) error {
		for _, text := range []string{"a", "al", "ali", "a s", "z", "阿", "ünal al", "1", placeMark + "exam", "nobody"} {
			tokens := names.Tokens(text)
			if text[0] == placeMark[0] {
				tokens = []string{text}
			}
			for _, order := range []string{byWords, byNews} {
				for _, f := range []facetFilter{{}, {mask: 3, value: 1}} {
					var pages [2][]found
					for i, walk := range []bool{false, true} {
						if pages[i], err = tx.page(habeas.KindPerson, habeas.ScopeDesk, tokens, f, order, 20, 5, walk); err != nil {
							return err
						}
					}
					same := func(a, b found) bool { return a.n == b.n }
					if !slices.EqualFunc(pages[0], pages[1], same) {
						t.Errorf("%q by %s: %d and %d entries, or not the same", text, order, len(pages[0]), len(pages[1]))
					}
					if found := len(pages[0]) > 0; !found && text != "nobody" && text != "1" {
						t.Errorf("%q finds nobody", text)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
