package habeas

import "testing"

// What a new edition brought to a published list waits for a second person;
// what it left as it was stays.
func TestNewEditionWaits(t *testing.T) {
	public := List{Public: true, Unseen: 2}
	for _, tt := range []struct {
		name string
		list List
		row  Row
		want bool
	}{
		{"as it was published", public, Row{First: 1, Since: 1, Last: 2}, true},
		{"changed since", public, Row{First: 1, Since: 2, Last: 2}, false},
		{"added since", public, Row{First: 2, Since: 2, Last: 2}, false},
		{"dropped since", public, Row{First: 1, Since: 1, Last: 1, Withdrawn: 2}, true},
		{"nothing unseen", List{Public: true}, Row{First: 2, Since: 2, Last: 2}, true},
		{"a list inside", List{Unseen: 2}, Row{First: 1, Since: 1, Last: 2}, false},
	} {
		if got := tt.list.Covers(tt.row); got != tt.want {
			t.Errorf("%s: covered %v, want %v", tt.name, got, tt.want)
		}
	}
}
