package view

import (
	"slices"

	"github.com/habeas-record/habeas/internal/i18n"
)

// got is the first value of a form's field.
func got(values map[string][]string, field string) string {
	if vs := values[field]; len(vs) > 0 {
		return vs[0]
	}
	return ""
}

// spoken are the languages that are told in most, in the order forms offer them.
var spoken = []string{"ug", "kk", "zh", "ru", "en", "tr", "uz", "ky", "ar"}

// SpokenLanguages are the languages somebody can speak to the desk in; one
// that is set and not among them is offered too.
func SpokenLanguages(p Page, set string) []Option {
	tags := spoken
	if set != "" && !slices.Contains(tags, set) {
		tags = append([]string{set}, tags...)
	}
	out := make([]Option, len(tags))
	for i, tag := range tags {
		out[i] = Option{Value: tag, Label: languageName(p.Cat, tag)}
	}
	return out
}

func languageName(c *i18n.Catalog, tag string) string {
	if c.HasWord("language", tag) {
		return c.Word("language", tag)
	}
	return tag
}
