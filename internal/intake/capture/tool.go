package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// tool is a program of the machine that reads what Go has no reader for. It is
// run without a shell, in a folder of its own, with an empty environment, a
// time limit and a bound on what it may print; no name from outside is ever
// one of its arguments.
type tool struct {
	name string
	pkg  string // Debian's package
}

var (
	pdftotext = tool{"pdftotext", "poppler-utils"}
	pdftoppm  = tool{"pdftoppm", "poppler-utils"}
	tesseract = tool{"tesseract", "tesseract-ocr"}
)

const (
	// toolTime bounds one run: a page of dense print takes tesseract some
	// ten seconds, a book takes pdftotext one.
	toolTime = 2 * time.Minute
	// maxStderr is what is kept of a program's complaints.
	maxStderr = 4 << 10
)

var (
	errToolOutput = errors.New("the program printed more than it may")
	errToolTime   = errors.New("the program took too long")
)

// toolError is a program that ran and failed.
type toolError struct {
	name   string
	stderr string
	err    error
}

func (e *toolError) Error() string { return fmt.Sprintf("running %s: %v", e.name, e.err) }
func (e *toolError) Unwrap() error { return e.err }

func (t tool) installed() bool {
	_, err := exec.LookPath(t.name)
	return err == nil
}

// missing is the error where t is not installed.
func (t tool) missing() error {
	return fail(ErrToolMissing, "install the package "+t.pkg+", then add the file again", "%s is not installed", t.name)
}

// run gives stdin to the program and returns what it prints, at most limit
// bytes. On errToolOutput the first limit bytes are returned too.
func (t tool) run(ctx context.Context, dir string, stdin io.Reader, limit int, args ...string) ([]byte, error) {
	out, _, err := t.runBoth(ctx, dir, stdin, limit, args...)
	return out, err
}

// runBoth also returns the beginning of what the program complained.
func (t tool) runBoth(ctx context.Context, dir string, stdin io.Reader, limit int, args ...string) (stdout, stderr []byte, err error) {
	path, err := exec.LookPath(t.name)
	if err != nil {
		return nil, nil, t.missing()
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, nil, fmt.Errorf("finding %s: %w", t.name, err)
	}
	timed, cancel := context.WithTimeout(ctx, toolTime)
	defer cancel()
	out, complaints := &bounded{limit: limit, full: cancel}, &bounded{limit: maxStderr}
	cmd := exec.CommandContext(timed, path, args...)
	cmd.Dir = dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, out, complaints
	// One thread: the same input gives the same text, and the machine is shared.
	cmd.Env = []string{"LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1"}
	if data := os.Getenv("TESSDATA_PREFIX"); data != "" {
		cmd.Env = append(cmd.Env, "TESSDATA_PREFIX="+data)
	}
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case out.over:
		err = errToolOutput
	case timed.Err() != nil:
		err = errToolTime
	}
	stdout, stderr = out.buf.Bytes(), complaints.buf.Bytes()
	if err != nil {
		err = &toolError{name: t.name, stderr: string(stderr), err: err}
	}
	return stdout, stderr, err
}

var versionNumber = regexp.MustCompile(`\d+(?:\.\d+)+`)

// label returns the program's name and version: "pdftotext 22.12.0". Some
// programs print their version as a complaint, and some then exit with 1.
func (t tool) label(ctx context.Context, dir, flag string) string {
	stdout, stderr, _ := t.runBoth(ctx, dir, nil, maxStderr, flag)
	if v := versionNumber.Find(append(stdout, stderr...)); v != nil {
		return t.name + " " + string(v)
	}
	return t.name
}

// bounded keeps the first limit bytes; what follows is dropped, and full called.
type bounded struct {
	buf   bytes.Buffer
	limit int
	over  bool
	full  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.buf.Len()
	if len(p) > room {
		b.buf.Write(p[:room])
		if !b.over && b.full != nil {
			b.full()
		}
		b.over = true
		return len(p), nil
	}
	return b.buf.Write(p)
}

// privateDir makes a folder that only this user can enter and returns what
// removes it with all that is in it.
func privateDir(o Options) (dir string, remove func(), err error) {
	if o.Folder != nil {
		dir, remove, err = o.Folder()
	} else if dir, err = os.MkdirTemp("", "habeas-capture-"); err == nil { // 0700
		remove = func() { os.RemoveAll(dir) }
	}
	if err != nil {
		return "", nil, fmt.Errorf("making a private folder for the programs: %w", err)
	}
	return dir, remove, nil
}
