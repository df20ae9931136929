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
	c.Version++
	_, err := t.exec(`INSERT INTO comments (id, version, about, state, weight, likeness, code, doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, about = excluded.about, state = excluded.state, weight = excluded.weight,
		likeness = excluded.likeness, code = excluded.code, doc = excluded.doc`,
		c.ID, c.Version, c.About, c.State, -int64(weight), c.Likeness, c.Code, encode(c))
	if err != nil {
		return fmt.Errorf("saving comment %s: %w", c.ID, err)
	}
	t.Record("comment", c.ID)
	return nil
}

// Comment returns a comment.
func (t *Tx) Comment(id habeas.ID) (habeas.Comment, error) {
	c, err := doc[habeas.Comment](t, "SELECT doc FROM comments WHERE id = $1", id)
	if err != nil {
		return c, fmt.Errorf("comment %s: %w", id, err)
	}
	return c, nil
}

// CommentByCode returns the comment whose code has the hash.
func (t *Tx) CommentByCode(hash string) (habeas.Comment, error) {
	c, err := doc[habeas.Comment](t, "SELECT doc FROM comments WHERE code = $1 AND code <> '' ORDER BY id LIMIT 1", hash)
	if err != nil {
		return c, fmt.Errorf("the comment of a code: %w", err)
	}
	return c, nil
}

// CommentsAbout returns the comments of pages in one state, by day shown.
func (t *Tx) CommentsAbout(state habeas.CommentState, about ...habeas.ID) (out []habeas.Comment, err error) {
	err = chunks(about, func(some []habeas.ID) error {
		list, args := in(2, some)
		cs, err := all(t, scanDoc[habeas.Comment], "SELECT doc FROM comments WHERE state = $1 AND about IN "+list+" ORDER BY id", append([]any{state}, args...)...)
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
	cs, err := all(t, scanDoc[habeas.Comment], "SELECT doc FROM comments WHERE state = $1 ORDER BY id LIMIT $2", state, l)
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
