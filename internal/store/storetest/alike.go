package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/names/search"
)

// Invented people are called by one of each.
var (
	ownNames = []string{"Ablikim", "Aigul", "Bahargul", "Dilnur", "Erkin", "Gulnar", "Halmurat", "Ilham", "Jannat", "Kamil", "Lutpulla", "Mahire", "Nurlan", "Patigul", "Rahile", "Serik", "Tursun", "Yultuz",
		"Айнур", "Бауыржан", "Гульжан", "Ерлан", "Жанар", "Қайрат", "Мадина", "Нұрбек", "Сәуле", "ئاينۇر", "غالىپ", "阿依古丽", "吐尔逊"}
	others = []string{"Abdurahman", "Bektur", "Dawut", "Eziz", "Hoshur", "Ismail", "Kerimbay", "Mijit", "Obulqasim", "Qurban", "Sadik", "Temirkhan", "Zunun",
		"Ахметов", "Жұмабай", "Оразбек", "Сүлеймен", "مەمەت", "买买提"}
)

// misspelt has another letter in the place of one of each word.
func misspelt(name string, from *rand.Rand) string {
	words := strings.Fields(name)
	for i, w := range words {
		letters := []rune(w)
		letters[1+from.IntN(len(letters)-1)] = rune('a' + from.IntN(26))
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// surely is a score from which names are likely or possible whatever is rare.
const surely = names.PossibleFrom + 0.05

// What is found by sound in a database is what the index in memory finds.
func testSearchAlike(_ *testing.T, f *fixture) {
	index := search.New()
	var all []string
	f.update(func(tx *store.Tx) {
		for i, own := range ownNames {
			for j, other := range others {
				if (i*7+j*3)%5 < 2 {
					name := own + " " + other
					f.person(tx, name)
					f.no(index.Add(fmt.Sprint(len(all)), name))
					all = append(all, name)
				}
			}
		}
	})
	f.view(func(tx *store.Tx) {
		alike := func(text string) (as []string) {
			found := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: text, Limit: 20}))
			for _, p := range found.People {
				as = append(as, p.Name)
			}
			for _, a := range found.Alike {
				as = append(as, a.As)
			}
			return as
		}
		from := rand.New(rand.NewPCG(4, 40))
		asked, met := 0, 0
		for i, name := range all {
			if i%3 != 0 || strings.ContainsFunc(name, func(r rune) bool { return r > 'z' }) {
				continue // in another script another letter would be one of two
			}
			for _, text := range []string{name, misspelt(name, from)} {
				here := alike(text)
				// The database weighs the rare more, so what is barely possible
				// in memory may be less there.
				there := index.Search(text, 10)
				switch first := strings.Join(here[:min(len(here), 1)], ""); {
				case there[0].Score > surely && first != there[0].Name:
					f.Errorf("%q finds %q in the database and %q, %.2f, in memory", text, first, there[0].Name, there[0].Score)
				case first != "" && !slices.ContainsFunc(there, func(h search.Hit) bool { return h.Name == first }):
					f.Errorf("%q finds %q in the database, which is not found in memory", text, first)
				}
				if text == name {
					continue
				}
				asked++
				if slices.Contains(here, name) {
					met++
				}
			}
		}
		if met*10 < asked*9 {
			f.Errorf("with a letter of each word wrong %d of %d names are found", met, asked)
		}
	})
	// That the rare word is the same says more than that the common one is: to
	// know which is, it takes the names of all others.
	const asked, rare, common = "Memet Zhundubek", "Мамыт Жундубек", "Мемет Жындыбек"
	if names.Compare(asked, rare).Score >= names.Compare(asked, common).Score {
		f.Errorf("%q is liker %q than %q, whoever else there is", asked, rare, common)
	}
	f.update(func(tx *store.Tx) {
		f.person(tx, rare)
		f.person(tx, common)
	})
	f.view(func(tx *store.Tx) {
		var as []string
		for _, a := range got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: asked, Limit: 20})).Alike {
			as = append(as, a.As)
		}
		f.same("alike, the likeliest first", []string{rare, common}, as[:min(len(as), 2)])
	})
}
