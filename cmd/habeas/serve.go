package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/notice"
	"github.com/habeas-record/habeas/internal/protect/redact"
	"github.com/habeas-record/habeas/internal/web"
)

type serveCmd struct {
	record
	gazetteer
	Addr        string   `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Withdrawals string   `help:"A second place to keep the signed list of what was taken back, on another disk than the record's: habeas restore needs the newest one." placeholder:"FILE" type:"path"`
	HTTPS       bool     `help:"Readers reach this server by TLS (a proxy in front of it ends it): send the desk's cookie by TLS only."`
	MailServer  string   `help:"A mail server through which the desk is told, once a day, that there is something to read, such as smtps://desk@mail.example.org; its password is read from HABEAS_MAIL_PASSWORD. Without it no mail is sent." placeholder:"URL"`
	MailFrom    string   `help:"Address that these mails come from." placeholder:"ADDRESS"`
	MailTo      []string `help:"Address that they go to; may be given more than once." placeholder:"ADDRESS"`
}

func (c *serveCmd) Run(ctx context.Context, t terminal) error {
	known, err := c.load()
	if err != nil {
		return err
	}
	var mails *notice.Mailer
	if c.MailServer != "" {
		if mails, err = notice.New(c.MailServer, os.Getenv("HABEAS_MAIL_PASSWORD"), c.MailFrom, c.MailTo); err != nil {
			return err
		}
	}
	var lists []string
	if c.Withdrawals != "" {
		lists = append(lists, c.Withdrawals)
	}
	rec, err := c.open(ctx, desk.Options{Extraction: extract.Options{Places: known}}, lists...)
	writes := err == nil
	if errors.Is(err, habeas.ErrAway) {
		// Readers can still be served.
		fmt.Fprintln(t.err, "habeas:", err)
		fmt.Fprintln(t.err, "habeas: until then the record can be read, and nobody can sign in to the desk")
		rec, err = c.openToRead(ctx)
	}
	if err != nil {
		return err
	}
	defer rec.close()
	if writes {
		if err := rec.desk.KeepWithdrawals(ctx); err != nil {
			return err
		}
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: choose another with --addr", c.Addr, err)
	}
	base := "http://" + l.Addr().String()
	token := ""
	if writes {
		token, err = rec.desk.SetupToken(ctx)
	}
	if err != nil {
		l.Close()
		return err
	}
	fmt.Fprintf(t.err, "habeas: the record is served at %s/\n", base)
	if token != "" {
		fmt.Fprintf(t.err, "habeas: make the first account within a day at %s/desk/setup/%s\n", base, token)
	}
	if mails != nil {
		go notices(ctx, rec, mails)
	}
	return serve(ctx, l, rec, c.HTTPS, t)
}

// notices tells the desk once a day that there is something to read.
func notices(ctx context.Context, rec *opened, mails *notice.Mailer) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(notice.Next(time.Now()))):
		}
		unread, err := rec.inbox.Unread(ctx)
		if err == nil && unread {
			err = mails.Send(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.Warn("the desk could not be told that there is something to read", "err", err)
		}
	}
}

// softMemory is where the garbage of what strangers send is collected at once
// rather than later, in bytes; GOMEMLIMIT in the environment sets another.
const softMemory = 128 << 20

// serve answers until ctx ends, then lets running requests finish.
func serve(ctx context.Context, l net.Listener, rec *opened, https bool, t terminal) error {
	log := slog.New(redact.New(t.err, slog.LevelWarn))
	slog.SetDefault(log) // the desk's own lines too
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	h, err := web.New(web.Options{Desk: rec.desk, Public: rec.public, Estimates: rec.estimates, Links: rec.links, Store: rec.store, Inbox: rec.inbox, Log: log, HTTPS: https, BrowserKey: rec.signin.Browsers()})
	if err != nil {
		l.Close()
		return err
	}
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		// What net/http logs of its own names the address of whoever made a
		// request that failed, and no address is kept here.
		ErrorLog: stdlog.New(io.Discard, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	go due(ctx, rec)
	go batches(ctx, rec)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// due lets out at midnight what an embargo held back until that day.
func due(ctx context.Context, rec *opened) {
	for {
		now := time.Now().UTC()
		if err := rec.desk.ReleaseDue(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("what an embargo ends could not be shown yet", "err", err)
		}
		if err := rec.desk.KeepWithdrawals(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("the list of what was taken back is behind the record", "err", err)
		}
		if err := rec.inbox.Tidy(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("codes whose time is over could not be ended yet", "err", err)
		}
		next := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 5, 0, time.UTC)
		select {
		case <-ctx.Done():
			return
		case <-time.After(next.Sub(now)):
		}
	}
}

// batchEvery is how often comments that were approved come out, give or take a
// quarter, so that nobody can tell from a page when one was read.
const batchEvery = time.Hour

// batches lets approved comments out together, now and again.
func batches(ctx context.Context, rec *opened) {
	for {
		if _, err := rec.desk.PublishComments(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("approved comments could not be let out yet", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(batchEvery*3/4 + rand.N(batchEvery/2)):
		}
	}
}
