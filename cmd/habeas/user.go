package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// userCmd keeps the accounts of the desk from the machine it runs on: the way
// back in when nobody can sign in.
type userCmd struct {
	List   userListCmd   `cmd:"" help:"List the accounts: name, role, circles, second factor, closed."`
	Add    userAddCmd    `cmd:"" help:"Make an account, and print the one-time link by which its owner chooses a password."`
	Change userChangeCmd `cmd:"" help:"Change an account's role or circles, close or open it; ends its sessions at once."`
	Link   userLinkCmd   `cmd:"" help:"Print a one-time link by which the owner chooses a new password within a day."`
	Reset  userResetCmd  `cmd:"" help:"Take an account's second factor and recovery codes away, for an owner who lost both; ends its sessions."`
	End    userEndCmd    `cmd:"" help:"End every session of an account at once."`
}

type userListCmd struct {
	record
	JSON bool `help:"Print one JSON document." name:"json"`
}

type account struct {
	Name    string   `json:"name"`
	Role    string   `json:"role"`
	Circles []string `json:"circles"`
	Two     bool     `json:"secondFactor"`
	Closed  bool     `json:"closed"`
	Created string   `json:"created"`
}

func (c *userListCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, func(rec *opened) error {
		us, err := rec.desk.Users(ctx, operator)
		if err != nil {
			return err
		}
		list := []account{}
		for _, u := range us {
			list = append(list, account{Name: u.Name, Role: string(u.Role), Circles: append([]string{}, u.Circles...), Two: u.TwoFactors(), Closed: u.Disabled,
				Created: u.Created.Format("2006-01-02")})
		}
		if c.JSON {
			e := json.NewEncoder(t.out)
			e.SetIndent("", "  ")
			return e.Encode(list)
		}
		w := tabwriter.NewWriter(t.out, 0, 4, 3, ' ', 0)
		for _, a := range list {
			more := strings.Join(a.Circles, ", ")
			if a.Two {
				more += "\tsecond factor"
			} else {
				more += "\tpassword alone"
			}
			if a.Closed {
				more += "\tclosed"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\n", a.Name, a.Role, more)
		}
		return w.Flush()
	})
}

type userAddCmd struct {
	record
	Name string `arg:"" help:"Name to sign in with."`
	Role string `help:"What the account may do: reader, contributor, documenter, reviewer, moderator, statistician, custodian or admin." required:"" placeholder:"ROLE"`
	Base string `help:"Address of the server, put before the link." placeholder:"URL"`
}

func (c *userAddCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, func(rec *opened) error {
		u, err := rec.desk.AddUser(ctx, operator, c.Name, "", habeas.Role(c.Role))
		if err != nil {
			return err
		}
		return printLink(ctx, rec, u.ID, c.Base, t.out)
	})
}

type userChangeCmd struct {
	record
	Name    string   `arg:"" help:"Whose account."`
	Role    string   `help:"New role." placeholder:"ROLE"`
	Circles []string `help:"New circles, separated by commas; - for none." placeholder:"NAMES"`
	Close   bool     `help:"Close the account: it signs nobody in." xor:"closed"`
	Open    bool     `help:"Open it again." xor:"closed"`
}

func (c *userChangeCmd) Run(ctx context.Context, t terminal) error {
	var ch desk.UserChange
	if c.Role != "" {
		role := habeas.Role(c.Role)
		ch.Role = &role
	}
	if c.Circles != nil {
		circles := c.Circles
		if len(circles) == 1 && circles[0] == "-" {
			circles = []string{}
		}
		ch.Circles = &circles
	}
	if c.Close || c.Open {
		ch.Disabled = &c.Close
	}
	if ch == (desk.UserChange{}) {
		return misuse("say what to change: --role, --circles, --close or --open")
	}
	return c.change(ctx, c.Name, ch)
}

type userLinkCmd struct {
	record
	Name string `arg:"" help:"Whose account."`
	Base string `help:"Address of the server, put before the link." placeholder:"URL"`
}

func (c *userLinkCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, func(rec *opened) error {
		u, err := userNamed(ctx, rec, c.Name)
		if err != nil {
			return err
		}
		return printLink(ctx, rec, u.ID, c.Base, t.out)
	})
}

type userResetCmd struct {
	record
	Name string `arg:"" help:"Whose account."`
}

func (c *userResetCmd) Run(ctx context.Context) error {
	return c.change(ctx, c.Name, desk.UserChange{WithoutFactor: true})
}

type userEndCmd struct {
	record
	Name string `arg:"" help:"Whose account."`
}

func (c *userEndCmd) Run(ctx context.Context) error { return c.change(ctx, c.Name, desk.UserChange{}) }

// with opens a record that is there, and closes it.
func (r record) with(ctx context.Context, do func(*opened) error) error {
	rec, err := r.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	if err := do(rec); err != nil {
		rec.close()
		return err
	}
	return rec.close()
}

func (r record) change(ctx context.Context, name string, ch desk.UserChange) error {
	return r.with(ctx, func(rec *opened) error {
		u, err := userNamed(ctx, rec, name)
		if err != nil {
			return err
		}
		ch.Version = u.Version
		return rec.desk.ChangeUser(ctx, operator, u.ID, ch)
	})
}

func userNamed(ctx context.Context, rec *opened, name string) (habeas.User, error) {
	us, err := rec.desk.Users(ctx, operator)
	if err != nil {
		return habeas.User{}, err
	}
	for _, u := range us {
		if desk.AccountKey(u.Name) == desk.AccountKey(name) {
			return u, nil
		}
	}
	return habeas.User{}, fmt.Errorf("there is no account %q: habeas user list shows those there are", name)
}

func printLink(ctx context.Context, rec *opened, id habeas.ID, base string, out io.Writer) error {
	token, err := rec.desk.OneTimeLink(ctx, operator, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, strings.TrimSuffix(base, "/")+"/desk/link/"+string(id)+"/"+token)
	return err
}
