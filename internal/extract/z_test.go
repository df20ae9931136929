package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestZ(t *testing.T) {
	words := append([]string{}, pieces...)
	words = append(words, "his", "sister", "the", "of", "two", "hundred", "Police", "a", "who", "-", "to", "and the", "was", "said that", "ISIS", "County", "prison", "not", "for", "calls to", "most of", "about", "nearly", "more than", "de", "Al", "A", ". A")
	for _, w := range words {
		s := strings.TrimSpace(strings.Repeat(w+" ", 3000))
		t0 := time.Now()
		Extract(s, Options{Lang: "en", Publisher: "X"})
		if d := time.Since(t0); d > 300*time.Millisecond {
			fmt.Printf("%q %v\n", w, d)
		}
	}
}
