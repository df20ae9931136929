package submissions

import (
	"context"

	"github.com/habeas-record/habeas/internal/protect/seal"
)

// Keys are whom a message can be sealed to before it is sent.
type Keys struct {
	Signed       string // the list, signed with the key of the ledger; "" where there are not two custodians
	Public       string // checks the signature
	Fingerprints []string
}

// Keys returns them, to anybody.
func (x *Inbox) Keys(ctx context.Context) (k Keys, err error) {
	set, err := x.desk.Settings(ctx)
	if err != nil || len(set.Custodians) < seal.Custodians || x.signer == nil {
		return k, err
	}
	for _, c := range set.Custodians {
		k.Fingerprints = append(k.Fingerprints, seal.Fingerprint(c.Recipient))
	}
	k.Public = x.signer.Public()
	k.Signed, err = x.signer.SignText(seal.KeyList(set.Custodians))
	return k, err
}
