package store

import (
	"fmt"

	"github.com/habeas-record/habeas"
)

// PutComment adds or saves a comment; weight sorts the queue, more first.
func (t *Tx) PutComment(c habeas.Comment, weight int) error {
	if err := t.versioned("comments", "comment", c.ID, c.Version); err != nil {
		return err
	}
	// What has just come leaves the log at once: pages lie in it in the order in
	// which they were written.
	t.CameInRow = t.CameInRow || c.Version == 0
	doc, err := t.commentDoc(c)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO comments (id, version, about, state, weight, likeness, code, doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, about = excluded.about, state = excluded.state, weight = excluded.weight,
		likeness = excluded.likeness, code = excluded.code, doc = excluded.doc`,
		c.ID, c.Version+1, c.About, c.State, -int64(weight), c.Likeness, c.Code, doc)
	if err != nil {
		return fmt.Errorf("saving comment %s: %w", c.ID, err)
	}
	t.Record("comment", c.ID)
	return nil
}

// longestDoc is how long what a row says of a comment may be, in bytes: a longer
// row would lie on pages of its own, whose numbers rise with time. What is longer
// is cut into pieces, as what is sent to the desk is.
const longestDoc = 800

// longDoc stands in the row of a comment that is kept in pieces.
type longDoc struct {
	ID     habeas.ID
	Pieces int
	Sum    string // of the comment's JSON
}

// commentDoc is what stands in the row of a comment as it is saved now.
func (t *Tx) commentDoc(c habeas.Comment) (string, error) {
	var was longDoc
	if c.Version > 0 {
		var err error
		if was, err = doc[longDoc](t, "SELECT doc FROM comments WHERE id = $1", c.ID); err != nil {
			return "", fmt.Errorf("comment %s: %w", c.ID, err)
		}
	}
	c.Version++
	short := encode(c)
	var words []byte
	if len(short) > longestDoc {
		words = []byte(short)
	}
	if len(words)+was.Pieces == 0 {
		return short, nil
	}
	pieces, sum, err := t.PutPieces(c.ID, words, was.Pieces)
	if pieces == 0 || err != nil {
		return short, err
	}
	return encode(longDoc{c.ID, pieces, sum}), nil
}

// whole are the comments of rows.
func (t *Tx) whole(rows [][]byte, err error) ([]habeas.Comment, error) {
	var out []habeas.Comment
	for _, row := range rows {
		long, err := decode[longDoc](row)
		if err == nil && long.Pieces > 0 {
			row, err = t.Pieces(long.ID, long.Pieces, long.Sum)
		}
		if err != nil {
			return nil, err
		}
		c, err := decode[habeas.Comment](row)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, err
}

func scanRaw(s scanner) (raw []byte, err error) { return raw, s.Scan(&raw) }

func (t *Tx) oneComment(q string, args ...any) (c habeas.Comment, err error) {
	var raw []byte
	if err := t.one(into(&raw), q, args...); err != nil {
		return c, err
	}
	cs, err := t.whole([][]byte{raw}, nil)
	if err != nil {
		return c, err
	}
	return cs[0], nil
}

// Comment returns a comment.
func (t *Tx) Comment(id habeas.ID) (habeas.Comment, error) {
	c, err := t.oneComment("SELECT doc FROM comments WHERE id = $1", id)
	if err != nil {
		return c, fmt.Errorf("comment %s: %w", id, err)
	}
	return c, nil
}

// CommentByCode returns the comment whose code has the hash.
func (t *Tx) CommentByCode(hash string) (habeas.Comment, error) {
	c, err := t.oneComment("SELECT doc FROM comments WHERE code = $1 AND code <> '' ORDER BY id LIMIT 1", hash)
	if err != nil {
		return c, fmt.Errorf("the comment of a code: %w", err)
	}
	return c, nil
}

// CommentsAbout returns the comments of pages in one state, by day shown.
func (t *Tx) CommentsAbout(state habeas.CommentState, about ...habeas.ID) (out []habeas.Comment, err error) {
	err = chunks(about, func(some []habeas.ID) error {
		list, args := in(2, some)
		cs, err := t.whole(all(t, scanRaw, "SELECT doc FROM comments WHERE state = $1 AND about IN "+list+" ORDER BY id", append([]any{state}, args...)...))
		out = append(out, cs...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading comments: %w", err)
	}
	return out, nil
}

// CommentsIn returns comments in a state, by id.
func (t *Tx) CommentsIn(state habeas.CommentState, limit int) ([]habeas.Comment, error) {
	l, _ := page(limit, 0)
	cs, err := t.whole(all(t, scanRaw, "SELECT doc FROM comments WHERE state = $1 ORDER BY id LIMIT $2", state, l))
	if err != nil {
		return nil, fmt.Errorf("reading comments: %w", err)
	}
	return cs, nil
}

// CommentGroups returns a page of the queue: copies of each other as one, what
// weighs more first, and among equals what has fewer copies, so that a flood
// lies behind what is written once. total counts groups, comments comments.
func (t *Tx) CommentGroups(q habeas.CommentQueue) (out []habeas.CommentGroup, total, comments int, err error) {
	const groups = "SELECT min(weight) AS weight, likeness, count(*) AS n, min(id) AS id FROM comments WHERE state = $1 GROUP BY likeness"
	if err := t.one(into(&total, &comments), "SELECT count(*), coalesce(sum(n), 0) FROM ("+groups+") g", q.State); err != nil {
		return nil, 0, 0, fmt.Errorf("counting comments: %w", err)
	}
	type group struct {
		id habeas.ID
		n  int
	}
	limit, offset := page(q.Limit, q.Offset)
	gs, err := all(t, func(s scanner) (g group, err error) { return g, s.Scan(&g.id, &g.n) },
		"SELECT id, n FROM ("+groups+") g ORDER BY weight, n, id LIMIT $2 OFFSET $3", q.State, limit, offset)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("reading the queue of comments: %w", err)
	}
	for _, g := range gs {
		c, err := t.Comment(g.id)
		if err != nil {
			return nil, 0, 0, err
		}
		out = append(out, habeas.CommentGroup{Comment: c, Alike: g.n})
	}
	return out, total, comments, nil
}

// CommentsAlike returns the ids of comments in a state that are copies.
func (t *Tx) CommentsAlike(state habeas.CommentState, likeness int64, limit int) ([]habeas.ID, error) {
	l, _ := page(limit, 0)
	ids, err := all(t, scanID, "SELECT id FROM comments WHERE state = $1 AND likeness = $2 ORDER BY id LIMIT $3", state, likeness, l)
	if err != nil {
		return nil, fmt.Errorf("reading copies of a comment: %w", err)
	}
	return ids, nil
}
