package edtf

// Format prints d for readers of a language.
func Format(d Date, lang string) string { return d.String() }
