package signin

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/habeas-record/habeas"
)

func TestPassword(t *testing.T) {
	hash, err := HashPassword("Éloïse reads at noon")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=2$") {
		t.Fatalf("%q, %v", hash, err)
	}
	for password, want := range map[string]bool{
		"Éloïse reads at noon":               true,
		"E\u0301loi\u0308se reads at noon":   true, // the same, composed otherwise
		"eloise reads at noon":               false,
		"":                                   false,
		"Éloïse reads at noon ":              false,
		strings.Repeat("a password ", 1_000): false,
	} {
		if got := CheckPassword(hash, password); got != want {
			t.Errorf("%q: %v", password, got)
		}
	}
	for _, bad := range []string{"", "none", "$argon2id$v=19$x$y$z", "$argon2id$v=19$m=65536,t=3,p=2$!$!", "$bcrypt$v=19$m=65536,t=3,p=2$aa$aa"} {
		if CheckPassword(bad, "Éloïse reads at noon") {
			t.Errorf("the hash %q fits a password", bad)
		}
	}
	for _, bad := range []string{"", "eleven lett", strings.Repeat("x", 513)} {
		if _, err := HashPassword(bad); err == nil {
			t.Errorf("a password of %d letters was taken", len(bad))
		}
	}
}

func TestStepOf(t *testing.T) {
	secret, now := NewSecret(), time.Date(2018, 1, 2, 3, 4, 15, 0, time.UTC)
	for after, counts := range map[time.Duration]bool{-90 * time.Second: false, -30 * time.Second: true, 0: true, 30 * time.Second: true, 90 * time.Second: false} {
		code, err := totp.GenerateCode(secret, now.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		step, ok := StepOf(secret, code, now)
		if ok != counts || ok && step != now.Add(after).Unix()/30 {
			t.Errorf("a code of %v: step %d, %v", after, step, ok)
		}
	}
	for _, bad := range []string{"", "12345", "1234567", "abcdef", strings.Repeat("1", 10_000)} {
		if _, ok := StepOf(secret, bad, now); ok {
			t.Errorf("%.10q counts", bad)
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	shown, plain := NewRecovery()
	seen := map[string]bool{}
	for i, s := range shown {
		if len(plain[i]) != 24 || seen[plain[i]] {
			t.Errorf("the code %q", s)
		}
		seen[plain[i]] = true
		for _, typed := range []string{s, strings.ToUpper(s), strings.ReplaceAll(s, "-", " "), " " + plain[i] + "\t"} {
			if PlainCode(typed) != plain[i] {
				t.Errorf("%q is read as %q", typed, PlainCode(typed))
			}
		}
	}
}

func TestSeal(t *testing.T) {
	key, err := OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := Seal(key.Factors(), "u1", "SECRET")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Open(key.Factors(), "u1", sealed); err != nil || got != "SECRET" {
		t.Errorf("%q, %v", got, err)
	}
	for what, open := range map[string]func() (string, error){
		"another account": func() (string, error) { return Open(key.Factors(), "u2", sealed) },
		"another key":     func() (string, error) { return Open(key.Browsers(), "u1", sealed) },
		"no key":          func() (string, error) { return Open(Key{}.Factors(), "u1", sealed) },
		"cut short":       func() (string, error) { return Open(key.Factors(), "u1", sealed[:10]) },
		"nothing":         func() (string, error) { return Open(key.Factors(), "u1", nil) },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// The key is made once, whoever comes first, and read by everybody after.
func TestKey(t *testing.T) {
	dir, got := t.TempDir(), make(chan string)
	for range 8 {
		go func() {
			k, err := OpenKey(dir)
			if err != nil {
				got <- err.Error()
				return
			}
			got <- string(k.Factors())
		}()
	}
	first := <-got
	for range 7 {
		if next := <-got; next != first {
			t.Errorf("%q, %q", first, next)
		}
	}
}

func TestSiteWithoutAName(t *testing.T) {
	for _, host := range []string{"127.0.0.1:8080", "[::1]:8080", "10.0.0.1"} {
		if _, _, err := (Site{Host: host}).AskSignIn(); err == nil {
			t.Errorf("%s can have passkeys", host)
		}
	}
	o, s, err := Site{Host: "desk.example:8443", HTTPS: true}.AskPasskey(habeas.User{ID: "u1", Name: "Aray"})
	if err != nil || !strings.Contains(string(o), `"userVerification":"required"`) || !strings.Contains(string(o), `"id":"desk.example"`) || len(s) == 0 {
		t.Errorf("%s, %v", o, err)
	}
}

func TestGuessable(t *testing.T) {
	for password, easy := range map[string]bool{
		"passwordpassword": true, "Password12345678": true, "qwertyuiop123456": true, "aaaaaaaaaaaaaaaa": true, "abcabcabcabcabc": true, "123456789012": true, "1qaz2wsx3edc": true,
		"PASSW0RD2018!!": true, "aray aray aray": true, "A desk in Korgan": true, "йцукенгшщзхъ": true, "пароль123456": true, "habeas habeas habeas": true, "9876543210987654": true,
		"seven quiet rivers": false, "a long enough password": false, "correct horse battery staple": false, "xk9#mQv2!rLp": false, "қыста қар жауады": false, "七条安静的河流穿过平原流向大海": false,
	} {
		if got := Guessable(password, "Aray", "A desk in Korgan"); (got != nil) != easy {
			t.Errorf("%q: %v", password, got)
		}
	}
	if Guessable(strings.Repeat("x", 512)) == nil {
		t.Error("512 times one letter is taken")
	}
}
