package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/habeas-record/habeas/names/search"
)

type nameSearchCmd struct {
	Names   string   `help:"The pool: one name a line, before it an id and a tab if it has one; or an index that --save wrote. A line without an id goes by its number." required:"" placeholder:"POOL.tsv" type:"path"`
	Queries string   `help:"Names to look for, one a line; - for standard input." placeholder:"Q.txt"`
	Query   []string `arg:"" optional:"" help:"Names to look for."`
	K       int      `help:"The most names shown for each." short:"k" default:"10" placeholder:"N"`
	Save    string   `help:"Write the index of the pool to this file, which --names then reads in the place of the pool." placeholder:"FILE" type:"path"`
	JSON    bool     `help:"Print one JSON object a query, on a line of its own." name:"json"`
}

// found is what is printed for a query.
type found struct {
	Query string       `json:"query"`
	Hits  []search.Hit `json:"hits"`
}

func (c *nameSearchCmd) Run(t terminal) error {
	if c.K < 1 || c.K > 1000 {
		return misuse("-k %d: show 1 to 1000 names", c.K)
	}
	if c.Queries == "" && len(c.Query) == 0 && c.Save == "" {
		return misuse("nothing to look for: name --queries, or a name after the options")
	}
	queries := c.Query
	if c.Queries != "" {
		var err error
		if queries, err = c.read(t, queries); err != nil {
			return err
		}
	}
	index, err := readPool(c.Names)
	if err != nil {
		return err
	}
	if c.Save != "" {
		if err := saveIndex(index, c.Save); err != nil {
			return err
		}
	}
	return c.answer(t, index, queries)
}

// answer looks for the queries on every core and prints them in their order.
func (c *nameSearchCmd) answer(t terminal, index *search.Index, queries []string) error {
	const batch = 64
	w := bufio.NewWriter(t.out)
	for len(queries) > 0 {
		n := min(batch*runtime.GOMAXPROCS(0), len(queries))
		answers := make([]found, n)
		var wait sync.WaitGroup
		for core := range runtime.GOMAXPROCS(0) {
			wait.Go(func() {
				for i := core; i < n; i += runtime.GOMAXPROCS(0) {
					answers[i] = found{queries[i], index.Search(queries[i], c.K)}
				}
			})
		}
		wait.Wait()
		queries = queries[n:]
		for _, a := range answers {
			if err := c.print(w, a); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

func (c *nameSearchCmd) print(w io.Writer, a found) error {
	if c.JSON {
		return printJSON(w, a)
	}
	fmt.Fprintln(w, a.Query)
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, h := range a.Hits {
		fmt.Fprintf(table, "\t%s\t%.2f\t%s\t%s\t%s\n", h.Band, h.Score, h.ID, h.Name, strings.Join(h.Why, "; "))
	}
	if len(a.Hits) == 0 {
		fmt.Fprintln(table, "\tno name of the pool is like it")
	}
	return table.Flush()
}

// readPool reads a pool of names, or the index of one.
func readPool(path string) (*search.Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the names: %w", err)
	}
	defer f.Close()
	start := bufio.NewReader(f)
	if head, _ := start.Peek(len(search.Mark)); string(head) == search.Mark {
		file, err := io.ReadAll(start)
		if err != nil {
			return nil, fmt.Errorf("read the names: %w", err)
		}
		return search.Load(file)
	}
	index := search.New()
	n := 0
	var full error
	err = eachLine(start, func(line string) {
		n++
		id, name, ok := strings.Cut(line, "\t")
		if !ok {
			id, name = strconv.Itoa(n), line
		}
		name, _, _ = strings.Cut(name, "\t") // what else the pool says
		if name = strings.TrimSpace(name); name != "" && full == nil {
			full = index.Add(strings.TrimSpace(id), name)
		}
	})
	if err := errors.Join(err, full); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if index.Len() == 0 {
		return nil, fmt.Errorf("%s holds no name: write one a line", path)
	}
	return index, nil
}

// read adds the names of the file of queries.
func (c *nameSearchCmd) read(t terminal, queries []string) ([]string, error) {
	in := t.in
	if c.Queries != "-" {
		f, err := os.Open(c.Queries)
		if err != nil {
			return nil, fmt.Errorf("open the queries: %w", err)
		}
		defer f.Close()
		in = f
	}
	err := eachLine(in, func(line string) {
		if line = strings.TrimSpace(line); line != "" {
			queries = append(queries, line)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read the queries: %w", err)
	}
	return queries, nil
}

// saveIndex writes the index beside its name and then puts it there, so that
// no half of one is ever read.
func saveIndex(index *search.Index, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	defer os.Remove(f.Name())
	if err := errors.Join(index.Save(f), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return nil
}
