// Command habeas keeps the record of the detained: it captures reports and
// lists, proposes and reviews claims, links people by hand and serves the
// public record and the desk. Run it without arguments for what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/habeas-record/habeas"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitMisuse = 2
)

type program struct {
	Demo       demoCmd       `cmd:"" help:"A running record with invented people, in one command."`
	Serve      serveCmd      `cmd:"" help:"Serve the public site and the desk."`
	Extract    extractCmd    `cmd:"" help:"Propose the claims of a report, with their places in the text."`
	Import     importCmd     `cmd:"" help:"Import a list of people, facilities or places; a later edition of it shows what changed."`
	Link       linkCmd       `cmd:"" help:"Find the records of the same person, within one file or between several."`
	Name       nameCmd       `cmd:"" help:"Names across scripts: compare two, search a list, show how one may sound."`
	Estimate   estimateCmd   `cmd:"" help:"How many there are, those on no list included, or an honest refusal."`
	Place      placeCmd      `cmd:"" help:"Places: what a name may mean, how two lie to each other, your own list."`
	Date       dateCmd       `cmd:"" help:"Dates as people write them, read into EDTF and printed."`
	Disclosure disclosureCmd `cmd:"" help:"What a text tells of the source who said it: the check made before publication."`
	Keys       keysCmd       `cmd:"" help:"Keys of custodians, on their own machines: new, fingerprint, split for paper, combine."`
	Canary     canaryCmd     `cmd:"" help:"The signed statement that nobody else controls the server, on a machine that is not it: new, sign, check."`
	Seal       sealCmd       `cmd:"" help:"Seal a message to the desk's custodians, on one's own machine, before it is sent."`
	Unseal     unsealCmd     `cmd:"" help:"Open the boxes of sources, or a sealed message, with the keys of two custodians, on a custodian's own machine."`
	User       userCmd       `cmd:"" help:"Accounts of the desk, from the machine it runs on: list, add, change, a new link, a lost second factor."`
	Rebuild    rebuildCmd    `cmd:"" help:"Make every read model anew from the claims."`
	Backup     backupCmd     `cmd:"" help:"Write the whole record into one file sealed to age recipients, while it is being served."`
	Restore    restoreCmd    `cmd:"" help:"Make the record anew from a backup, and take back again what was taken back since."`
	Verify     verifyCmd     `cmd:"" help:"Hold the whole record against its ledger, and its evidence against its names; writes nothing."`
}

// record names the record a command works on.
type record struct {
	Data string `help:"Folder of the record: its database and its evidence." placeholder:"DIR" type:"path"`
	DB   string `help:"PostgreSQL database of the record instead, as postgres://…; evidence is then kept under --data." placeholder:"URL" name:"db"`
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func main() { os.Exit(run(os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr})) }

// run is main without the process, for tests.
func run(args []string, t terminal) int {
	var p program
	parser, err := kong.New(&p,
		kong.Name("habeas"),
		kong.Description("habeas keeps the record of the detained.\n\nStart with: habeas demo"),
		kong.Writers(t.out, t.err),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(int) {}),
	)
	if err != nil {
		fmt.Fprintln(t.err, "habeas:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	for _, a := range args {
		if a == "--help" || a == "-h" {
			// kong prints the help of the command named before it and goes on;
			// nothing is to be run then.
			_, _ = parser.Parse(args)
			return exitDone
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(t.err, "habeas:", err)
		fmt.Fprintln(t.err, "habeas: run \"habeas --help\" for what there is")
		return exitMisuse
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(t)
	if err := k.Run(); err != nil {
		fmt.Fprintln(t.err, "habeas:", err)
		var misuse misused
		if errors.As(err, &misuse) {
			return exitMisuse
		}
		return exitFailed
	}
	return exitDone
}

// misused is an error of the one who typed the command.
type misused struct{ error }

func (m misused) Unwrap() error { return m.error }

func misuse(format string, args ...any) error { return misused{fmt.Errorf(format, args...)} }

// operator is who acts at the command line: somebody with the data folder in
// their hands, which no rule of the program could keep from them. Histories
// name them so.
var operator = habeas.Actor{ID: "u0000000000000000", Name: "command line", Role: habeas.RoleAdmin}
