package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"filippo.io/age"
	"golang.org/x/term"

	"github.com/habeas-record/habeas/internal/protect/seal"
	"github.com/habeas-record/habeas/internal/protect/shamir"
)

// keysCmd works on a custodian's own machine: no key ever goes to the server.
type keysCmd struct {
	New         keysNewCmd         `cmd:"" help:"Make the key of a custodian, locked with a passphrase, and print the line that the desk is given."`
	Fingerprint keysFingerprintCmd `cmd:"" help:"Print the fingerprint of a custodian's line, to be compared over another way."`
	Split       keysSplitCmd       `cmd:"" help:"Split a key into shares for paper, some of which give it back."`
	Combine     keysCombineCmd     `cmd:"" help:"Give a key back from its shares, locked with a new passphrase."`
}

type keysNewCmd struct {
	File string `arg:"" help:"Where to keep the key; it must not be there yet." type:"path"`
}

func (c *keysNewCmd) Run(t terminal) error {
	if isThere(c.File) {
		return fmt.Errorf("%s is there already: a key is never written over", c.File)
	}
	pass, err := newPassphrase(t, "Passphrase for the key: ")
	if err != nil {
		return err
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	if err := writeKey(c.File, id.String(), pass); err != nil {
		return err
	}
	fmt.Fprintln(t.out, id.Recipient())
	fmt.Fprintf(t.err, "habeas: the key is in %s; keep a copy of it and its passphrase apart from each other. Its fingerprint is %s\n", c.File, seal.Fingerprint(id.Recipient().String()))
	return nil
}

// leastPassphrase is what a key that may be stolen needs; there is no counter of
// tries on it.
const leastPassphrase = 20

func newPassphrase(t terminal, ask string) (string, error) {
	pass, err := passphrase(t, ask)
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(pass) < leastPassphrase {
		return "", fmt.Errorf("the passphrase is too short: use at least %d letters, such as six words drawn by dice", leastPassphrase)
	}
	if f, ok := t.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		again, err := passphrase(t, "The same once more: ")
		if err != nil {
			return "", err
		}
		if again != pass {
			return "", errors.New("the two differ: type it twice the same")
		}
	}
	return pass, nil
}

// passphrase reads a line without showing it where somebody types.
func passphrase(t terminal, ask string) (string, error) {
	if f, ok := t.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(t.err, ask)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(t.err)
		return string(b), err
	}
	line, err := readLine(t.in)
	if err != nil {
		return "", fmt.Errorf("read the passphrase from standard input, a line for each key: %w", err)
	}
	return line, nil
}

// readLine reads up to the end of a line and no further, as the next line is for
// another reader.
func readLine(r io.Reader) (string, error) {
	var b []byte
	one := make([]byte, 1)
	for len(b) < 4096 {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(b), "\r"), nil
		}
		b = append(b, one[:n]...)
		if err != nil {
			if len(b) > 0 && errors.Is(err, io.EOF) {
				return string(b), nil
			}
			return "", err
		}
	}
	return "", errors.New("the line is too long")
}

// writeKey writes a key locked with a passphrase, whole or not at all.
func writeKey(file, identity, pass string) (err error) {
	r, err := age.NewScryptRecipient(pass)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, identity+"\n"); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	_, err = f.Write(b.Bytes())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// readKey opens the locked key of a custodian.
func readKey(t terminal, file string) (*age.HybridIdentity, error) {
	text, err := readLocked(t, file)
	if err != nil {
		return nil, err
	}
	id, err := age.ParseHybridIdentity(text)
	if err != nil {
		return nil, fmt.Errorf("%s holds no key of a custodian", file)
	}
	return id, nil
}

// readLocked opens what writeKey wrote.
func readLocked(t terminal, file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("open the key: %w", err)
	}
	defer f.Close()
	pass, err := passphrase(t, "Passphrase of "+file+": ")
	if err != nil {
		return "", err
	}
	lock, err := age.NewScryptIdentity(pass)
	if err != nil {
		return "", fmt.Errorf("%s: there is no passphrase", file)
	}
	r, err := age.Decrypt(f, lock)
	if err != nil {
		return "", fmt.Errorf("%s does not open: the passphrase is wrong, or it is no key that was locked here", file)
	}
	text, err := io.ReadAll(io.LimitReader(r, 4096))
	if err != nil {
		return "", fmt.Errorf("%s is damaged", file)
	}
	return strings.TrimSpace(string(text)), nil
}

type keysFingerprintCmd struct {
	Line string `arg:"" help:"The line that habeas keys new printed, or a file that holds it."`
}

func (c *keysFingerprintCmd) Run(t terminal) error {
	line := c.Line
	if b, err := os.ReadFile(line); err == nil {
		line = strings.TrimSpace(string(b))
	}
	if err := seal.CheckRecipient(line); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, seal.Fingerprint(line))
	return err
}

type keysSplitCmd struct {
	File   string `arg:"" help:"The locked key." type:"existingfile"`
	Shares int    `help:"How many shares to make." default:"5"`
	Need   int    `help:"How many of them give the key back." default:"3"`
}

func (c *keysSplitCmd) Run(t terminal) error {
	id, err := readKey(t, c.File)
	if err != nil {
		return err
	}
	shares, err := shamir.Split([]byte(id.String()), c.Shares, c.Need)
	if err != nil {
		return misused{err}
	}
	for _, s := range shares {
		fmt.Fprintln(t.out, s)
	}
	fmt.Fprintf(t.err, "habeas: write each on paper and give it to somebody else; any %d give the key back\n", c.Need)
	return nil
}

type keysCombineCmd struct {
	File   string `arg:"" help:"Where to keep the key; it must not be there yet." type:"path"`
	Shares string `help:"File with the shares, one a line." required:"" type:"existingfile" placeholder:"FILE"`
}

func (c *keysCombineCmd) Run(t terminal) error {
	if isThere(c.File) {
		return fmt.Errorf("%s is there already: a key is never written over", c.File)
	}
	b, err := os.ReadFile(c.Shares)
	if err != nil {
		return err
	}
	var shares []shamir.Share
	for n, line := range strings.Split(string(b), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		s, err := shamir.Parse(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		shares = append(shares, s)
	}
	secret, err := shamir.Combine(shares)
	if err != nil {
		return err
	}
	id, err := age.ParseHybridIdentity(string(secret))
	if err != nil {
		return errors.New("the shares give no key: they are of different ones")
	}
	pass, err := newPassphrase(t, "New passphrase for the key: ")
	if err != nil {
		return err
	}
	if err := writeKey(c.File, id.String(), pass); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, id.Recipient())
	return err
}

type unsealCmd struct {
	Boxes string   `arg:"" help:"File of boxes that the desk exported, or a message that habeas seal made." type:"existingfile"`
	Key   []string `help:"Locked key of a custodian; two are needed. Passphrases are asked for, or read from standard input, a line for each." required:"" placeholder:"FILE" type:"existingfile"`
}

// opened box of a source, as it is printed.
type unsealed struct {
	Source string `json:"source"`
	Label  string `json:"label"`
	seal.Identity
	Error string `json:"error,omitempty"`
}

func (c *unsealCmd) Run(t terminal) error {
	f, err := os.Open(c.Boxes)
	if err != nil {
		return err
	}
	defer f.Close()
	var keys []age.Identity
	for _, k := range c.Key {
		id, err := readKey(t, k)
		if err != nil {
			return err
		}
		keys = append(keys, id)
	}
	if strings.HasSuffix(c.Boxes, sealedSuffix) {
		return unsealMessage(t, f, keys)
	}
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	s := bufio.NewScanner(f)
	s.Buffer(make([]byte, 64<<10), 4<<20)
	wrong, n := 0, 0
	for s.Scan() {
		p := strings.Split(s.Text(), "\t")
		if len(p) != 3 {
			return fmt.Errorf("line %d: this is no file of boxes: the desk exports one", n+1)
		}
		n++
		out := unsealed{Source: p[0], Label: p[1]}
		box, err := seal.FromText(p[2])
		if err == nil {
			out.Identity, err = seal.Open(box, keys...)
		}
		if err != nil {
			out.Error = err.Error()
			wrong++
		}
		if err := e.Encode(out); err != nil {
			return err
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("read the boxes: %w", err)
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d boxes did not open", wrong, n)
	}
	return nil
}
