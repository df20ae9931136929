package ledger

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Head is what is said of the whole log: the record it belongs to, how many
// entries it has, the root of the tree over them, and the day.
type Head struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	Day    string // YYYY-MM-DD
}

// Text is the head as a checkpoint (c2sp.org/tlog-checkpoint), unsigned; the
// day is a line of its extension.
func (h Head) Text() string {
	return h.Origin + "\n" + strconv.FormatInt(h.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(h.Root[:]) + "\n" + h.Day + "\n"
}

// What is not signed by a key that counts.
var (
	ErrHead   = errors.New("the head is not one that this record's key signed")
	ErrSigned = errors.New("it is not signed by this record's key")
)

func parseHead(text string) (h Head, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return h, ErrHead
	}
	h.Origin, h.Day = lines[0], lines[3]
	if h.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return h, ErrHead
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(h.Root) {
		return h, ErrHead
	}
	copy(h.Root[:], root)
	if h.Text() != text {
		return h, ErrHead
	}
	return h, nil
}

// Key signs the heads of one record's log.
type Key struct {
	signer note.Signer
	public string
}

// Public is the key that checks what Key signs, in note's spelling.
func (k *Key) Public() string { return k.public }

// Sign signs the head of a log, as that of its own record.
func (k *Key) Sign(h Head) (string, error) {
	h.Origin = k.signer.Name()
	return k.SignText(h.Text())
}

// SignText signs lines of text.
func (k *Key) SignText(text string) (string, error) {
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return "", fmt.Errorf("signing with the key of the ledger: %w", err)
	}
	return string(signed), nil
}

// Keys are the public keys a head may be signed by. A record that lost its
// key has more than one.
type Keys struct{ known note.Verifiers }

// ParseKeys reads public keys, one on each line.
func ParseKeys(text string) (Keys, error) {
	var vs []note.Verifier
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return Keys{}, fmt.Errorf("%q is not a public key of a ledger: it looks like habeas-k2p4x0qz+0a1b2c3d+AbC…", line)
		}
		vs = append(vs, v)
	}
	if len(vs) == 0 {
		return Keys{}, errors.New("there is no public key to check the ledger with")
	}
	return Keys{known: note.VerifierList(vs...)}, nil
}

// open checks the signature under a text. One signature has one spelling.
func (k Keys) open(signed string) (*note.Note, error) {
	if k.known == nil {
		return nil, ErrSigned
	}
	n, err := note.Open([]byte(signed), k.known)
	if err != nil {
		return nil, ErrSigned
	}
	for _, s := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return nil, ErrSigned
		}
	}
	return n, nil
}

// OpenText checks the signature under a text and returns the text.
func (k Keys) OpenText(signed string) (string, error) {
	n, err := k.open(signed)
	if err != nil {
		return "", err
	}
	return n.Text, nil
}

// Open checks the signature of a head and reads it.
func (k Keys) Open(signed string) (Head, error) {
	n, err := k.open(signed)
	if err != nil {
		return Head{}, ErrHead
	}
	h, err := parseHead(n.Text)
	if err == nil && h.Origin != n.Sigs[0].Name {
		err = ErrHead
	}
	return h, err
}

// Against is what a log is held against besides itself.
type Against struct {
	// Keys are the public keys whose signature under a head counts. Without
	// any, heads are not looked at for signatures.
	Keys *Keys
	// Heads are signed heads that somebody kept: the log must have been each
	// of them once.
	Heads []string
}

// The files of a record's key in its folder. The secret one is for the
// machine that keeps the record; the public one is for whoever checks it, and
// for the page of methods.
const (
	keyFile    = "ledger.key"
	publicFile = "ledger.pub"
)

// OpenKey reads the key in the folder, or makes one where there is none and
// adds it to the public keys the record has had.
func OpenKey(dir string) (*Key, error) {
	secret, err := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if secret, err = makeKey(dir); errors.Is(err, fs.ErrExist) {
			// Another process made it in the meantime.
			secret, err = os.ReadFile(filepath.Join(dir, keyFile))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the ledger: %w", err)
	}
	s, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return nil, fmt.Errorf("%s does not hold the key of a ledger: put it back from a backup", filepath.Join(dir, keyFile))
	}
	public, err := ReadPublic(dir)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(public) {
		v, err := note.NewVerifier(strings.TrimSpace(line))
		if err == nil && v.Name() == s.Name() && v.KeyHash() == s.KeyHash() {
			return &Key{signer: s, public: strings.TrimSpace(line)}, nil
		}
	}
	return nil, fmt.Errorf("%s does not name the public half of %s: put both back from a backup", publicFile, keyFile)
}

// KeyFiles are the names of both.
var KeyFiles = []string{publicFile, keyFile}

// ReadPublic returns the public keys in the folder, a line each.
func ReadPublic(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, publicFile))
	if err != nil {
		return "", fmt.Errorf("the public key of the ledger: %w", err)
	}
	return string(b), nil
}

// makeKey writes the public half first: a secret key is never without it.
func makeKey(dir string) (secret []byte, err error) {
	var name [8]byte
	_, _ = rand.Read(name[:]) // never fails: it ends the program instead
	for i, c := range name {
		name[i] = "0123456789abcdefghjkmnpqrstvwxyz"[c&31]
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "habeas-"+string(name[:]))
	if err != nil {
		return nil, err
	}
	if err := write(filepath.Join(dir, publicFile), vkey+"\n", os.O_APPEND, 0o644); err != nil {
		return nil, err
	}
	return []byte(skey), write(filepath.Join(dir, keyFile), skey+"\n", os.O_EXCL, 0o600)
}

// WriteKey puts the files of a key, by their names, into a folder that has
// none.
func WriteKey(dir string, files map[string][]byte) error {
	for _, name := range KeyFiles {
		if err := write(filepath.Join(dir, name), string(files[name]), os.O_EXCL, 0o600); err != nil {
			return fmt.Errorf("the key of the ledger: %w", err)
		}
	}
	return nil
}

// write adds to a file, or makes it whole or not at all where it must be new;
// it is on the disk when write returns.
func write(name, text string, how int, mode os.FileMode) (err error) {
	to := name
	if how == os.O_EXCL {
		to += ".new"
		defer func() { err = errors.Join(err, os.Remove(to)) }()
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|how, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil && to != name {
		err = os.Link(to, name) // fails where the name is taken
	}
	return err
}
