package capture

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// TestMailKeepsItsSenderToItself looks for every address, name and hour of the
// header in all that was captured besides the bytes of attachments.
func TestMailKeepsItsSenderToItself(t *testing.T) {
	c := captureBytes(t, "a.eml", read(t, "mail/attachments.eml"), Options{})
	for i := range c.Attachments {
		c.Attachments[i].Data = nil
	}
	all := fmt.Sprintf("%+v", c)
	for _, secret := range []string{"Secretname", "Othername", "sender.invalid", "receiver.invalid", "third.invalid", "203.0.113.9", "01:12", "+06"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q of the header is in what was captured:\n%s", secret, all)
		}
	}
}

func TestAttachmentsKeepTheirBytes(t *testing.T) {
	c := captureBytes(t, "a.eml", read(t, "mail/attachments.eml"), Options{})
	if len(c.Attachments) != 2 {
		t.Fatalf("%d attachments, want 2", len(c.Attachments))
	}
	plain, err := charmap.KOI8R.NewDecoder().Bytes(c.Attachments[0].Data)
	if err != nil || !bytes.Contains(plain, []byte("Полиция задержала двух торговцев")) {
		t.Errorf("the attached letter is not in the KOI8-R it was sent in: %q", c.Attachments[0].Data)
	}
	// An attachment is captured in turn, by its bytes.
	inner := captureBytes(t, c.Attachments[0].Name, c.Attachments[0].Data, Options{})
	if text := onlyText(t, inner); text.Lang != "ru" || inner.Kind != KindText {
		t.Errorf("the attachment is captured as %s in %s", inner.Kind, text.Lang)
	}
	if inner := captureBytes(t, c.Attachments[1].Name, c.Attachments[1].Data, Options{Lang: "kk-Arab"}); inner.MediaType != "image/gif" {
		t.Errorf("the picture is captured as %s", inner.MediaType)
	}
}

func TestMailInsideMail(t *testing.T) {
	inner := "From: a@sender.invalid\r\nTo: b@receiver.invalid\r\nSubject: inside\r\nDate: Tue, 7 May 2019 09:00:00 +0000\r\n\r\nThe letter that was passed on.\r\n"
	outer := "From: c@sender.invalid\nTo: d@receiver.invalid\nSubject: outside\nDate: Wed, 8 May 2019 09:00:00 +0000\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n" + inner + "\n--b--\n"
	c := captureBytes(t, "a.eml", []byte(outer), Options{})
	if body := onlyText(t, c).Body; body != "See below." {
		t.Errorf("body %q, want the outer letter only", body)
	}
	if len(c.Attachments) != 1 {
		t.Fatalf("%d attachments, want the mail inside", len(c.Attachments))
	}
	in := captureBytes(t, c.Attachments[0].Name, c.Attachments[0].Data, Options{})
	if in.Kind != KindMail || in.Title != "inside" || onlyText(t, in).Body != "The letter that was passed on." {
		t.Errorf("the mail inside is captured as %+v", in)
	}
}

const mailHead = "From: a@sender.invalid\nTo: b@receiver.invalid\nSubject: much\nDate: Tue, 7 May 2019 09:00:00 +0000\nMIME-Version: 1.0\n"

// TestHostileMail takes mails on which enmime by itself does not end.
func TestHostileMail(t *testing.T) {
	var deep strings.Builder
	deep.WriteString(mailHead)
	for i := range 300 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	deep.WriteString("\nwords\n")
	c := captureBytes(t, "deep.eml", []byte(deep.String()), Options{})
	if len(c.Texts) != 0 || len(c.Attachments) != 1 {
		t.Errorf("%d texts, %d attachments; want what lies too deep as one attachment", len(c.Texts), len(c.Attachments))
	}

	wide := mailHead + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nwords\n", maxMailParts+1) + "--b--\n"
	if _, err := Capture(t.Context(), "wide.eml", strings.NewReader(wide), Options{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a mail of %d parts: %v, want ErrTooLarge", maxMailParts+1, err)
	}

	// A boundary on what is no multipart must not make it one.
	odd := mailHead + "Content-Type: text/plain; boundary=b\n\n--b\n\nwords\n--b--\n"
	if text := onlyText(t, captureBytes(t, "odd.eml", []byte(odd), Options{})); !strings.HasPrefix(text.Body, "--b") {
		t.Errorf("body %q, want it as it stands", text.Body)
	}
}

func TestMailMediaType(t *testing.T) {
	for field, want := range map[string]struct {
		media  string
		params map[string]string
	}{
		`text/plain; charset="utf-8"`:                     {unread + "text/plain", map[string]string{"charset": "utf-8"}},
		`Image/JPEG; name="a b.jpg"`:                      {"image/jpeg", map[string]string{"name": "a b.jpg"}},
		`multipart/mixed; boundary=a=b; charset=x; bad`:   {"multipart/mixed", map[string]string{"boundary": "a=b", "charset": "x"}},
		`attachment; filename="un"closed"; size=3`:        {"attachment", map[string]string{"filename": "un", "size": "3"}},
		`application/pdf; name=report 4 May.pdf; x="y;z"`: {"application/pdf", map[string]string{"name": "report", "x": "y;z"}},
		``: {unread + "text/plain", map[string]string{}},
	} {
		media, params := mailMediaType(field)
		if media != want.media || !reflect.DeepEqual(params, want.params) {
			t.Errorf("mailMediaType(%q) = %q, %q; want %q, %q", field, media, params, want.media, want.params)
		}
	}
}

func FuzzMail(f *testing.F) {
	f.Add([]byte("From: a@b.invalid\nTo: c@d.invalid\nSubject: =?utf-8?q?a?=\nDate: Tue, 7 May 2019 09:00:00 +0000\n\nwords"))
	f.Add([]byte("Subject: a\nDate: b\nFrom: c\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+YTwvcD4=\n--b\n\n\xff\xfe\n--b--"))
	f.Add([]byte("From: a\nTo: b\nDate: c\nContent-Type: text/plain; charset=utf-7\nContent-Transfer-Encoding: quoted-printable\n\n=D0=\n=zz"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// The header that makes it a mail stands in front, so that every input is one.
		data = append([]byte("From: a@b.invalid\nDelivered-To: c@d.invalid\nMessage-ID: <1@b.invalid>\n"), data...)
		c, err := Capture(t.Context(), "a.eml", bytes.NewReader(data), Options{MaxBytes: 1 << 16})
		fuzzed(t, c, err)
	})
}
