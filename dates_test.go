package habeas

import (
	"errors"
	"testing"
)

// EDTF has years that a page or a chart has no room for; the record takes none.
func TestDatesOfTheRecordLieInFourDigits(t *testing.T) {
	for _, s := range []string{"Y170000002", "-0044", "-0044/2017", "2017/Y17000", "0000~", "9999~", "[-0044,2017]"} {
		if d, err := CheckDate(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("CheckDate(%q) = %s, %v", s, d, err)
		}
		if w := ReadWhen(s, "en", ""); w.EDTF != "" || w.Words != s {
			t.Errorf("ReadWhen(%q) = %+v", s, w)
		}
		if v, w := readCell(Property{Value: ValueDate}, s, "en"); v != "" || w.EDTF != "" || w.Words != s {
			t.Errorf("readCell(%q) = %q, %+v", s, v, w)
		}
	}
	for _, s := range []string{"0000", "9999-12-31", "2017-11-06T10:20:30Z", "2017/..", "XXXX-11-06"} {
		if d, err := CheckDate(s); err != nil || d != s {
			t.Errorf("CheckDate(%q) = %s, %v", s, d, err)
		}
	}
}
