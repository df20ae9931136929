package extract

// Tension is a pair or more of proposals that do not simply agree, for a person
// to look at. Proposals are indexes into Result.Proposals.
type Tension struct {
	Kind      string `json:"kind"` // quantity, who, when, place, date, sources, order, money, facility, protection, spelling, duplicate, household
	Proposals []int  `json:"proposals"`
	Note      string `json:"note"`
}

func (d *document) findTensions(r *Result) []Tension { return nil }
