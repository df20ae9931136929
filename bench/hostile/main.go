// Command hostile sends files that ask for much to a record that is served, many
// at once, while readers go on reading, and prints what the server's memory rose
// to and how long readers waited.
//
//	go run ./bench/hostile              200 files of every kind at once
//	go run ./bench/hostile -only text   6 of each kind whose name holds the word, a kind after the other
//
// It builds the program, makes a demonstration record in a folder of its own and
// talks to this machine alone. Linux tells the memory (VmHWM).
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/habeas-record/habeas/bench/served"
)

func main() {
	log.SetFlags(0)
	files := flag.Int("files", 200, "how many files are sent at once")
	only := flag.String("only", "", "send some of each kind whose name holds this, a kind after the other")
	each := flag.Int("each", 6, "how many of each with -only")
	flag.Parse()
	if err := run(*files, *only, *each); err != nil {
		log.Fatal(err)
	}
}

func run(files int, only string, each int) error {
	dir, err := os.MkdirTemp("", "habeas-hostile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, data, err := served.Made(dir)
	if err != nil {
		return err
	}
	one := func(what string, chosen []kind, n int) error {
		s, err := served.Start(program, data)
		if err != nil {
			return err
		}
		defer s.Stop()
		return attack(s, what, chosen, n)
	}
	if only == "" {
		return one(fmt.Sprintf("%d files of %d kinds at once", files, len(kinds)), kinds, files)
	}
	for _, k := range kinds {
		if !strings.Contains(k.what, only) {
			continue
		}
		if err := one(k.what, []kind{k}, each); err != nil {
			return err
		}
	}
	return nil
}

func attack(s *served.Program, what string, chosen []kind, n int) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	desk := &http.Client{Jar: jar, Timeout: 15 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	token, err := s.SignIn(desk, "Dina", "/desk/capture")
	if err != nil {
		return err
	}
	bodies := make([][]byte, len(chosen))
	for i, k := range chosen {
		bodies[i] = k.make()
	}
	before := s.Memory("VmHWM")
	ctx, stop := context.WithCancel(context.Background())
	var honest served.Waits
	var readers sync.WaitGroup
	for _, path := range []string{"/", "/people", "/methods", "/desk/login"} {
		readers.Go(func() { honest.Read(ctx, s.Base+path) })
	}
	began := time.Now()
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for i := range n {
		all.Go(func() {
			at := i % len(chosen)
			answer := send(s, desk, token, chosen[at], bodies[at], i)
			mu.Lock()
			answers[answer]++
			mu.Unlock()
		})
	}
	all.Wait()
	took := time.Since(began)
	stop()
	readers.Wait()
	fmt.Printf("%s: peak %d MB (%d before), %.1f s, %.1f CPU s; readers: %s; answers:", what, s.Memory("VmHWM"), before, took.Seconds(), s.CPU().Seconds(), honest.String())
	for _, a := range slices.Sorted(mapKeys(answers)) {
		fmt.Printf(" %s × %d", a, answers[a])
	}
	fmt.Println()
	return nil
}

func mapKeys(m map[string]int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// send uploads one file, changed a little so that no two are the same.
func send(s *served.Program, c *http.Client, token string, k kind, body []byte, n int) string {
	read, write := io.Pipe()
	form := multipart.NewWriter(write)
	go func() {
		fields := [][2]string{{"token", token}, {"source", "new"}, {"source.kind", "outlet"}, {"source.name", fmt.Sprint("Sender ", n)}, {"source.label", "a sender"},
			{"source.protection", "open"}, {"source.consent", "named"}, {"access", "team"}, {"lang", ""}, {"list", fmt.Sprint("List ", n)}, {"act", "file"}}
		for _, f := range fields {
			form.WriteField(f[0], f[1])
		}
		part, err := form.CreateFormFile("file", fmt.Sprint(n, k.name))
		if err == nil {
			part.Write(body)
			fmt.Fprintf(part, "\n%d", n)
		}
		write.CloseWithError(form.Close())
	}()
	path := "/desk/capture"
	if k.list {
		path = "/desk/import"
	}
	res, err := c.Post(s.Base+path, form.FormDataContentType(), read)
	if err != nil {
		return "broken off"
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return fmt.Sprint(res.StatusCode)
}
