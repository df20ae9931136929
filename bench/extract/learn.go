package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/extract/weigh"
)

// The second reader's settings. They were chosen by cross-validation over
// articles no rule was made from (docs/figures.md).
var (
	training = weigh.Training{Rare: 3, L1: 1, L2: 3}
	parts    = 5 // of the articles, for impressions of one by those of the others
)

// article is one annotated text and what the second reader would ask of it.
type article struct {
	name  string
	text  string
	gold  gold
	asked []extract.Question
}

// taught are the folders a second reader learns from: the articles on which words
// and rules were developed, and further ones marked by family alone.
var taught = []string{developed, "internal/extract/testdata/families"}

// readArticles reads the English articles of folders: the only language with
// examples enough.
func readArticles(dirs ...string) ([]article, error) {
	var out []article
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", dir, err)
		}
		for _, name := range names {
			base := strings.TrimSuffix(name, ".gold.json")
			g, err := readGold(name)
			if err != nil {
				return nil, err
			}
			if g.Document.Lang != "en" {
				continue
			}
			b, err := os.ReadFile(base + ".txt")
			if err != nil {
				return nil, fmt.Errorf("read article: %w", err)
			}
			a := article{name: filepath.Base(base), text: string(b), gold: g}
			if a.asked, err = extract.Questions(a.text, g.options()); err != nil {
				return nil, fmt.Errorf("%s: %w", base, err)
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// answer says whether a claim of the family asked for lies there.
func (a *article) answer(q extract.Question) bool {
	p := extract.Proposal{Type: q.Type, Start: q.Start, End: q.End}
	return slices.ContainsFunc(a.gold.Claims, func(c goldClaim) bool { return c.meets(p, true) })
}

// learn teaches a second reader. Its first reading, of clauses, is taught from
// all articles; what it made of an article, from which the second learns, comes
// from a first reading taught without that article, since it is surer of those
// it was taught from than it will be of any other.
func learn(articles []article) *weigh.Model {
	teach := map[string][]weigh.Example{}
	for part := range parts {
		others := map[string][]weigh.Example{}
		for i := range articles {
			if i%parts != part {
				articles[i].first(others)
			}
		}
		m := training.Learn(others)
		for i := part; i < len(articles); i += parts {
			a := &articles[i]
			impressions := extract.NewImpressions(m)
			for _, q := range a.asked {
				impressions.Hear(q)
			}
			for _, q := range a.asked {
				teach[q.Ask] = append(teach[q.Ask], weigh.Example{Features: impressions.On(q), Yes: a.answer(q)})
			}
		}
	}
	for i := range articles {
		articles[i].first(teach)
	}
	const enough = 40 // examples; of fewer there is nothing to learn
	for ask, examples := range teach {
		if len(examples) < enough {
			delete(teach, ask)
		}
	}
	return training.Learn(teach)
}

// first adds the questions of the first reading to examples.
func (a *article) first(to map[string][]weigh.Example) {
	for _, q := range a.asked {
		if strings.HasPrefix(q.Ask, "clause ") {
			to[extract.First+q.Ask] = append(to[extract.First+q.Ask], weigh.Example{Features: q.Features, Yes: a.answer(q)})
		}
	}
}

// crossValidate prints how the articles whose name matches only are read by
// second readers taught without them: in each of the folds, part of them is left
// out and then read.
func crossValidate(only string, folds int) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("read --only: %w", err)
	}
	articles, err := readArticles(taught...)
	if err != nil {
		return err
	}
	fold := make([]int, len(articles)) // in which an article is read
	scored := 0
	for i, a := range articles {
		fold[i] = -1
		if wanted.MatchString(a.name) {
			fold[i] = scored % folds
			scored++
		}
	}
	var sum figures
	for f := range folds {
		var others []article
		for i, a := range articles {
			if fold[i] != f {
				others = append(others, a)
			}
		}
		var weights bytes.Buffer
		if err := learn(others).Write(&weights); err != nil {
			return err
		}
		own := fstest.MapFS{"en.weights": {Data: weights.Bytes()}}
		for i, a := range articles {
			if fold[i] != f {
				continue
			}
			o := a.gold.options()
			o.Own = append(o.Own, own)
			r, err := extract.Extract(a.text, o)
			if err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
			sum.plus(score(a.gold, r))
		}
	}
	fmt.Println(sum.row(fmt.Sprintf("= cross-validated (%d)", scored), 0))
	if families {
		printFamilies(&sum)
	}
	return nil
}

// writeWeights teaches a second reader and writes what it learned. The real
// report is among what it learns from where HABEAS_DATA names its folder.
func writeWeights(to string) error {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		return fmt.Errorf("set HABEAS_DATA to the folder with the real report: the weights that come with Habeas are learned from it too")
	}
	articles, err := readArticles(append(slices.Clone(taught), filepath.Join(data, "report"))...)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "# What the second reader learned from %d annotated articles. Not written by hand:\n# go run ./bench/extract --learn FILE makes it. How to read it: README.md.\n", len(articles))
	if err := learn(articles).Write(&out); err != nil {
		return err
	}
	if err := os.WriteFile(to, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}
