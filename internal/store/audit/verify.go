package audit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// Verify holds the ledger against itself and the tables of the record, the
// rows of lists among them, against the ledger. Each fault is told to report,
// the ledger's first, in order; what it returns ends the reading.
func Verify(tx Tx, o ledger.Against, lists []ListRows, report func(habeas.Fault) error) (out habeas.Verified, err error) {
	v := &verifier{tx: tx, report: report}
	if err := v.log(o); err != nil {
		return out, err
	}
	if err := v.tables(lists); err != nil {
		return out, err
	}
	return habeas.Verified{Entries: v.edge.Size, Waiting: v.waiting, Items: v.items}, nil
}

// verifier is one reading of the whole record.
type verifier struct {
	tx      Tx
	report  func(habeas.Fault) error
	edge    ledger.Edge
	newest  map[string]ledger.Leaf // of each item
	waiting int
	items   int
}

func (v *verifier) fault(where, format string, args ...any) error {
	return v.report(habeas.Fault{Where: where, What: fmt.Sprintf(format, args...)})
}

// markedHead is a head that the log must reach.
type markedHead struct {
	where string
	size  int64
	root  tlog.Hash
	ok    bool // root is known
}

// keptHead is a head as the tables have it.
type keptHead struct {
	day, head string
	size      int64
	edge      []byte
}

// log reads the leaves in order, grows the tree over them and compares it with
// every head there is.
func (v *verifier) log(o ledger.Against) error {
	heads, kept, err := v.heads(o)
	if err != nil {
		return err
	}
	v.newest = map[string]ledger.Leaf{}
	pass := func() error {
		for len(heads) > 0 && heads[0].size == v.edge.Size {
			h := heads[0]
			heads = heads[1:]
			root, err := v.edge.Root()
			if err != nil {
				return err
			}
			if h.ok && root != h.root {
				if err := v.fault(h.where, "the first %d entries of the ledger are not those that it was signed over", h.size); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := pass(); err != nil {
		return err
	}
	err = v.tx.Stream(func(scan func(...any) error) error {
		var n int64
		var text string
		var hash []byte
		if err := scan(&n, &text, &hash); err != nil {
			return err
		}
		if n != v.edge.Size {
			if err := v.fault(entryName(v.edge.Size), "it is missing: the next one there is has the number %d", n); err != nil {
				return err
			}
		}
		sum := ledger.Hash(text)
		leaf, err := ledger.ParseLeaf(text)
		if !bytes.Equal(sum[:], hash) || err != nil {
			if err := v.fault(entryName(n), "it is not what was written"); err != nil {
				return err
			}
		}
		if err == nil {
			v.newest[leaf.Item] = leaf
		}
		if err := v.edge.Add(sum); err != nil {
			return err
		}
		return pass()
	}, "SELECT n, leaf, hash FROM ledger_leaves ORDER BY n")
	if err != nil {
		return fmt.Errorf("reading the ledger: %w", err)
	}
	for _, h := range heads {
		if err := v.fault(h.where, "it counts %d entries, and the ledger has %d", h.size, v.edge.Size); err != nil {
			return err
		}
	}
	if kept.size != v.edge.Size || !bytes.Equal(kept.edge, v.edge.Bytes()) {
		if err := v.fault("the head of the ledger", "it is of %d entries, and there are %d, or its edge is not theirs", kept.size, v.edge.Size); err != nil {
			return err
		}
	}
	return v.pending()
}

func entryName(n int64) string { return fmt.Sprintf("ledger entry %d", n) }

// pending reads the leaves that wait for their day to end.
func (v *verifier) pending() error {
	err := v.tx.Stream(func(scan func(...any) error) error {
		var item, day, text string
		if err := scan(&item, &day, &text); err != nil {
			return err
		}
		v.waiting++
		leaf, err := ledger.ParseLeaf(text)
		if err != nil || leaf.Item != item || leaf.Day != day {
			return v.fault("the waiting entry for "+item, "it is not what was written")
		}
		v.newest[item] = leaf
		return nil
	}, "SELECT item, day, leaf FROM ledger_pending ORDER BY item")
	if err != nil {
		return fmt.Errorf("reading the entries that wait: %w", err)
	}
	return nil
}

// heads reads the heads there are, by size, and the edge that is kept.
func (v *verifier) heads(o ledger.Against) (out []markedHead, now keptHead, err error) {
	add := func(where, signed, day string, size int64) error {
		h := markedHead{where: where, size: size}
		if o.Keys != nil {
			head, err := o.Keys.Open(signed)
			switch {
			case err != nil:
				if err := v.fault(where, "%v", err); err != nil {
					return err
				}
			case size >= 0 && head.Size != size:
				if err := v.fault(where, "it says %d entries and was signed over %d", size, head.Size); err != nil {
					return err
				}
			case day != "" && head.Day != day:
				if err := v.fault(where, "it says %s and was signed for %s", day, head.Day); err != nil {
					return err
				}
			default:
				h.size, h.root, h.ok = head.Size, head.Root, true
			}
		}
		if h.size >= 0 {
			out = append(out, h)
		}
		return nil
	}
	var days []keptHead
	err = v.tx.Stream(func(scan func(...any) error) error {
		var d keptHead
		err := scan(&d.day, &d.size, &d.head)
		days = append(days, d)
		return err
	}, "SELECT day, size, head FROM ledger_days ORDER BY size, day")
	if err != nil {
		return nil, now, fmt.Errorf("reading the heads of the ledger: %w", err)
	}
	for i, d := range days {
		if i > 0 && d.day <= days[i-1].day {
			if err := v.fault("the head of "+d.day, "it counts fewer entries than one before it"); err != nil {
				return nil, now, err
			}
		}
		if err := add("the head of "+d.day, d.head, d.day, d.size); err != nil {
			return nil, now, err
		}
	}
	err = v.tx.One([]any{&now.day, &now.size, &now.edge, &now.head}, "SELECT day, size, edge, head FROM ledger_head WHERE n = 1")
	if errors.Is(err, habeas.ErrNotFound) {
		return nil, now, v.fault("the head of the ledger", "it is missing")
	}
	if err != nil {
		return nil, now, fmt.Errorf("reading the head of the ledger: %w", err)
	}
	if len(days) > 0 && now.day <= days[len(days)-1].day {
		if err := v.fault("the head of the ledger", "its day, %s, is not after those before it", now.day); err != nil {
			return nil, now, err
		}
	}
	// A ledger without entries was never signed.
	if now.size == 0 {
		out = append(out, markedHead{where: "the head of the ledger"})
	} else if err := add("the head of the ledger", now.head, now.day, now.size); err != nil {
		return nil, now, err
	}
	for i, h := range o.Heads {
		if err := add(fmt.Sprintf("the head given (%d)", i+1), h, "", -1); err != nil {
			return nil, now, err
		}
	}
	slices.SortStableFunc(out, func(a, b markedHead) int { return cmp.Compare(a.size, b.size) })
	return out, now, nil
}

// tables holds every row of the record against the newest entry for it.
func (v *verifier) tables(lists []ListRows) error {
	for _, r := range tables {
		if err := v.table(r); err != nil {
			return fmt.Errorf("reading each %s: %w", r.kind, err)
		}
	}
	if err := v.listRows(lists); err != nil {
		return err
	}
	// What is left was entered and is not there.
	for _, item := range slices.Sorted(maps.Keys(v.newest)) {
		if l := v.newest[item]; !l.Erased {
			if err := v.fault(item, "it is missing, and the ledger does not say that it was erased"); err != nil {
				return err
			}
		}
	}
	return v.salts()
}

func (v *verifier) table(r *table) error {
	fields := len(r.columns)
	values, dest := anyRow(fields + 2)
	q := "SELECT " + r.fields() + ", " + r.itemSQL() + ", s.salt FROM " + r.name + " t LEFT JOIN ledger_salts s ON s.item = " + r.itemSQL() +
		" ORDER BY t." + strings.Join(r.key, ", t.")
	return v.tx.Stream(func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		item, _ := values[fields].(string)
		salt, _ := values[fields+1].([]byte)
		return v.check(item, salt, func(l ledger.Leaf, s ledger.Salt) (ledger.Commitment, error) {
			return addAll(l.Content(s), r.columns, values[:fields])
		})
	}, q)
}

// check holds one item against the newest entry for it.
func (v *verifier) check(item string, salt []byte, commit func(ledger.Leaf, ledger.Salt) (ledger.Commitment, error)) error {
	v.items++
	leaf, entered := v.newest[item]
	delete(v.newest, item)
	switch {
	case !entered:
		return v.fault(item, "the ledger has no entry for it")
	case leaf.Erased:
		return v.fault(item, "it is there, and the ledger says that it was erased")
	case len(salt) != len(ledger.Salt{}):
		return v.fault(item, "what is needed to check it against the ledger is missing")
	}
	sum, err := commit(leaf, ledger.Salt(salt))
	if err != nil {
		return v.fault(item, "it cannot be read: %v", err)
	}
	if sum != leaf.Commitment {
		return v.fault(item, "it is not what the ledger has of %s (%s)", leaf.Day, leaf.Act)
	}
	return nil
}

// salts looks for salts of things that are not there: they would let somebody
// guess at what was erased.
func (v *verifier) salts() error {
	var n int
	if err := v.tx.One([]any{&n}, "SELECT count(*) FROM ledger_salts"); err != nil {
		return fmt.Errorf("counting salts: %w", err)
	}
	if n != v.items {
		return v.fault("the salts of the ledger", "there are %d of them for %d things", n, v.items)
	}
	return nil
}
