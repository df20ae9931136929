// Package browser drives Debian's Chromium in tests of pages: opens them at
// the width of a telephone or a desk, with scripts on or off, light, dark or
// as printed; types, fills in and submits; and checks accessibility with
// axe-core, overflow, weight and what the console said. It is imported from
// tests only.
//
//	b := browser.New(t)
//	for _, v := range browser.Views {
//		p := b.Open(server.URL+"/person/"+id, v)
//		p.Check()
//		p.CheckWeight(2, htmlcheck.PublicWeight)
//	}
//
// Methods fail the test themselves and wait on conditions, for a minute at
// most.
package browser

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/cdp"
	"github.com/go-rod/rod/lib/proto"

	"github.com/habeas-record/habeas/internal/need"
)

// patience is how long a condition may take to come true. It is no measure
// of speed, only the point at which a test that hangs is ended.
const patience = time.Minute

// A Browser is a Chromium with an empty profile of its own. Pages opened in
// it share cookies.
type Browser struct {
	t      testing.TB
	rod    *rod.Browser
	closed *Page // kept until the next is closed: the process of the last tab ends with it
}

// New starts a Chromium that ends with the test. It can reach this machine
// only. Without Chromium the test is skipped, or fails if HABEAS_REQUIRE
// names it.
func New(t testing.TB) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		need.Missing(t, need.Chromium, "chromium is not installed: apt-get install chromium")
	}
	connection, err := launch(t, path)
	if err != nil {
		t.Fatalf("starting chromium: %v", err)
	}
	b := rod.New().Client(cdp.New().Start(connection)).NoDefaultDevice()
	if err := b.Connect(); err != nil {
		t.Fatalf("connecting to chromium: %v", err)
	}
	connection.works = true
	return &Browser{t: t, rod: b}
}

// For lends the browser to a subtest, which is then the one that fails.
func (b *Browser) For(t testing.TB) *Browser {
	lender := b.t
	b.t = t
	t.Cleanup(func() { b.t = lender })
	return b
}

// SetCookie gives the browser a cookie for the site, such as the session of
// somebody who has logged in.
func (b *Browser) SetCookie(site string, c *http.Cookie) {
	b.t.Helper()
	set := &proto.NetworkCookieParam{
		URL: site, Name: c.Name, Value: c.Value, Path: c.Path, HTTPOnly: c.HttpOnly, Secure: c.Secure,
	}
	if err := b.rod.SetCookies([]*proto.NetworkCookieParam{set}); err != nil {
		b.t.Fatalf("setting the cookie %s: %v", c.Name, err)
	}
}

// launch starts Chromium and returns the connection to it. The connection is
// a pair of pipes rather than a port: no other process can take it over, and
// Chromium ends by itself when the test binary dies, since the pipes close.
func launch(t testing.TB, path string) (*pipes, error) {
	profile, err := os.MkdirTemp("", "habeas-chromium-")
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(profile); err != nil {
			t.Errorf("removing the browser's profile: %v", err)
		}
	})
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path,
		"--headless", "--remote-debugging-pipe", "--user-data-dir="+profile,
		"--no-sandbox", // it refuses to run as root otherwise; what it opens are our own pages
		"--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
		"--no-first-run", "--no-default-browser-check", "--disable-default-apps", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-breakpad", "--disable-crash-reporter", "--password-store=basic",
		// One process draws all tabs, and compiles axe-core once for them.
		"--process-per-site",
		"--disable-features=Translate,MediaRouter,OptimizationHints",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
		"--no-proxy-server",
		// Pictures shall look alike on every machine.
		"--lang=en-US", "--hide-scrollbars", "--mute-audio", "--font-render-hinting=none", "--force-color-profile=srgb",
	)
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+profile, "XDG_CACHE_HOME="+profile, "DBUS_SESSION_BUS_ADDRESS=disabled:")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // file descriptors 3 and 4
	// Every process of the browser holds this pipe, so that Wait returns when
	// the last of them has ended and none writes to the profile any more.
	var said bytes.Buffer
	cmd.Stderr = &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = patience
	connection := &pipes{in: bufio.NewReader(ourIn), out: ourOut}
	if err := cmd.Start(); err != nil {
		stop()
		return nil, err
	}
	theirIn.Close()
	theirOut.Close()
	t.Cleanup(func() {
		stop()
		if err := cmd.Wait(); errors.Is(err, exec.ErrWaitDelay) {
			t.Errorf("ending chromium: %v", err)
		}
		ourOut.Close()
		ourIn.Close()
		if !connection.works { // otherwise it complains of what a container lacks
			t.Logf("chromium said:\n%s", said.String())
		}
	})
	return connection, nil
}

// pipes carry the DevTools protocol: one JSON message after another, each
// ended by a zero byte.
type pipes struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out io.Writer

	works bool // the browser has answered
}

func (p *pipes) Send(message []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.out.Write(append(message, 0))
	return err
}

func (p *pipes) Read() ([]byte, error) {
	message, err := p.in.ReadBytes(0)
	if err != nil {
		return nil, err
	}
	return message[:len(message)-1], nil
}

// fromRoot returns the path of a file given from the root of the repository.
func fromRoot(path string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, path), nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod in this folder or above it")
		}
		dir = filepath.Dir(dir)
	}
}
