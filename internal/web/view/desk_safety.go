package view

import "github.com/habeas-record/habeas"

// SafetyPage is how the record is kept safe.
type SafetyPage struct {
	Head, Published habeas.LedgerHead
	Last            string // day of the last good backup, "" where there is none
	Days            int    // since then
	Old             bool   // so long ago that it should be said aloud
	Backups         []BackupLine
}

// BackupLine is one backup or restore.
type BackupLine struct {
	Day        string
	Of         string // day of the backup that was restored
	Recipients int
	Evidence   int
	Withdrawn  int
	Size       string
}
