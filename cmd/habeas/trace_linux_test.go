package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Five hundred comments come from a network of their own, with marks in every
// header a browser or a proxy sends, and with them what goes wrong: forms that
// do not parse, requests cut off, pages that are not there. Then nothing the
// program wrote, to its folder, its temporary folder or its log, holds a mark.
// (The other networks of the loopback are Linux's.)
func TestStrangersLeaveNoTrace(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	data := filepath.Join(dir, "data")
	demoIn(t, data)
	logged, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer logged.Close()
	cmd := exec.Command("habeas", "serve", "--data", data, "--addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, "GOTRACEBACK=all")
	cmd.Stderr = logged
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	base := servedAt(t, logged.Name())

	n := 0
	dial := &net.Dialer{}
	transport := &http.Transport{DialContext: dial.DialContext, DisableKeepAlives: true}
	stranger := &http.Client{Transport: transport}
	ask := func(method, path string, form io.Reader, kind string) (int, string) {
		t.Helper()
		n++
		dial.LocalAddr = &net.TCPAddr{IP: net.ParseIP(fmt.Sprint(strangers, 1+n%250))}
		req, err := http.NewRequest(method, base+path, form)
		if err != nil {
			t.Fatal(err)
		}
		mark := fmt.Sprintf("Zqmarker%d", n)
		for _, h := range []string{"User-Agent", "Accept-Language", "X-Request-Id", "Sec-Ch-Ua-Model"} {
			req.Header.Set(h, mark+"/1.0")
		}
		for _, h := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "True-Client-Ip"} {
			req.Header.Set(h, fmt.Sprint(strangers, n%250))
		}
		req.Header.Set("Referer", base+"/?q="+mark)
		req.AddCookie(&http.Cookie{Name: "known", Value: mark})
		if kind != "" {
			req.Header.Set("Content-Type", kind)
		}
		res, err := stranger.Do(req)
		if err != nil {
			return 0, ""
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(page)
	}

	_, list := ask(http.MethodGet, "/people", nil, "")
	person := regexp.MustCompile(`href="(/person/\w+)"`).FindStringSubmatch(list)
	if person == nil {
		t.Fatal("nobody is on the list of people")
	}
	_, page := ask(http.MethodGet, person[1], nil, "")
	field := func(name string) string {
		m := regexp.MustCompile(`name="` + name + `" value="([^"]+)"`).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("the page has no field %s", name)
		}
		return m[1]
	}
	form := url.Values{"about": {field("about")}, "stamp": {field("stamp")}, "nickname": {""}, "text": {"I have been to that town, and the road is as it is told."}}
	const form1 = "application/x-www-form-urlencoded"
	// A form is taken once it could have been typed.
	for kept := 0; kept == 0; {
		switch status, answer := ask(http.MethodPost, "/comment", strings.NewReader(form.Encode()), form1); status {
		case http.StatusOK:
			kept++
		case http.StatusUnprocessableEntity:
			time.Sleep(100 * time.Millisecond)
		default:
			t.Fatalf("a comment: %d\n%s", status, answer)
		}
	}
	kept := 1
	for i := range 499 {
		form.Set("text", fmt.Sprintf("Remark %d: the road is as it is told.", i))
		if status, answer := ask(http.MethodPost, "/comment", strings.NewReader(form.Encode()), form1); status != http.StatusOK {
			t.Fatalf("a comment: %d\n%s", status, answer)
		}
		kept++
		if i%10 > 0 {
			continue
		}
		ask(http.MethodGet, "/person/Zqmarker/nowhere", nil, "")
		ask(http.MethodGet, "/people?q=Zqmarker+%ff", nil, "")
		ask(http.MethodPost, "/comment", strings.NewReader("text=%zz&nickname=Zqmarker"), form1)
		ask(http.MethodPost, "/comment", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nZqmarker"), "multipart/form-data; boundary=b")
		ask(http.MethodPost, "/comment/outcome", strings.NewReader("code=Zqmarker"), form1)
		ask(http.MethodPost, "/desk/login", strings.NewReader("name=Zqmarker&password=Zqmarker+and+more"), form1)
		cutOff(t, base, n)
	}
	if kept != 500 {
		t.Fatalf("%d comments were kept, want 500", kept)
	}
	// Killed rather than ended, so that the write-ahead log is there, and asked
	// for a dump of its goroutines first, as a crash would print.
	if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	dump, err := os.ReadFile(logged.Name())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(dump, []byte("goroutine 1")) {
		t.Error("the log holds no dump, so a crash is not tested")
	}
	for _, place := range []string{dir, temp} {
		if hits := scanned(t, place); len(hits) > 0 {
			t.Errorf("%d finds, the first: %s", len(hits), hits[0])
		}
	}
}

// cutOff sends the beginning of a request and goes away, and then bytes that
// are none.
func cutOff(t *testing.T, base string, n int) {
	t.Helper()
	host := strings.TrimPrefix(base, "http://")
	for _, sent := range []string{
		"POST /comment HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: Zqmarker\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\ntext=Zqmarker",
		"Zqmarker\r\n\r\n",
	} {
		c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(fmt.Sprint(strangers, 1+n%250))}}).Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, sent)
		c.Close()
	}
}
