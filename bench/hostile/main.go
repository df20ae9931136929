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
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"html"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/habeas-record/habeas/internal/demo"
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
	program, data := filepath.Join(dir, "habeas"), filepath.Join(dir, "data")
	if err := command("go", "build", "-o", program, "./cmd/habeas"); err != nil {
		return err
	}
	if err := command(program, "demo", "--build-only", "--data", data); err != nil {
		return err
	}
	one := func(what string, chosen []kind, n int) error {
		s, err := start(program, data)
		if err != nil {
			return err
		}
		defer s.stop()
		return s.attack(what, chosen, n)
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

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// served is the program at work.
type served struct {
	cmd  *exec.Cmd
	base string
}

func start(program, data string) (*served, error) {
	s := &served{cmd: exec.Command(program, "serve", "--data", data, "--addr", "127.0.0.1:0")}
	said, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if at := regexp.MustCompile(`http://[\d.:]+`).FindString(lines.Text()); at != "" {
			s.base = at
			go func() {
				for lines.Scan() {
					fmt.Println("  the log says:", lines.Text())
				}
			}()
			return s, nil
		}
	}
	return nil, fmt.Errorf("the program tells no address")
}

func (s *served) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// memory is a line of the process's status, in MB.
func (s *served) memory(field string) int {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	var kb int
	if i := bytes.Index(b, []byte(field+":")); i >= 0 {
		fmt.Sscan(string(b[i+len(field)+1:]), &kb)
	}
	return kb >> 10
}

func (s *served) cpu() time.Duration {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	var user, system int
	if fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])); len(fields) > 12 {
		fmt.Sscan(fields[11], &user)
		fmt.Sscan(fields[12], &system)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

func (s *served) attack(what string, chosen []kind, n int) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	desk := &http.Client{Jar: jar, Timeout: 15 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	token, err := s.signIn(desk)
	if err != nil {
		return err
	}
	bodies := make([][]byte, len(chosen))
	for i, k := range chosen {
		bodies[i] = k.make()
	}
	before := s.memory("VmHWM")
	ctx, stop := context.WithCancel(context.Background())
	var honest waits
	var readers sync.WaitGroup
	for _, path := range []string{"/", "/people", "/methods", "/desk/login"} {
		readers.Go(func() { honest.read(ctx, s.base+path) })
	}
	began := time.Now()
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for i := range n {
		all.Go(func() {
			at := i % len(chosen)
			answer := s.send(desk, token, chosen[at], bodies[at], i)
			mu.Lock()
			answers[answer]++
			mu.Unlock()
		})
	}
	all.Wait()
	took := time.Since(began)
	stop()
	readers.Wait()
	fmt.Printf("%s: peak %d MB (%d before), %.1f s, %.1f CPU s; readers: %s; answers:", what, s.memory("VmHWM"), before, took.Seconds(), s.cpu().Seconds(), honest.String())
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

// waits are how long requests took.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
	bad int
}

// read asks for a page some ten times a second.
func (w *waits) read(ctx context.Context, page string) {
	c := &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	for ctx.Err() == nil {
		began := time.Now()
		res, err := c.Get(page)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		w.mu.Lock()
		w.all = append(w.all, time.Since(began))
		if err != nil || res.StatusCode != http.StatusOK {
			w.bad++
		}
		w.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (w *waits) String() string {
	slices.Sort(w.all)
	at := func(share float64) time.Duration {
		return w.all[min(len(w.all)-1, int(share*float64(len(w.all))))].Round(time.Millisecond)
	}
	return fmt.Sprintf("%d requests, %d failed, p50 %v, p99 %v, longest %v", len(w.all), w.bad, at(.5), at(.99), w.all[len(w.all)-1].Round(time.Millisecond))
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// signIn is the documenter of the demonstration at the desk.
func (s *served) signIn(c *http.Client) (token string, err error) {
	if token, err = s.token(c, "/desk/login"); err != nil {
		return "", err
	}
	for _, l := range demo.Logins {
		if l.Name == "Dina" {
			res, err := c.PostForm(s.base+"/desk/login", url.Values{"token": {token}, "name": {l.Name}, "password": {l.Password}})
			if err != nil {
				return "", err
			}
			res.Body.Close()
		}
	}
	return s.token(c, "/desk/capture")
}

func (s *served) token(c *http.Client, path string) (string, error) {
	res, err := c.Get(s.base + path)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	m := tokenField.FindSubmatch(page)
	if m == nil {
		return "", fmt.Errorf("%s has no form: %d", path, res.StatusCode)
	}
	return html.UnescapeString(string(m[1])), nil
}

// send uploads one file, changed a little so that no two are the same.
func (s *served) send(c *http.Client, token string, k kind, body []byte, n int) string {
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
	res, err := c.Post(s.base+path, form.FormDataContentType(), read)
	if err != nil {
		return "broken off"
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return fmt.Sprint(res.StatusCode)
}
