package store

import (
	"path/filepath"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/sound"
)

// Where more people share the common words of a name than are looked at, those
// who share the rare one are looked at all the same, and count for more.
func TestTheRareIsHeard(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	in := part(habeas.KindPerson, habeas.ScopeDesk)
	const common = mostAlike + 200
	err = s.Update(t.Context(), func(tx *Tx) error {
		for i := range common + 2 {
			name := "Мемет Кадир"
			switch i {
			case common:
				name = "Мемет Жундубек"
			case common + 1:
				name = "Жундубек Мемет Кадир"
			}
			if err := tx.putEntry(entry{n: int64(i) << 1, part: in, words: indexWords([]string{name}, "")}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(tx *Tx) error {
		asked := "Memet Kadir Zhundubek"
		words, err := tx.listen(asked, habeas.ScopeDesk)
		if err != nil {
			return err
		}
		if !(words[2].Weight > 2*words[0].Weight) || words[0].Weight <= 0 {
			t.Errorf("the words weigh %.2f, %.2f and %.2f", words[0].Weight, words[1].Weight, words[2].Weight)
		}
		rare := sound.Rarity(asked, words)
		if rare("zhundubek") != words[2].Weight || rare("other") != 0 {
			t.Errorf("zhundubek weighs %.2f and another word %.2f", rare("zhundubek"), rare("other"))
		}
		met, err := tx.hear(words, in, facetFilter{})
		if err != nil {
			return err
		}
		if len(met) < mostAlike {
			t.Errorf("%d are looked at, want %d at least", len(met), mostAlike)
		}
		if met[0].n != (common+1)<<1 {
			t.Errorf("who shares all words is not the first that is looked at, %d", met[0].n)
		}
		likest := sound.Likest(words, met, 3, heardEntry.names)
		if likest[0].n != (common+1)<<1 || likest[1].n != common<<1 {
			t.Errorf("who shares all words, and who shares the rare one, are not the first that are compared but %d and %d", likest[0].n, likest[1].n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
