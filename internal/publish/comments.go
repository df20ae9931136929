package publish

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
)

// Commented is what stands under a page.
type Commented struct {
	About    habeas.ID                // the id comments are written under
	Comments []habeas.ReleasedComment // by the day they came out, within a day in no order that tells anything
}

// Commentable returns the name of a page one can comment on; ErrNotFound when
// there is no such page.
func (p *Public) Commentable(ctx context.Context, id habeas.ID) (title string, err error) {
	err = p.open(ctx, func(d *door) (err error) {
		title, err = d.pageTitle(id)
		return err
	})
	return title, err
}

// Comments returns what readers wrote under a page, whether or not there is
// such a page now. A person's are those of every mention that is this person.
func (p *Public) Comments(ctx context.Context, id habeas.ID) (Commented, error) {
	var out Commented
	err := p.open(ctx, func(d *door) error {
		out = Commented{About: id}
		about := []habeas.ID{id}
		if id.Kind() == habeas.KindPerson {
			ms, current, err := d.Mentions(id)
			if err != nil {
				return err
			}
			out.About, about = current, nil
			for _, m := range ms {
				about = append(about, habeas.PersonOf(m.ID))
			}
		}
		cs, err := d.CommentsAbout(habeas.CommentPublished, about...)
		if err != nil {
			return err
		}
		for _, c := range cs {
			r, err := habeas.ReleaseComment(c)
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			out.Comments = append(out.Comments, r)
		}
		slices.SortStableFunc(out.Comments, func(a, b habeas.ReleasedComment) int { return strings.Compare(a.Shown, b.Shown) })
		return nil
	})
	return out, err
}

// pageTitle is the name of a public page, ErrNotFound where there is none.
func (d *door) pageTitle(id habeas.ID) (string, error) {
	switch id.Kind() {
	case habeas.KindPerson:
		_, current, err := d.Mentions(id)
		if err != nil {
			return "", err
		}
		s, err := d.person(current)
		return s.Name, err
	case habeas.KindList:
		l, _, err := d.list(id)
		return l.Name, err
	case habeas.KindClaim:
		c, err := d.Claim(id)
		if err != nil {
			return "", err
		}
		rel, err := d.release([]habeas.Claim{c})
		if err != nil {
			return "", err
		}
		if len(rel) == 0 {
			return "", habeas.ErrNotFound
		}
		t, err := d.title(c.Subject, rel[0])
		return t.Name, err
	case habeas.KindReport:
		r, err := d.Report(id)
		if err != nil {
			return "", err
		}
		if r.Access != habeas.AccessPublic {
			return "", habeas.ErrNotFound
		}
		cs, err := d.ClaimsIn(id)
		if err != nil {
			return "", err
		}
		rel, err := d.release(cs)
		if err == nil && len(rel) == 0 {
			err = habeas.ErrNotFound
		}
		return r.Title, err
	case habeas.KindEvent, habeas.KindGroup, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		s, err := d.Subject(id)
		if err != nil {
			return "", err
		}
		rel, _, err := d.about(id)
		if err != nil {
			return "", err
		}
		if err := habeas.ReleaseSubject(s, len(rel)); err != nil {
			return "", err
		}
		name, _ := nameIn(s, rel)
		return name, nil
	}
	return "", habeas.ErrNotFound
}
