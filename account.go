package habeas

import "time"

// User is an account of the desk.
type User struct {
	ID       ID
	Name     string // for signing in and in histories inside the desk
	Role     Role
	Password string // Argon2id hash in PHC form; never leaves the store and the sign-in
	Disabled bool
	// Circles are the groups of accounts it belongs to, by name: they read what
	// is sealed to their circle.
	Circles []string `json:",omitempty"`
	Factor  []byte   `json:",omitempty"` // secret of the second factor, encrypted; see Options.FactorKey of the desk
	// Recovery are the hashes of codes that stand in for the second factor once.
	Recovery []string  `json:",omitempty"`
	Passkeys []Passkey `json:",omitempty"`
	Created  time.Time
	Version  int
}

// A Passkey is a key of a device or a security key that signs an account in by
// itself: it asks for a finger, a face or a PIN before it answers, and answers
// only to the site it was made for (WebAuthn level 3).
type Passkey struct {
	ID         string
	Name       string // what its owner calls it
	Added      time.Time
	Credential []byte `json:",omitempty"` // public key and flags; nothing that signs anybody in
}

// TwoFactors reports whether the account has more than its password.
func (u User) TwoFactors() bool { return len(u.Factor) > 0 || len(u.Passkeys) > 0 }

// A Custodian holds one of the keys to who sources are; the key itself is on no
// server.
type Custodian struct {
	Name      string    `json:"name"`
	Recipient string    `json:"recipient"` // age1pq1…
	Added     time.Time `json:"added"`
}

// Actor is who asks.
type Actor struct {
	ID   ID
	Name string
	Role Role
	// Circles are the groups of accounts the actor belongs to now.
	Circles []string
	// Version is the account's: it rises with every change of it.
	Version int
	// PasswordAlone says that the account has no second factor.
	PasswordAlone bool
}

// Anybody is a reader of the public pages.
var Anybody = Actor{}

// Account is what somebody sees of their own account.
type Account struct {
	Name     string
	Role     Role
	Circles  []string
	Factor   bool // a second factor is set up
	Recovery int  // recovery codes that are left
	Passkeys []Passkey
	Forced   bool // the desk asks for a second factor
}
