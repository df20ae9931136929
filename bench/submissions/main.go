// Command submissions measures what somebody who writes to the desk waits for,
// at 50 at once and with who they are being sealed, and whether the time of an
// answer tells a code whose time is over from one that was never given.
//
//	go run ./bench/submissions [-n 1000] [-clients 50] [-codes 3000] [-dir DIR]
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/protect/receipt"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/internal/web"
)

func main() {
	n := flag.Int("n", 1000, "submissions that are sent")
	clients := flag.Int("clients", 50, "how many send at once")
	codes := flag.Int("codes", 3000, "codes of each kind that are tried")
	dir := flag.String("dir", "", "where to keep the record, a temporary folder where none is given")
	flag.Parse()
	if err := run(*n, *clients, *codes, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "submissions:", err)
		os.Exit(1)
	}
}

func run(n, clients, codes int, dir string) (err error) {
	ctx := context.Background()
	dir, err = os.MkdirTemp(dir, "submissions-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := store.Open(ctx, filepath.Join(dir, "habeas.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		return err
	}
	over := desk.Over(s)
	d := desk.New(over, b, desk.Options{})
	keeper := habeas.Actor{ID: "u0000000000000000", Role: habeas.RoleCustodian}
	for i := range 3 {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			return err
		}
		if err := d.AddCustodian(ctx, keeper, fmt.Sprint("keeper ", i), k.Recipient().String()); err != nil {
			return err
		}
	}
	inbox := submissions.New(d, over, b, nil, nil)
	if err := inbox.Tidy(ctx); err != nil {
		return err
	}
	h, err := web.New(web.Options{Desk: d, Public: publish.New(over.View, nil), Store: over, Inbox: inbox})
	if err != nil {
		return err
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	if err := sending(client, srv.URL, n, clients); err != nil {
		return err
	}
	old := submissions.New(d, over, b, nil, func() time.Time { return time.Now().AddDate(0, 0, -200) })
	return probing(ctx, client, srv.URL, old, codes)
}

var stamp = regexp.MustCompile(`name="stamp" value="([^"]+)"`)

func sending(client *http.Client, site string, n, clients int) error {
	res, err := client.Get(site + "/submit")
	if err != nil {
		return err
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	m := stamp.FindSubmatch(page)
	if err != nil || m == nil {
		return fmt.Errorf("the form has no stamp: %v", err)
	}
	time.Sleep(3 * time.Second) // sooner it would be a machine's
	form := url.Values{"stamp": {string(m[1])}, "keep": {"code"}, "who.name": {"Somebody"}, "who.contact": {"somewhere"}, "text": {strings.Repeat("He was taken from Exampletown. ", 60)}}.Encode()
	took := make([]time.Duration, n)
	work := make(chan int)
	failed := make(chan error, n)
	var all sync.WaitGroup
	began := time.Now()
	for range clients {
		all.Go(func() {
			for i := range work {
				at := time.Now()
				res, err := client.Post(site+"/submit", "application/x-www-form-urlencoded", strings.NewReader(form))
				if err == nil {
					_, err = io.Copy(io.Discard, res.Body)
					res.Body.Close()
					if res.StatusCode != http.StatusOK {
						err = fmt.Errorf("a submission is answered %d", res.StatusCode)
					}
				}
				took[i] = time.Since(at)
				if err != nil {
					failed <- err
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
	if len(failed) > 0 {
		return <-failed
	}
	all2 := time.Since(began)
	slices.Sort(took)
	fmt.Printf("%d submissions of %d letters, sealed to 3 custodians, durable, %d at once: %.0f a second, p50 %v, p95 %v, p99 %v\n", n, 1800, clients,
		float64(n)/all2.Seconds(), took[n/2].Round(time.Millisecond), took[n*95/100].Round(time.Millisecond), took[n*99/100].Round(time.Millisecond))
	return nil
}

// probing tries codes that were never given and codes whose time is over, in
// turns, and compares how long the answers took.
func probing(ctx context.Context, client *http.Client, site string, old *submissions.Inbox, n int) error {
	var over []receipt.Code
	for range min(n, 200) {
		code, err := old.Send(ctx, submissions.Form{Text: "Words.", Lang: "en", Code: true})
		if err != nil {
			return err
		}
		over = append(over, code)
	}
	took := map[string][]float64{}
	said := map[string]bool{}
	for i := range 2*n + 200 {
		kind, code := "expired", over[i/2%len(over)]
		if i%2 == 1 {
			never, err := receipt.New(rand.Reader)
			if err != nil {
				return err
			}
			kind, code = "unknown", never
		}
		at := time.Now()
		res, err := client.PostForm(site+"/submit/reply", url.Values{"code": {code.String()}})
		if err != nil {
			return err
		}
		page, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return err
		}
		if i >= 200 { // the first ones warm up
			took[kind] = append(took[kind], time.Since(at).Seconds())
		}
		said[fmt.Sprint(res.StatusCode, string(page))] = true
	}
	d, p := kolmogorov(took["unknown"], took["expired"])
	fmt.Printf("codes: %d unknown, %d expired, %d different answers; Kolmogorov-Smirnov D = %.4f, p = %.3f\n", len(took["unknown"]), len(took["expired"]), len(said), d, p)
	return nil
}

// kolmogorov is the two-sample statistic and its asymptotic p (Smirnov 1948).
func kolmogorov(a, b []float64) (d, p float64) {
	slices.Sort(a)
	slices.Sort(b)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if a[i] <= b[j] {
			i++
		} else {
			j++
		}
		d = max(d, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	root := math.Sqrt(float64(len(a)) * float64(len(b)) / float64(len(a)+len(b)))
	lambda := (root + .12 + .11/root) * d
	for k := 1; k <= 100; k++ {
		p += 2 * math.Pow(-1, float64(k-1)) * math.Exp(-2*float64(k*k)*lambda*lambda)
	}
	return d, min(1, max(0, p))
}
