package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// eachLine hands every line on, without its end and the mark some programs put
// at the beginning of a file. A line of more than a megabyte, or one that is no
// UTF-8, is refused.
func eachLine(r io.Reader, do func(string)) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), 1<<20)
	for n := 1; s.Scan(); n++ {
		line := s.Text()
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if !utf8.ValidString(line) {
			return fmt.Errorf("line %d is not UTF-8: save the file as UTF-8", n)
		}
		do(strings.TrimSuffix(line, "\r"))
	}
	return s.Err()
}
