// Package notice tells people of the desk by mail that there is something to
// read, and nothing else: whoever reads their mail learns no more than that this
// desk is at work.
package notice

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/habeas-record/habeas"
)

// The whole of a notice.
const (
	subject = "Something to read"
	text    = "There is something to read.\n"
)

// At is the time of day at which notices go out, in UTC: always the same one, so
// that none tells when something came.
const At = 6 * time.Hour

// Mailer sends notices.
type Mailer struct {
	host     string
	port     int
	implicit bool // TLS from the first byte, and not by STARTTLS
	user     string
	password string
	from     string
	to       []string
	tls      *tls.Config // of tests
}

// New returns a mailer over a server such as smtps://desk@mail.example.org or,
// with STARTTLS, smtp://desk@mail.example.org:587. Without TLS nothing is sent.
func New(server, password, from string, to []string) (*Mailer, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" {
		return nil, habeas.Invalid("write it as smtps://name@mail.example.org", "%q is no mail server", server)
	}
	if _, set := u.User.Password(); set {
		return nil, habeas.Invalid("put it into HABEAS_MAIL_PASSWORD", "the password of the mail server stands on the command line, where everybody on this machine can read it")
	}
	m := &Mailer{host: u.Hostname(), port: 587, user: u.User.Username(), password: password, from: from, to: to}
	if u.Scheme == "smtps" {
		m.implicit, m.port = true, 465
	}
	if p := u.Port(); p != "" {
		if m.port, err = strconv.Atoi(p); err != nil {
			return nil, habeas.Invalid("write a number behind the colon", "%q is no port", p)
		}
	}
	if len(to) == 0 {
		return nil, habeas.Invalid("say who reads them with --mail-to", "nobody gets the notices")
	}
	for _, a := range append([]string{from}, to...) {
		if x, err := mail.ParseAddress(a); err != nil || x.Address != a {
			return nil, habeas.Invalid("write it as desk@example.org", "%q is no mail address", a)
		}
	}
	return m, nil
}

// Next is the first time after now at which a notice may go out.
func Next(now time.Time) time.Time {
	at := now.UTC().Truncate(24 * time.Hour).Add(At)
	if !at.After(now) {
		at = at.Add(24 * time.Hour)
	}
	return at
}

// Send tells each of the recipients, in a mail of their own, that there is
// something to read. The mail names neither this machine nor the program.
func (m *Mailer) Send(ctx context.Context) error {
	var all []*gomail.Msg
	for _, to := range m.to {
		msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
		if err := msg.From(m.from); err != nil {
			return fmt.Errorf("a notice: %w", err)
		}
		if err := msg.To(to); err != nil {
			return fmt.Errorf("a notice: %w", err)
		}
		msg.Subject(subject)
		msg.SetDateWithValue(time.Now().UTC().Truncate(24 * time.Hour).Add(At))
		msg.SetMessageIDWithValue(rand.Text() + m.from[strings.LastIndexByte(m.from, '@'):])
		msg.SetBodyString(gomail.TypeTextPlain, text)
		all = append(all, msg)
	}
	opts := []gomail.Option{gomail.WithHELO("localhost"), gomail.WithPort(m.port), gomail.WithTimeout(time.Minute), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	if m.implicit {
		opts = append(opts, gomail.WithSSL())
	}
	if m.tls != nil {
		opts = append(opts, gomail.WithTLSConfig(m.tls))
	}
	if m.user != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.user), gomail.WithPassword(m.password))
	}
	c, err := gomail.NewClient(m.host, opts...)
	if err != nil {
		return fmt.Errorf("the mail server: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, all...); err != nil {
		return fmt.Errorf("send a notice through %s: %w", m.host, err)
	}
	return nil
}
