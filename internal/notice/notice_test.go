package notice

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
)

// server takes mails over TLS and hands on what was said to it.
func server(t *testing.T) (addr string, roots *tls.Config, said func() []string) {
	t.Helper()
	lent := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(lent.Close)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: lent.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	done := make(chan []string, 1)
	go func() {
		var lines []string
		defer func() { done <- lines }()
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		say := func(s string) { fmt.Fprintf(c, "%s\r\n", s) }
		say("220 ready")
		in, body := bufio.NewScanner(c), false
		for in.Scan() {
			line := in.Text()
			lines = append(lines, line)
			switch {
			case body && line == ".":
				body = false
				say("250 kept")
			case body:
			case strings.HasPrefix(line, "EHLO"):
				say("250-hello")
				say("250 AUTH PLAIN")
			case strings.HasPrefix(line, "AUTH"):
				say("235 yes")
			case line == "DATA":
				body = true
				say("354 go on")
			case line == "QUIT":
				say("221 bye")
				return
			default:
				say("250 yes")
			}
		}
	}()
	pool := x509.NewCertPool()
	pool.AddCert(lent.Certificate())
	return l.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "example.com"}, func() []string { return <-done }
}

// A notice says that there is something to read, to each by themselves, and names
// neither this machine nor the program nor the time.
func TestNoticeSaysNothingElse(t *testing.T) {
	addr, roots, said := server(t)
	m, err := New("smtps://desk@"+addr, "secret", "desk@example.org", []string{"one@example.org", "two@example.net"})
	if err != nil {
		t.Fatal(err)
	}
	m.tls = roots
	if err := m.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines := said()
	all := strings.Join(lines, "\n")
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{host, "go-mail", "X-Mailer", "User-Agent", "abeas", "submission", "comment"} {
		if strings.Contains(all, no) {
			t.Errorf("the notice says %q:\n%s", no, all)
		}
	}
	if n := strings.Count(all, "\nDATA"); n != 2 || strings.Count(all, "\nRCPT TO:<") != 2 {
		t.Errorf("%d mails for two", n)
	}
	for _, part := range strings.Split(all, "MAIL FROM")[1:] {
		if strings.Contains(part, "one@") && strings.Contains(part, "two@") {
			t.Error("one learns of the other")
		}
	}
	day := time.Now().UTC().Format("02 Jan 2006") + " 06:00:00 +0000"
	var words []string
	for _, l := range lines {
		if name, _, header := strings.Cut(l, ": "); header && !slices.Contains([]string{"Date", "MIME-Version", "Message-ID", "Subject", "From", "To", "Content-Transfer-Encoding", "Content-Type"}, name) {
			t.Errorf("a header %q", l)
		}
		if strings.HasPrefix(l, "Date: ") && !strings.HasSuffix(l, day) {
			t.Errorf("the time is told: %q", l)
		}
		if l == "There is something to read." {
			words = append(words, l)
		}
	}
	if len(words) != 2 {
		t.Errorf("the words were sent %d times", len(words))
	}
}

func TestNew(t *testing.T) {
	for _, x := range [][3]string{
		{"mail.example.org", "desk@example.org", "a@example.org"},
		{"http://mail.example.org", "desk@example.org", "a@example.org"},
		{"smtps://", "desk@example.org", "a@example.org"},
		{"smtps://desk:secret@mail.example.org", "desk@example.org", "a@example.org"},
		{"smtps://mail.example.org:x", "desk@example.org", "a@example.org"},
		{"smtps://mail.example.org", "desk", "a@example.org"},
		{"smtps://mail.example.org", "desk@example.org", "A <a@example.org>\r\nBcc: b@example.org"},
		{"smtps://mail.example.org", "desk@example.org", ""},
	} {
		to := []string{x[2]}
		if x[2] == "" {
			to = nil
		}
		if _, err := New(x[0], "", x[1], to); !errors.Is(err, habeas.ErrInvalid) {
			t.Errorf("%q is taken: %v", x, err)
		}
	}
	for server, want := range map[string]string{"smtps://mail.example.org": "465", "smtp://mail.example.org": "587", "smtps://mail.example.org:2465": "2465"} {
		m, err := New(server, "", "desk@example.org", []string{"a@example.org"})
		if err != nil || net.JoinHostPort(m.host, fmt.Sprint(m.port)) != "mail.example.org:"+want {
			t.Errorf("%s: %+v, %v", server, m, err)
		}
	}
}

// A server that speaks no TLS is told nothing.
func TestNothingWithoutTLS(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	heard, conn := make(chan string, 1), make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		conn <- c
		fmt.Fprint(c, "220 ready\r\n")
		var all strings.Builder
		in := bufio.NewScanner(c)
		for in.Scan() {
			all.WriteString(in.Text() + "\n")
			fmt.Fprint(c, "250 yes\r\n")
		}
		heard <- all.String()
	}()
	m, err := New("smtp://"+l.Addr().String(), "", "desk@example.org", []string{"a@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context()); err == nil {
		t.Error("a mail went out in the clear")
	}
	l.Close()
	(<-conn).Close()
	if s := <-heard; strings.Contains(s, "@") {
		t.Errorf("told in the clear: %s", s)
	}
}

func TestNext(t *testing.T) {
	for now, want := range map[string]string{"2026-11-27T05:59:59Z": "2026-11-27T06:00:00Z", "2026-11-27T06:00:00Z": "2026-11-28T06:00:00Z", "2026-12-31T23:00:00Z": "2027-01-01T06:00:00Z"} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := Next(at).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}
