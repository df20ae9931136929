package view

import "github.com/habeas-record/habeas"

// SafetyPage is how the record is kept safe.
type SafetyPage struct {
	Head, Published habeas.LedgerHead
	Last            string // day of the last good backup, "" where there is none
	Days            int    // since then
	Old             bool   // so long ago that it should be said aloud
	Backups         []BackupLine
	Openings        []OpeningLine
}

// OpeningLine is one time somebody opened what is kept closed.
type OpeningLine struct {
	Day, By, Act, Reason string
	Item                 habeas.ID
}

// report reports whether the item has a page of the desk to link to.
func (l OpeningLine) report() bool { return l.Item.Kind() == habeas.KindReport }

// BackupLine is one backup or restore.
type BackupLine struct {
	Day        string
	Of         string // day of the backup that was restored
	Recipients int
	Evidence   int
	Withdrawn  int
	Size       string
}
