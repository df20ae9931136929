package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"

	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// sealedSuffix ends the name of a sealed message.
const sealedSuffix = ".habeas"

type sealCmd struct {
	File   string `arg:"" help:"The message, of any kind." type:"existingfile"`
	Keys   string `help:"The list of keys, from the desk's page of keys." required:"" placeholder:"FILE" type:"existingfile"`
	Signer string `help:"The line from that page, or better from elsewhere, that checks who signed the list." placeholder:"LINE"`
	Out    string `help:"Where to write the sealed message; the name of the message with .habeas behind it where none is given." placeholder:"FILE" type:"path"`
}

// Help is shown below the flags.
func (*sealCmd) Help() string {
	return "Nothing is sent and nothing is asked of a server. Two custodians open the message together with habeas unseal. The file of the message itself stays as it is: erase it when the sealed one is sent."
}

func (c *sealCmd) Run(t terminal) error {
	list, err := os.ReadFile(c.Keys)
	if err != nil {
		return err
	}
	text := string(list)
	if c.Signer != "" {
		signers, err := ledger.ParseKeys(c.Signer)
		if err != nil {
			return misused{err}
		}
		if text, err = signers.OpenText(text); err != nil {
			return fmt.Errorf("the list of keys: %w: do not use it, and ask the desk in another way", err)
		}
	} else {
		text, _, _ = strings.Cut(text, "\n\n") // the signature stands below
	}
	to, err := seal.ParseKeyList(text)
	if err != nil {
		return err
	}
	words, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	sealed, err := seal.Message(words, to)
	if err != nil {
		return err
	}
	out := c.Out
	if out == "" {
		out = c.File + sealedSuffix
	}
	f, err := os.OpenFile(out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already: choose another name with --out", out)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(sealed)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(out))
	}
	var prints []string
	for _, k := range to {
		prints = append(prints, seal.Fingerprint(k.Recipient))
	}
	fmt.Fprintf(t.err, "habeas: sealed to %s: compare these with what the desk told you in another way\n", strings.Join(prints, ", "))
	if c.Signer == "" {
		fmt.Fprintln(t.err, "habeas: who signed the list was not checked: give the desk's line with --signer")
	}
	_, err = fmt.Fprintln(t.out, out)
	return err
}

// unsealMessage writes what a message says to standard output.
func unsealMessage(t terminal, r io.Reader, keys []age.Identity) error {
	sealed, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	words, err := seal.OpenMessage(sealed, keys...)
	if err != nil {
		return err
	}
	_, err = t.out.Write(words)
	return err
}
