package need

import (
	"fmt"
	"strings"
	"testing"
)

// recorder stands in for the test that lacks a part: Skip and Fatalf end a
// test, so here they panic with what they were told.
type recorder struct{ testing.TB }

func (recorder) Helper()                        {}
func (recorder) Skip(args ...any)               { panic("skip: " + fmt.Sprint(args...)) }
func (recorder) Fatalf(format string, a ...any) { panic("fail: " + fmt.Sprintf(format, a...)) }

func outcome(f func(testing.TB)) (said string) {
	defer func() {
		if r := recover(); r != nil {
			said = r.(string)
		}
	}()
	f(recorder{})
	return ""
}

func TestMissing(t *testing.T) {
	for _, c := range []struct{ require, want string }{
		{"", "skip: no server"},
		{"chromium", "skip: no server"},
		{"pgx", "skip: no server"},
		{"pg", "fail: no server"},
		{"chromium,pg", "fail: no server"},
		{"chromium, pg", "fail: no server"},
	} {
		t.Run(c.require, func(t *testing.T) {
			t.Setenv("HABEAS_REQUIRE", c.require)
			got := outcome(func(t testing.TB) { Missing(t, PG, "no server") })
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

func TestTool(t *testing.T) {
	t.Setenv("HABEAS_REQUIRE", "tools")
	if path := Tool(t, "go", "golang-go"); path == "" {
		t.Error("go is running this test, yet was not found")
	}
	got := outcome(func(t testing.TB) { Tool(t, "no-such-program", "some-package") })
	if want := "fail: no-such-program is not installed: apt-get install some-package"; !strings.HasPrefix(got, want) {
		t.Errorf("said %q, want %q", got, want)
	}
}
