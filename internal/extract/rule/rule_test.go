package rule

import (
	"strings"
	"testing"
)

var kinds = map[string]uint8{"PERSON": 1, "PLACE": 2}

func TestRead(t *testing.T) {
	rules, err := Read(strings.NewReader("# a comment\n\nevent.x(how=van): << <go.past|go.ing|ride> ~3 ( to|into place={PLACE} | \"(\" {NUM} ) a? !b [ c ] >>\nuntyped: ^ d\n"), "t.rules", kinds)
	if err != nil {
		t.Fatal(err)
	}
	r := rules[0]
	if r.Kind != "event.x" || r.Line != 3 || r.Constant["how"] != "van" || !r.Left || !r.Right {
		t.Errorf("the head was misread: %+v", r)
	}
	if len(r.First) != 1 || len(r.First[0].Concepts) != 3 || r.First[0].Concepts[0].Name != "go" || r.First[0].Concepts[0].Form == 0 || r.First[0].Concepts[2].Form != 0 {
		t.Errorf("the first element was misread: %+v", r.First)
	}
	group := r.Elements[2]
	if group.Kind != Group || len(group.Groups) != 2 || group.Groups[0][1].Slot != "place" || group.Groups[0][1].Mentions[0] != 2 || !group.Groups[1][0].Words["("] || !group.Groups[1][1].Numeric {
		t.Errorf("the group was misread: %+v", group)
	}
	if !r.Elements[3].Optional || !r.Elements[4].Not || r.Elements[5].Kind != Open || r.Elements[7].Kind != Close {
		t.Errorf("the marks were misread: %+v", r.Elements[3:])
	}
	if rules[1].Kind != "" || rules[1].Elements[0].Kind != ClauseStart {
		t.Errorf("the untyped rule was misread: %+v", rules[1])
	}
}

func TestMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"event.x <go>": "no colon", "event.x: ( <go>": "not closed", "event.x: <go> )": "unmatched",
		"event.x: {PERSONS}": "unknown mention", "event.x: ~3 <go>": "nothing it must begin with", "event.x: <go> ~0": "gap",
	} {
		if _, err := Read(strings.NewReader("a: b\n"+line), "t.rules", kinds); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "t.rules line 2") {
			t.Errorf("%q: got %v, want an error with %q and the line", line, err, want)
		}
	}
}
