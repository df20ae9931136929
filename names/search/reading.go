package search

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/habeas-record/habeas/names"
)

// tokensOf returns the words of a name as the vocabulary keeps them: in small
// letters.
func tokensOf(name string) []string {
	words := names.Words(name)
	words = words[:min(len(words), mostTokens)]
	for i, w := range words {
		words[i] = strings.ToLower(norm.NFC.String(w))
	}
	return words
}

// read reads the words of a query.
func read(query string) []names.Part {
	var parts []names.Part
	for _, t := range tokensOf(query) {
		parts = append(parts, names.ReadPart(t))
	}
	return parts
}
