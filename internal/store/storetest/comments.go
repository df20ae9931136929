package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func (f *fixture) comment(text string, likeness int64) habeas.Comment {
	f.n++
	return habeas.Comment{ID: habeas.NewID(habeas.KindComment), About: "p0000000000000001", Original: text, Text: text, State: habeas.CommentHeld,
		Likeness: likeness, Code: fmt.Sprint("hash", f.n), Day: "2026-03-01"}
}

func testComments(_ *testing.T, f *fixture) {
	real := f.comment("one of a kind", 7)
	var ids []habeas.ID
	f.update(func(tx *store.Tx) {
		f.no(tx.PutComment(real, 10))
		for range 5 {
			c := f.comment("copied", 3)
			ids = append(ids, c.ID)
			f.no(tx.PutComment(c, 0))
		}
		f.no(tx.PutComment(f.comment("alone", 4), 0))
	})
	f.view(func(tx *store.Tx) {
		gs, groups, n, err := tx.CommentGroups(habeas.CommentQueue{State: habeas.CommentHeld, Limit: 2})
		f.no(err)
		f.same("groups", 3, groups)
		f.same("comments", 7, n)
		f.same("what weighs more is first, then what has fewer copies", []string{"one of a kind", "alone"}, []string{gs[0].Comment.Text, gs[1].Comment.Text})
		gs, _, _, err = tx.CommentGroups(habeas.CommentQueue{State: habeas.CommentHeld, Limit: 2, Offset: 2})
		f.no(err)
		f.same("copies", 5, gs[0].Alike)
		alike := got[[]habeas.ID](f)(tx.CommentsAlike(habeas.CommentHeld, 3, 10))
		slices.Sort(ids)
		f.same("copies by id", ids, alike)
		f.same("of its code", real.ID, got[habeas.Comment](f)(tx.CommentByCode(real.Code)).ID)
		_, err = tx.CommentByCode("")
		f.is(err, habeas.ErrNotFound)
	})
	f.update(func(tx *store.Tx) {
		c := got[habeas.Comment](f)(tx.Comment(real.ID))
		c.State, c.Shown = habeas.CommentPublished, "2026-03-02"
		f.no(tx.PutComment(c, 0))
		f.is(tx.PutComment(c, 0), habeas.ErrConflict)
		f.is(tx.PutComment(habeas.Comment{ID: "w0000000000000009", Version: 3}, 0), habeas.ErrNotFound)
	})
	f.view(func(tx *store.Tx) {
		f.same("published", 1, len(got[[]habeas.Comment](f)(tx.CommentsAbout(habeas.CommentPublished, real.About, "p0000000000000002"))))
		f.same("elsewhere", 0, len(got[[]habeas.Comment](f)(tx.CommentsAbout(habeas.CommentPublished, "p0000000000000002"))))
		f.same("waiting", 6, len(got[[]habeas.Comment](f)(tx.CommentsIn(habeas.CommentHeld, 100))))
	})
	// A long one comes back whole, longer and shorter, and leaves nothing behind.
	long := f.comment(strings.Repeat("ئۇ ", 4000), 9)
	before := 0
	f.view(func(tx *store.Tx) { before = f.pieces(tx) })
	f.update(func(tx *store.Tx) { f.no(tx.PutComment(long, 0)) })
	for _, text := range []string{strings.Repeat("ئۇ ", 100), strings.Repeat("long ", 3000), "short", strings.Repeat("again ", 600), ""} {
		f.update(func(tx *store.Tx) {
			c := got[habeas.Comment](f)(tx.Comment(long.ID))
			f.same("as it was kept", long.Text, c.Text)
			long.Original, long.Text = text, text
			c.Original, c.Text = text, text
			f.no(tx.PutComment(c, 0))
		})
		f.view(func(tx *store.Tx) {
			f.same("as it was changed", text, got[habeas.Comment](f)(tx.CommentByCode(long.Code)).Text)
			if n := f.pieces(tx); (n > before) != (len(text) > 400) {
				f.T.Errorf("of %d bytes %d pieces are kept", len(text), n-before)
			}
		})
	}
}

// pieces is how many pieces of words there are.
func (f *fixture) pieces(tx *store.Tx) (n int) {
	f.no(tx.Kept.Tx.One([]any{&n}, "SELECT count(*) FROM submission_pieces WHERE stock = 0"))
	return n
}
