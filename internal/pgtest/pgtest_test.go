package pgtest

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestDatabasesAreSeparateAndEmpty(t *testing.T) {
	ctx := context.Background()
	for range 2 {
		conn := connect(t, URL(t))
		if _, err := conn.Exec(ctx, "CREATE TABLE claim (id text PRIMARY KEY)"); err != nil {
			t.Fatal(err)
		}
		var encoding string
		if err := conn.QueryRow(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
			t.Fatal(err)
		}
		if encoding != "UTF8" {
			t.Errorf("encoding is %s, want UTF8", encoding)
		}
	}
}

// A server that sorts by bytes would hide an ORDER BY that two servers
// answer differently.
func TestSortsByLanguage(t *testing.T) {
	if os.Getenv("HABEAS_PG_URL") != "" {
		t.Skip("HABEAS_PG_URL is set: its server sorts as its owner chose")
	}
	var before bool
	err := connect(t, URL(t)).QueryRow(context.Background(), "SELECT 'a' < 'B'").Scan(&before)
	if err != nil {
		t.Fatal(err)
	}
	if !before {
		t.Error("'a' sorts after 'B': the cluster sorts by bytes")
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	var address string
	var left *pgx.Conn
	t.Run("uses", func(t *testing.T) {
		address = URL(t)
		var err error
		// Left open on purpose: a failed test does not close its sessions.
		if left, err = pgx.Connect(context.Background(), address); err != nil {
			t.Fatal(err)
		}
	})
	if left == nil {
		t.SkipNow() // the subtest has said why
	}
	defer left.Close(context.Background())
	_, err := pgx.Connect(context.Background(), address)
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "3D000" {
		t.Errorf("connecting after the test: %v, want error 3D000, no such database", err)
	}
}

// The binary runs itself, starts a cluster in the copy and has it die
// without any chance to clean up.
func TestClusterEndsWithTheTestBinary(t *testing.T) {
	if os.Getenv("PGTEST_DIES") != "" {
		address, err := url.Parse(URL(t))
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString(address.Query().Get("host"))
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		self.Kill()
		select {}
	}
	if os.Getenv("HABEAS_PG_URL") != "" {
		t.Skip("HABEAS_PG_URL is set: no cluster of our own is started")
	}
	URL(t) // skips where there is no server

	// The supervisor and the server inherit a pipe that closes when the last
	// of them has ended: waiting for that is waiting for them.
	alive, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "PGTEST_DIES=1")
	cmd.Stderr = held
	dir, err := cmd.Output()
	if err == nil {
		t.Fatal("the copy should have been killed")
	}
	held.Close()
	if _, err := alive.Read(make([]byte, 1)); err == nil {
		t.Error("the copy wrote to its standard error")
	}
	if len(dir) == 0 {
		t.Fatal("the copy did not name its folder")
	}
	if _, err := os.Stat(string(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder %s is still there: %v", dir, err)
	}
}
