// Package served runs the program for benchmarks as its users do: built, over a
// demonstration record in a folder of its own, spoken to over HTTP on this machine
// alone. Linux tells the memory and the time of processors.
package served

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
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

// Made builds the program and a demonstration record in the folder.
func Made(dir string) (program, data string, err error) {
	program, data = filepath.Join(dir, "habeas"), filepath.Join(dir, "data")
	if err := command("go", "build", "-o", program, "./cmd/habeas"); err != nil {
		return "", "", err
	}
	return program, data, command(program, "demo", "--build-only", "--data", data)
}

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// Program is the program at work.
type Program struct {
	cmd  *exec.Cmd
	Base string
}

// Start serves a record on an address of this machine.
func Start(program, data string) (*Program, error) {
	s := &Program{cmd: exec.Command(program, "serve", "--data", data, "--addr", "127.0.0.1:0")}
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
			s.Base = at
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

// Stop ends it.
func (s *Program) Stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// Memory is a line of the process's status, in MB.
func (s *Program) Memory(field string) int {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	var kb int
	if i := bytes.Index(b, []byte(field+":")); i >= 0 {
		fmt.Sscan(string(b[i+len(field)+1:]), &kb)
	}
	return kb >> 10
}

// CPU is the time of processors it has taken.
func (s *Program) CPU() time.Duration {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	var user, system int
	if fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])); len(fields) > 12 {
		fmt.Sscan(fields[11], &user)
		fmt.Sscan(fields[12], &system)
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

// Waits are how long requests took.
type Waits struct {
	mu  sync.Mutex
	all []time.Duration
	bad int
}

// Read asks for a page some ten times a second.
func (w *Waits) Read(ctx context.Context, page string) {
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

// Add notes that a request took so long.
func (w *Waits) Add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
}

// Len is how many were noted.
func (w *Waits) Len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.all)
}

// At is how long this share of the requests took at most.
func (w *Waits) At(share float64) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.all)
	return w.all[min(len(w.all)-1, int(share*float64(len(w.all))))].Round(10 * time.Microsecond)
}

func (w *Waits) String() string {
	at := func(share float64) time.Duration { return w.At(share).Round(time.Millisecond) }
	return fmt.Sprintf("%d requests, %d failed, p50 %v, p99 %v, longest %v", w.Len(), w.bad, at(.5), at(.99), at(1))
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// SignIn is somebody of the demonstration at the desk, and the token of a form there.
func (s *Program) SignIn(c *http.Client, name, form string) (token string, err error) {
	if token, err = s.token(c, "/desk/login"); err != nil {
		return "", err
	}
	for _, l := range demo.Logins {
		if l.Name == name {
			res, err := c.PostForm(s.Base+"/desk/login", url.Values{"token": {token}, "name": {l.Name}, "password": {l.Password}})
			if err != nil {
				return "", err
			}
			res.Body.Close()
		}
	}
	return s.token(c, form)
}

func (s *Program) token(c *http.Client, path string) (string, error) {
	res, err := c.Get(s.Base + path)
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
