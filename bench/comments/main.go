// Command comments sends comments to a record that is served and prints how many
// a second are accepted and on the disk, how long the moderators' queue takes to
// draw, and where a comment that matters stands behind a flood.
//
//	go run ./bench/comments                five seconds each at 1, 8 and 32 clients; the queue with 2,000 waiting
//	go run ./bench/comments -junk 100000   where one real comment stands among so many others
package main

import (
	"context"
	"flag"
	"fmt"
	"html"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/habeas-record/habeas/bench/served"
)

func main() {
	log.SetFlags(0)
	junk := flag.Int("junk", 0, "send so many worthless comments and one real one, and say where it stands")
	lasts := flag.Duration("for", 5*time.Second, "how long each number of clients sends")
	flag.Parse()
	if err := run(*junk, *lasts); err != nil {
		log.Fatal(err)
	}
}

func run(junk int, lasts time.Duration) error {
	dir, err := os.MkdirTemp("", "habeas-comments-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, data, err := served.Made(dir)
	if err != nil {
		return err
	}
	s, err := served.Start(program, data)
	if err != nil {
		return err
	}
	defer s.Stop()
	w, err := form(s)
	if err != nil {
		return err
	}
	time.Sleep(4 * time.Second) // a form sent sooner is no person's
	if junk > 0 {
		return w.flood(junk)
	}
	if err := w.send(32, 2000, time.Hour, nil); err != nil {
		return err
	}
	if err := w.queue(50); err != nil {
		return err
	}
	for _, clients := range []int{1, 8, 32} {
		var took served.Waits
		began, cpu := time.Now(), s.CPU()
		if err := w.send(clients, 1<<30, lasts, &took); err != nil {
			return err
		}
		seconds := time.Since(began).Seconds()
		fmt.Printf("%d clients: %.0f a second accepted and on the disk, p50 %v, p99 %v; %.2f CPU ms each; %d MB at most\n", clients, float64(took.Len())/seconds,
			took.At(.5), took.At(.99), (s.CPU()-cpu).Seconds()*1000/float64(took.Len()), s.Memory("VmHWM"))
	}
	return nil
}

// writer sends the form of one page.
type writer struct {
	s     *served.Program
	about string
	stamp string
	n     atomic.Int64
}

var (
	personLink = regexp.MustCompile(`href="(/person/[0-9a-z]+)"`)
	stampField = regexp.MustCompile(`name="stamp" value="([^"]+)"`)
)

func form(s *served.Program) (*writer, error) {
	page, err := get(http.DefaultClient, s.Base+"/people")
	if err != nil {
		return nil, err
	}
	link := personLink.FindStringSubmatch(page)
	if link == nil {
		return nil, fmt.Errorf("the record shows nobody")
	}
	if page, err = get(http.DefaultClient, s.Base+link[1]); err != nil {
		return nil, err
	}
	stamp := stampField.FindStringSubmatch(page)
	if stamp == nil {
		return nil, fmt.Errorf("%s has no form for comments", link[1])
	}
	return &writer{s: s, about: strings.TrimPrefix(link[1], "/person/"), stamp: html.UnescapeString(stamp[1])}, nil
}

func get(c *http.Client, page string) (string, error) {
	res, err := c.Get(page)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", page, res.Status)
	}
	return string(b), err
}

var words = strings.Fields("the letter came late and nobody at the office would say where the bus went that morning so we asked again in spring and wrote down what they told us about the road the school the market and the river")

// text is a comment like no other.
func (w *writer) text() string {
	r := rand.New(rand.NewPCG(uint64(w.n.Add(1)), 7))
	var b strings.Builder
	for range 12 + r.IntN(30) {
		b.WriteString(words[r.IntN(len(words))] + " ")
	}
	return fmt.Sprint(b.String(), w.n.Load())
}

func (w *writer) post(c *http.Client, text string) error {
	res, err := c.PostForm(w.s.Base+"/comment", url.Values{"about": {w.about}, "stamp": {w.stamp}, "text": {text}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("a comment is answered %s: %.300s", res.Status, b)
	}
	return err
}

// send has so many clients send comments until one of the bounds is reached.
func (w *writer) send(clients, most int, lasts time.Duration, took *served.Waits) error {
	ctx, stop := context.WithTimeout(context.Background(), lasts)
	defer stop()
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	left := atomic.Int64{}
	left.Store(int64(most))
	var all sync.WaitGroup
	errs := make(chan error, clients)
	for range clients {
		all.Go(func() {
			for ctx.Err() == nil && left.Add(-1) >= 0 {
				began := time.Now()
				if err := w.post(c, w.text()); err != nil {
					errs <- err
					return
				}
				if took != nil {
					took.Add(time.Since(began))
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// moderator is who reads the queue.
func (w *writer) moderator() (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &http.Client{Jar: jar}
	_, err = w.s.SignIn(c, "Mira", "/desk/account")
	return c, err
}

func (w *writer) queue(times int) error {
	c, err := w.moderator()
	if err != nil {
		return err
	}
	var took served.Waits
	for range times {
		began := time.Now()
		page, err := get(c, w.s.Base+"/desk/comments")
		if err != nil {
			return err
		}
		took.Add(time.Since(began))
		if !strings.Contains(page, "/desk/comments/") {
			return fmt.Errorf("the queue is empty")
		}
	}
	fmt.Printf("the queue with 2,000 waiting: p50 %v, p95 %v\n", took.At(.5), took.At(.95))
	return nil
}

// flood sends worthless comments, copies and such as differ in a word, and one of
// somebody who knew the person, and looks for it in the queue.
func (w *writer) flood(n int) error {
	const real = "I was taught by her for three years at the school by the river. In March 2018 her sister told me that she had been moved to the hospital of the city."
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	var all sync.WaitGroup
	var wrong atomic.Value
	work := make(chan int)
	for range 32 {
		all.Go(func() {
			for i := range work {
				text := "Buy cheap pills at example.org today!!! " + strings.Repeat("cheap ", i%7)
				if i%3 == 0 {
					text = "lies lies lies " + fmt.Sprint(i)
				}
				if i == n/2 {
					text = real
				}
				if err := w.post(c, text); err != nil {
					wrong.Store(err)
				}
			}
		})
	}
	began := time.Now()
	for i := range n + 1 {
		work <- i
	}
	close(work)
	all.Wait()
	if err, _ := wrong.Load().(error); err != nil {
		return err
	}
	m, err := w.moderator()
	if err != nil {
		return err
	}
	looked := time.Now()
	page, err := get(m, w.s.Base+"/desk/comments")
	if err != nil {
		return err
	}
	took := time.Since(looked)
	at := strings.Index(html.UnescapeString(page), "I was taught by her")
	if at < 0 {
		return fmt.Errorf("among %d the real comment is not on the first page of the queue", n)
	}
	before := strings.Count(html.UnescapeString(page)[:at], `href="/desk/comments/`)
	fmt.Printf("%d junk comments, sent in %.0f s: the real one is on the first page of the queue, behind %d others; the page took %v\n", n, time.Since(began).Seconds(), max(0, before-1), took.Round(time.Millisecond))
	return nil
}
