package web

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/need"
	"github.com/habeas-record/habeas/internal/protect/receipt"
)

// textBrowser is w3m in a terminal of its own, driven by its keys as a person
// would: it runs no scripts, and here it takes no cookies.
type textBrowser struct {
	t     testing.TB
	dir   string
	keys  *os.File // the end of the terminal where the keyboard is
	pages int
}

// openText shows a page in a text browser.
func openText(t testing.TB, url string) *textBrowser {
	t.Helper()
	program := need.Tool(t, "w3m", "w3m")
	keys, screen, err := terminal()
	if err != nil {
		t.Fatal(err)
	}
	b := &textBrowser{t: t, dir: t.TempDir(), keys: keys}
	// The texts of large fields are written in an editor: here the one that puts
	// into them what stands in a file.
	cmd := exec.Command(program, "-no-cookie", "-o", "confirm_qq=false", "-o", "editor=cp "+b.file("typed")+" %s", url)
	cmd.Env = append(os.Environ(), "TERM=vt100", "HOME="+b.dir, "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, screen, screen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	screen.Close()
	drawn := make(chan struct{})
	go func() { defer close(drawn); io.Copy(io.Discard, keys) }() // ends with the terminal
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		<-drawn
		keys.Close()
	})
	return b
}

// terminal opens both ends of a new terminal of 80 columns.
func terminal() (keys, screen *os.File, err error) {
	keys, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(int(keys.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(keys.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(keys.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
	}
	if err == nil {
		screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		keys.Close()
	}
	return keys, screen, err
}

func (b *textBrowser) file(name string) string { return filepath.Join(b.dir, name) }

func (b *textBrowser) press(keys string) {
	b.t.Helper()
	if _, err := b.keys.WriteString(keys); err != nil {
		b.t.Fatal(err)
	}
}

// reach goes to the first field, link or button after the words, which stand on
// one line of the page.
func (b *textBrowser) reach(words string) { b.t.Helper(); b.press("g/" + words + "\r\t") }

// fill fills in the small field after the words.
func (b *textBrowser) fill(after, text string) {
	b.t.Helper()
	b.reach(after)
	b.press("\r" + text + "\r")
}

// write fills in the large field after the words.
func (b *textBrowser) write(after, text string) {
	b.t.Helper()
	if err := os.WriteFile(b.file("typed"), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.reach(after)
	b.press("\r")
	b.page() // until the editor is done with it
}

// page is what stands on the screen and below it, as the browser saves it.
func (b *textBrowser) page() string {
	b.t.Helper()
	b.pages++
	pipe := b.file(fmt.Sprint("page", b.pages))
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.press("S|cat >" + pipe + "\r")
	read := make(chan string, 1)
	go func() {
		text, err := os.ReadFile(pipe) // waits for the browser to write it
		if err != nil {
			text = []byte(err.Error())
		}
		read <- string(text)
	}()
	select {
	case text := <-read:
		return text
	case <-time.After(time.Minute):
		// Let the reader go.
		if w, err := os.OpenFile(pipe, os.O_WRONLY|unix.O_NONBLOCK, 0); err == nil {
			w.Close()
		}
		b.t.Fatal("the text browser does not answer")
	}
	panic("unreachable")
}

// shows waits for nothing: the page must have the words.
func (b *textBrowser) shows(words ...string) string {
	b.t.Helper()
	text := b.page()
	for _, w := range words {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), w) {
			b.t.Fatalf("the page does not say %q:\n%s", w, text)
		}
	}
	return text
}

// In a text browser, without scripts and cookies, somebody writes to the desk,
// attaches a file, reads the code, types it back, reads the reply, and takes all
// of it back.
func TestWritingInATextBrowser(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	rec.opened()
	words := "My brother Ali Sample was taken in March 2018.\nئاكام تۇتۇپ كېتىلدى."
	b := openText(t, rec.URL+"/submit")
	letter := b.file("letter.txt")
	if err := os.WriteFile(letter, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.shows("What we cannot protect")
	b.write("Leave out what you do not know", words)
	b.fill("at most 64 MB", letter)
	b.fill("^Name", "Aray Bekturkyzy")
	b.reach("Afterwards")
	b.press("\r")
	b.reach("Leave this empty")
	b.press("\t\r") // over the field that is to be left empty
	page := b.shows("It arrived", "shown this once")
	code, err := receipt.Parse(codeLine.FindString(page))
	if err != nil {
		t.Fatalf("no code stands on the page: %v\n%s", err, page)
	}
	s, content := rec.only()
	if text := strings.ReplaceAll(content.Text, "\r\n", "\n"); text != words || len(content.Files) != 1 || content.Files[0].Size != 8 || s.Code != code.Hash() || content.Box == "" {
		t.Errorf("kept as %+v: %q, files %+v, box %t", s, text, content.Files, content.Box != "")
	}
	b.fill("Type it back", code.String())
	b.press("\t\r")
	b.shows("That is right")
	if err := rec.inbox.Reply(rec.ctx, rec.actors[habeas.RoleAdmin], s.ID, s.Version, "en", "Thank you, we have it."); err != nil {
		t.Fatal(err)
	}
	b.reach("That is right")
	b.press("\r") // to where replies are read
	b.fill("Your code", code.String())
	b.press("\t\r")
	b.shows("Thank you, we have it.")
	b.write("Leave out what you do not know", "He was a tailor.")
	b.reach("at most 64 MB")
	b.press(strings.Repeat("\t", habeas.MaxFiles) + "\r")
	b.shows("It arrived")
	if _, content = rec.only(); len(content.Said) != 2 || content.Said[1].Text != "He was a tailor." {
		t.Errorf("added: %+v", content.Said)
	}
	b.reach("are erased at once")
	b.press("\r\t\r")
	b.shows("You took it back")
	if s, content = rec.only(); s.State != habeas.SubmissionWithdrawn || !content.Empty() || content.Box != "" {
		t.Errorf("taken back: %+v %+v", s, content)
	}
}

// A comment is written in a text browser, and its outcome is read there.
func TestCommentingInATextBrowser(t *testing.T) {
	rec := newRecord(t)
	rec.opened()
	told := rec.enter("Ali Sample", "occupation", "tailor")
	rec.publish(told.Claims...)
	b := openText(t, rec.URL+"/person/"+string(told.Person))
	b.fill("A name to show", "A neighbour")
	b.write("Your comment, in", "He mended our coats.")
	b.reach("Leave this empty")
	b.press("\t\t\r") // over that field and the terms
	code := codeLine.FindString(b.shows("Your comment is kept"))
	b.reach("or leave it")
	b.press("\t\r") // to where outcomes are asked for
	b.fill("^Code", code)
	b.press("\t\r")
	b.shows("It waits to be read")
	gs, _, n, err := rec.desk.CommentQueue(rec.ctx, rec.actors[habeas.RoleModerator], habeas.CommentQueue{State: habeas.CommentHeld, Limit: 2})
	if err != nil || n != 1 || gs[0].Comment.Nickname != "A neighbour" || gs[0].Comment.Text != "He mended our coats." {
		t.Errorf("kept: %+v, %v", gs, err)
	}
}

// codeLine is a code as it stands on a page of text.
var codeLine = regexp.MustCompile(`\d{6}( +\d{6}){7}`)

// opened makes every form look as if it had been open for a while: the clock of
// the forms goes on by the least time at every look.
func (rec *record) opened() {
	var looks atomic.Int64
	rec.web.stamps.now = func() time.Time { return time.Now().Add(time.Duration(looks.Add(1)) * youngest) }
}
