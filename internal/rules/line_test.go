package rules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// guesses are the words of what is never built: a function or type that tells a
// person's ethnicity, faith or origin, scores a living person, or knows faces.
// "Score" alone is fine: names, pairs and links have one.
var guesses = regexp.MustCompile(`(?i)(ethnic[a-z]*|nationality|religio[a-z]*|faith)(of|from|guess|score|predict|infer|detect)|(guess|predict|infer|detect|classify)(ethnic|nationality|religio|faith|muslim|origin|gender)|(risk|threat|suspicion|loyalty)(score|level|rank)|(face)(match|search|recogni|embed|id)`)

// The line that is not crossed (README): no such name is declared anywhere.
func TestLine(t *testing.T) { report(t, wrongGuesses(goFiles(all(t)))) }

func wrongGuesses(files []file) (wrong []string) {
	for _, f := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), f.path, f.text, parser.SkipObjectResolution)
		if err != nil || strings.HasPrefix(f.path, "internal/rules/") {
			continue
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			var names []*ast.Ident
			switch d := n.(type) {
			case *ast.FuncDecl:
				names = append(names, d.Name)
			case *ast.TypeSpec:
				names = append(names, d.Name)
			case *ast.Field:
				names = append(names, d.Names...)
			}
			for _, id := range names {
				if guesses.MatchString(id.Name) {
					wrong = append(wrong, fmt.Sprintf("%s declares %s: nothing here guesses what a person is, scores a living one or knows faces", f.path, id.Name))
				}
			}
			return true
		})
	}
	return wrong
}

func TestWrongGuesses(t *testing.T) {
	expect(t, wrongGuesses(invent(t, "names/x.go", "package names\nfunc EthnicityOf(name string) string { return \"\" }\n")), "declares EthnicityOf")
	expect(t, wrongGuesses(invent(t, "claim.go", "package habeas\ntype Person struct{ RiskScore int }\n")), "declares RiskScore")
	expect(t, wrongGuesses(invent(t, "claim.go", "package habeas\ntype Pair struct{ Score float64 }\n")))
}
