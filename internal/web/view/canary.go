package view

// CanaryPage is the last signed statement, as its page shows it.
type CanaryPage struct {
	Signed  string // "" where there is none
	Key     string // the line that checks it
	Since   string // the day from which that key has signed
	Day     string
	Due     string
	Words   string
	Overdue int // days the next one is late
	Broken  bool
}

// Late reports whether a reader should take it that the desk has lost control.
func (c CanaryPage) Late() bool { return c.Broken || c.Overdue > 0 }
