// Package pgtest gives tests an empty PostgreSQL database each. It is
// imported from tests and test harnesses only.
//
// The server is the one HABEAS_PG_URL names or else a throwaway cluster, one
// for each test binary, started at the first call from the machine's own
// PostgreSQL (15 or newer). The throwaway cluster listens on a socket inside
// its own temporary folder and on no port, is started under another account
// when the tests run as root (the server refuses root), and is stopped and
// deleted when the test binary ends in whatever way, kill -9 included.
package pgtest

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/habeas-record/habeas/internal/need"
)

// URL creates an empty database and returns its address, in the form that
// pgx and "habeas serve --db" take. The database is dropped when the test
// ends, after the cleanups the test registers later than this call.
//
// Databases sort text by language (ICU root collation), as servers in use do
// and SQLite does not: an order that must be the same everywhere has to say
// COLLATE "C".
//
// Without a server the test is skipped, or fails if HABEAS_REQUIRE names pg.
func URL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("HABEAS_PG_URL")
	if base == "" {
		var err error
		base, err = throwaway()
		if errors.Is(err, errNoServer) {
			need.Missing(t, need.PG, err.Error())
		}
		if err != nil {
			t.Fatalf("starting a throwaway PostgreSQL: %v", err)
		}
	}
	address, err := url.Parse(base)
	if err != nil {
		t.Fatalf("reading HABEAS_PG_URL: %v", err)
	}
	name := "habeas_test_" + strings.ToLower(rand.Text())
	if err := execute(base, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatalf("creating a test database: %v", err)
	}
	t.Cleanup(func() {
		// FORCE ends the sessions a failed test may have left open.
		if err := execute(base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test database: %v", err)
		}
	})
	address.Path = "/" + name
	return address.String()
}

func execute(address, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

var errNoServer = errors.New("no PostgreSQL server was found: apt-get install postgresql, or set HABEAS_PG_URL")

// throwaway starts the cluster once and returns the address of its
// maintenance database.
var throwaway = sync.OnceValues(func() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	account, err := unprivileged()
	if err != nil {
		return "", err
	}
	// A socket's path may have 107 bytes, which some TMPDIRs exceed.
	parent := os.TempDir()
	if len(parent) > 60 {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "habeas-pg-")
	if err != nil {
		return "", err
	}
	if account != nil {
		if err := os.Chown(dir, int(account.Uid), int(account.Gid)); err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
	}
	if err := supervise(dir, bin, account); err != nil {
		return "", err
	}
	query := url.Values{"host": {dir}, "sslmode": {"disable"}}
	return "postgres://habeas@/postgres?" + query.Encode(), nil
})

// supervisor starts the cluster, prints "ready", and waits until its standard
// input closes, which the kernel does for a parent that dies of whatever
// cause. A throwaway cluster needs no durability, so nothing is synced.
const supervisor = `
trap '' INT TERM HUP
finish() { cd / && rm -rf "$dir"; }
"$bin/initdb" -D "$dir/data" --username=habeas --auth=trust --encoding=UTF8 \
	--locale=C --locale-provider=icu --icu-locale=und --no-sync >"$dir/log" 2>&1 &&
"$bin/pg_ctl" start -w -t 120 -D "$dir/data" -l "$dir/log" -o "-k $dir -c listen_addresses= \
	-c fsync=off -c full_page_writes=off -c max_connections=300" >/dev/null 2>&1 ||
	{ tail -n 20 "$dir/log"; finish; exit 1; }
echo ready
read -r _
"$bin/pg_ctl" stop -m immediate -D "$dir/data" >/dev/null 2>&1
finish
`

// supervise runs the supervisor and returns when the cluster answers. On
// failure the error holds the end of the server's log.
func supervise(dir, bin string, account *syscall.Credential) error {
	cmd := exec.Command("/bin/sh", "-c", supervisor)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "dir="+dir, "bin="+bin, "LC_ALL=C")
	// Inherited, so that whoever waits for the test's output ("go test" does)
	// waits for the clean-up too.
	cmd.Stderr = os.Stderr
	// Its own process group, so that an interrupt at the keyboard ends the
	// tests and leaves the supervisor alive to clean up after them.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: account}
	// The write end stays open, and with it the cluster, as long as this
	// process lives: it is never closed on purpose.
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	var said strings.Builder
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if lines.Text() == "ready" {
			held = lifeline
			return nil
		}
		said.WriteString("\n" + lines.Text())
	}
	return fmt.Errorf("the server did not start: %w%s", cmd.Wait(), said.String())
}

// held keeps the lifeline from the garbage collector, which would close it.
var held any

// binaries returns the folder with initdb, pg_ctl and postgres: of Debian's
// the newest version, otherwise the one on PATH.
func binaries() (string, error) {
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(debian) > 0 {
		newest := slices.MaxFunc(debian, func(a, b string) int { return majorVersion(a) - majorVersion(b) })
		return filepath.Dir(newest), nil
	}
	onPath, err := exec.LookPath("initdb")
	if err != nil {
		return "", errNoServer
	}
	// initdb looks for its siblings beside the file a link points to.
	if onPath, err = filepath.EvalSymlinks(onPath); err != nil {
		return "", err
	}
	return filepath.Dir(onPath), nil
}

// majorVersion reads 15 from /usr/lib/postgresql/15/bin/initdb.
func majorVersion(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb)))) // not a number: sorts first
	return n
}

// unprivileged returns the account the server shall run under, or nil for
// the present one.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("reading the user id of %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("reading the group id of %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, which PostgreSQL refuses, and found neither the account postgres nor nobody to run it under")
}
