package desk

import (
	"context"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// Store keeps the record. It is declared here, small part by small part, and
// implemented once for SQLite and PostgreSQL.
type Store interface {
	// View runs fn on one consistent state of the record.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn and keeps all it did or none of it. Two updates never
	// interleave their reads and writes; where the database asks for it, fn
	// is run again, so it must not touch anything but the Tx.
	Update(ctx context.Context, fn func(Tx) error) error
	// Rebuild makes every read model anew from the claims.
	Rebuild(ctx context.Context) error
	// Verify holds the record against its ledger; each fault is told to report.
	Verify(ctx context.Context, o ledger.Against, report func(habeas.Fault) error) (habeas.Verified, error)
	// Dump hands out all that a backup holds, of one state of the record;
	// begin hears the version of the tables first and may read that state.
	Dump(ctx context.Context, begin func(tx Tx, version int64) error, row func(table string, columns []string, values []any) error) error
	// RefreshDue brings the read models up to the day, where an embargo ended.
	RefreshDue(ctx context.Context, day time.Time) error
	Close() error
}

// Tx is the record inside one View or Update.
type Tx interface {
	Sources
	Reports
	Claims
	People
	Subjects
	Tensions
	Lists
	Accounts
	Comments
	Estimates
	Links
	Submissions
	Work
	Ledger
}

// Sources keeps who says it.
type Sources interface {
	Source(id habeas.ID) (habeas.Source, error)
	// PutSource adds s when its Version is 0 and otherwise saves it over the
	// version it names; ErrConflict when somebody saved since.
	PutSource(s habeas.Source) error
	// FindSources returns sources whose name or label begins with each folded
	// word of q, at most n, by name.
	FindSources(q string, n int) ([]habeas.Source, error)
}

// Reports keeps what was captured.
type Reports interface {
	Report(id habeas.ID) (habeas.Report, error)
	PutReport(r habeas.Report) error // versioned as PutSource
	ReportBySHA(sha string) (habeas.Report, error)
	FindReports(f habeas.ReportFilter) (rows []habeas.ReportRow, total int, err error)
	Text(id habeas.ID) (habeas.Text, error)
	Texts(report habeas.ID) ([]habeas.Text, error) // by N
	PutText(t habeas.Text) error
}

// Claims keeps the atoms and their histories. Every read of claims returns
// them with State folded, and the claims of list rows unfolded beside the
// stored ones; a stored claim stands in for the row's claim of the same id.
type Claims interface {
	Claim(id habeas.ID) (habeas.Claim, error)
	// AddClaim keeps a new claim and its first step. What a claim says can
	// never be changed afterwards.
	AddClaim(c habeas.Claim, first habeas.Step) error
	// AddStep appends to a claim's history: it sets N, and refuses with
	// ErrConflict what State.Allowed does not allow. A step about a row's
	// claim first keeps that claim.
	AddStep(s habeas.Step) error
	Steps(claim habeas.ID) ([]habeas.Step, error)
	// Line returns every claim of one line of supersession, oldest first.
	Line(root habeas.ID) ([]habeas.Claim, error)
	// ClaimsAbout returns the claims whose subject, object or role is any of
	// the subjects, by id.
	ClaimsAbout(subjects ...habeas.ID) ([]habeas.Claim, error)
	ClaimsIn(report habeas.ID) ([]habeas.Claim, error) // by place in the text
	ClaimsFrom(source habeas.ID, limit, offset int) ([]habeas.Claim, error)
	// FindClaims lists stored claims for queues and public listings.
	FindClaims(f habeas.ClaimFilter) (claims []habeas.Claim, total int, err error)
	// Releasables joins claims with what their release depends on.
	Releasables(claims []habeas.Claim) ([]habeas.Releasable, error)
}

// People keeps mentions, link decisions and the person read model.
type People interface {
	PutMention(m habeas.Mention) error
	Mention(id habeas.ID) (habeas.Mention, error)
	// Mentions returns the mentions that are the person now. The id may be
	// that of any mention's own person; current is the id the person goes by.
	Mentions(person habeas.ID) (ms []habeas.Mention, current habeas.ID, err error)
	MentionsIn(report habeas.ID) ([]habeas.Mention, error)
	AddLink(l habeas.Link) error
	// UndoLink closes a decision; ErrConflict when it is undone already.
	UndoLink(id, by habeas.ID, at time.Time, reason string) error
	Link(id habeas.ID) (habeas.Link, error)
	Links(mentions ...habeas.ID) ([]habeas.Link, error) // undone ones too, by time
	// Summary returns a person's summary in one scope; ErrNotFound in the
	// public scope when nothing of the person is public.
	Summary(person habeas.ID, scope habeas.Scope) (habeas.Summary, error)
	SearchPeople(q habeas.PeopleQuery) (habeas.PeopleFound, error)
}

// Subjects keeps groups, events, places, facilities and authorities.
type Subjects interface {
	PutSubject(s habeas.Subject) error
	Subject(id habeas.ID) (habeas.Subject, error)
	SearchSubjects(q habeas.SubjectQuery) (habeas.SubjectsFound, error)
}

// Tensions keeps what does not sit together.
type Tensions interface {
	// PutTension adds t, or settles the one with the same Key; a found
	// tension never reopens a settled one.
	PutTension(t habeas.Tension) error
	Tension(id habeas.ID) (habeas.Tension, error)
	TensionsOf(claims ...habeas.ID) ([]habeas.Tension, error)
	OpenTensions(limit, offset int) (ts []habeas.Tension, total int, err error)
	// RefreshTensions finds the tensions of a subject again by rule: new ones
	// are added, unsettled ones whose claims no longer disagree go.
	RefreshTensions(subject habeas.ID) error
}

// Lists keeps lists, their editions and rows.
type Lists interface {
	List(id habeas.ID) (habeas.List, error)
	ListByName(name string) (habeas.List, error)
	Lists() ([]habeas.List, error)
	PutList(l habeas.List) error // versioned as PutSource; publication refreshes read models
	AddEdition(e habeas.Edition) error
	Editions(list habeas.ID) ([]habeas.Edition, error) // by N
	Row(id habeas.ID) (habeas.Row, error)
	FindRows(list habeas.ID, q habeas.RowQuery) (rows []habeas.Row, total int, err error)
	RowHistory(row habeas.ID) ([]habeas.RowVersion, error)
	// EachRowKey streams key hash, content hash and id of every listed row,
	// so that a next edition can be compared without holding the cells.
	EachRowKey(list habeas.ID, fn func(habeas.RowKey) error) error
	// PutRows adds and changes rows in bulk, with their mentions or subjects
	// and read models; WithdrawRows marks what an edition dropped.
	PutRows(l habeas.List, e habeas.Edition, rows []habeas.RowWrite) error
	WithdrawRows(l habeas.List, e habeas.Edition, rows []habeas.ID) error
}

// Accounts keeps the people of the desk, their sessions and the settings.
type Accounts interface {
	User(id habeas.ID) (habeas.User, error)
	UserByName(name string) (habeas.User, error) // folded
	Users() ([]habeas.User, error)
	PutUser(u habeas.User) error // versioned as PutSource
	Settings() (habeas.Settings, error)
	// PutSettings keeps the new settings and who changed what; the old ones stay readable.
	PutSettings(s habeas.Settings, by habeas.ID, at time.Time) error
	SettingsHistory() ([]habeas.SettingsChange, error)
	// OneTime keeps the hash of a one-time link; UseOneTime deletes it and
	// reports whether it was there and not past its time.
	OneTime(purpose, hash string, expires time.Time) error
	UseOneTime(purpose, hash string, now time.Time) (bool, error)
	// PutSession keeps a session; user is "" before somebody signed in.
	PutSession(hash string, user habeas.ID, data []byte, expires time.Time) error
	Session(hash string, now time.Time) ([]byte, error) // ErrNotFound
	DeleteSession(hash string) error
	DeleteSessionsOf(user habeas.ID) error
}

// Ledger is the log of every change. The store adds an entry for each thing
// of the record that an update wrote; nobody has to ask for it.
type Ledger interface {
	// Doing says which act the update is, for the entries.
	Doing(act habeas.Action)
	// PublishedHead is the signed head at the end of the last day that is
	// over, Head the one of now.
	PublishedHead() (habeas.LedgerHead, error)
	Head() (habeas.LedgerHead, error)
	// AddCustody keeps that somebody opened an item, and counts N.
	AddCustody(c habeas.Custody) error
	Custody(item habeas.ID) ([]habeas.Custody, error)
	// Opened returns who last did one act to items, the newest first.
	Opened(act habeas.Action, limit int) ([]habeas.Custody, error)
	// SealedSources returns the sources that have a box, in the order of their ids.
	SealedSources() ([]habeas.Source, error)
	Openings(limit int) ([]habeas.Custody, error) // of whatever item, the newest first
	// TookBack reports whether the update took anything back, or gave it again.
	TookBack() bool
	// Withdrawals is what was taken back and may not come back with a backup.
	Withdrawals() ([]habeas.Withdrawal, error)
	KeepWithdrawal(w habeas.Withdrawal) error // taken over from another list
	AddBackup(b habeas.Backup) error
	Backups(limit int) ([]habeas.Backup, error) // the newest first
	// Evidence is the hash of every piece of evidence the record speaks of,
	// with one thing that does.
	Evidence() (map[string]string, error)
}

// Comments keeps what readers wrote under pages.
type Comments interface {
	PutComment(c habeas.Comment, weight int) error // versioned as PutSource
	Comment(id habeas.ID) (habeas.Comment, error)
	CommentByCode(hash string) (habeas.Comment, error)
	CommentsAbout(state habeas.CommentState, about ...habeas.ID) ([]habeas.Comment, error)
	// CommentsIn returns comments in a state, in no order that tells anything.
	CommentsIn(state habeas.CommentState, limit int) ([]habeas.Comment, error)
	// CommentGroups returns a page of the queue, copies as one.
	CommentGroups(q habeas.CommentQueue) (gs []habeas.CommentGroup, groups, comments int, err error)
	CommentsAlike(state habeas.CommentState, likeness int64, limit int) ([]habeas.ID, error)
}

// Estimates keeps how many there are said to be; see package estimating.
type Estimates interface {
	AddEstimate(e habeas.EstimateAnswer, samples []byte) error // never changed afterwards
	Estimate(id habeas.ID) (habeas.EstimateAnswer, error)
	// EstimateSamples are the draws and curves behind an estimate.
	EstimateSamples(id habeas.ID) ([]byte, error)
	// EstimateOf returns the newest estimate of the same inputs; ErrNotFound.
	EstimateOf(inputs string) (habeas.EstimateAnswer, error)
	// EstimatesOf returns the estimates of a question, the newest first.
	EstimatesOf(question string) ([]habeas.EstimateAnswer, error)
	// Estimates returns the newest estimate of each question, the newest first.
	Estimates(limit, offset int) (es []habeas.EstimateAnswer, total int, err error)
	// State is another after every change of the record.
	State() (string, error)
}

// Links keeps what the machine proposes about who is who, and what people
// answered; see packages linking and store/links. Link decisions are People's.
type Links interface {
	// AddLinkRun keeps a run; put are the pairs that are new or another than
	// before, gone those that it proposes no more.
	AddLinkRun(r habeas.LinkRun, put []habeas.LinkPair, gone []habeas.ID) error
	LastLinkRun() (habeas.LinkRun, error) // ErrNotFound
	LinkRuns(limit int) ([]habeas.LinkRun, error)
	LinkPairs() ([]habeas.LinkPair, error) // without the reasons
	WholeLinkPairs() ([]habeas.LinkPair, error)
	LinkPair(id habeas.ID) (habeas.LinkPair, error)
	PutLinkAnswer(a habeas.LinkAnswer) error
	LinkAnswers(pair habeas.ID) ([]habeas.LinkAnswer, error)
	AllLinkAnswers() ([]habeas.LinkAnswer, error)
}

// Submissions keeps what was sent to the desk; see package store/sent.
type Submissions interface {
	// PutSubmission saves both, versioned as PutSource; of what is gone only what
	// may stay of its content.
	PutSubmission(s habeas.Submission, c habeas.SubmissionContent) error
	Submission(id habeas.ID) (habeas.Submission, error)
	SubmissionContent(s habeas.Submission) (habeas.SubmissionContent, error)
	// SubmissionByCode answers ErrNotFound from the day after the code's last.
	SubmissionByCode(hash, day string) (habeas.Submission, error)
	FindSubmissions(f habeas.SubmissionFilter) (ss []habeas.Submission, total int, err error)
	ExpiredCodes(day string) ([]habeas.Submission, error)
	ChallengesTo(claims ...habeas.ID) ([]habeas.Submission, error)
	DecidedChallenges(before string, limit, offset int) (ss []habeas.Submission, total int, err error)
	CountChallenges(before string) ([]habeas.ChallengeCount, error)
	SubmittedFiles() (map[string]habeas.ID, error)
	// Restock makes ready what submissions are kept in; see package store/sent.
	Restock() error
}

// Work keeps what is not yet part of the record.
type Work interface {
	PutDraft(d habeas.Draft) error // one per user and form; the newest wins
	Drafts(user habeas.ID) ([]habeas.Draft, error)
	Draft(user, id habeas.ID) (habeas.Draft, error)
	DeleteDraft(user, id habeas.ID) error
	// PutImport journals an import outside the transaction that carries it.
	PutImport(i habeas.ImportJournal) error
	Imports(list habeas.ID, limit int) ([]habeas.ImportJournal, error)
}
