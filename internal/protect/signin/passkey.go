package signin

import (
	"encoding/base64"
	"encoding/json"
	"net"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/habeas-record/habeas"
)

// A Site is where browsers reach the desk: a passkey made for one opens no
// other, and none that looks like it.
type Site struct {
	Host  string // with its port, as the browser names it
	HTTPS bool
	Desk  string // its name, which the browser shows
}

// ceremonyLife is how long somebody may take to touch their key.
const ceremonyLife = 10 * time.Minute

func (s Site) relying() (*webauthn.WebAuthn, error) {
	name := s.Host
	if host, _, err := net.SplitHostPort(s.Host); err == nil {
		name = host
	}
	if net.ParseIP(strings.Trim(name, "[]")) != nil {
		return nil, habeas.Invalid("open the desk by its name; on the machine itself that is localhost", "browsers make no passkeys for an address of numbers")
	}
	scheme := "http://"
	if s.HTTPS {
		scheme = "https://"
	}
	limits := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyLife, TimeoutUVD: ceremonyLife}
	return webauthn.New(&webauthn.Config{RPID: name, RPDisplayName: firstOf(s.Desk, "Habeas"), RPOrigins: []string{scheme + s.Host},
		Timeouts: webauthn.TimeoutsConfig{Login: limits, Registration: limits}})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// holder is an account as the library wants it.
type holder struct {
	id, name string
	keys     []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.id) }
func (h holder) WebAuthnName() string                       { return h.name }
func (h holder) WebAuthnDisplayName() string                { return h.name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func holderOf(u habeas.User) (holder, error) {
	h := holder{id: string(u.ID), name: u.Name}
	for _, k := range u.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Credential, &c); err != nil {
			return h, err
		}
		h.keys = append(h.keys, c)
	}
	return h, nil
}

var errCeremony = habeas.Invalid("open the page again and try once more", "the passkey was not confirmed")

// AskPasskey begins to make a passkey of the account: options for the browser,
// and the state that has to rest in the session until it answers. The key must
// check who touches it (a finger, a face, a PIN): it stands for both factors.
func (s Site) AskPasskey(u habeas.User) (options, state []byte, err error) {
	rp, err := s.relying()
	if err != nil {
		return nil, nil, err
	}
	h, err := holderOf(u)
	if err != nil {
		return nil, nil, err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range h.keys {
		known = append(known, c.Descriptor())
	}
	made, session, err := rp.BeginRegistration(h, webauthn.WithExclusions(known), webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return nil, nil, err
	}
	return both(made.Response, session)
}

// MakePasskey holds the browser's answer against the state.
func (s Site) MakePasskey(u habeas.User, state []byte, answer, name string, now time.Time) (habeas.Passkey, error) {
	rp, err := s.relying()
	if err != nil {
		return habeas.Passkey{}, err
	}
	h, err := holderOf(u)
	if err != nil {
		return habeas.Passkey{}, err
	}
	var session webauthn.SessionData
	if json.Unmarshal(state, &session) != nil {
		return habeas.Passkey{}, errCeremony
	}
	said, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return habeas.Passkey{}, errCeremony
	}
	c, err := rp.CreateCredential(h, session, said)
	if err != nil {
		return habeas.Passkey{}, errCeremony
	}
	// What kind of key it is tells of its owner and is of no use here.
	c.Attestation, c.Authenticator.AAGUID = webauthn.CredentialAttestation{}, nil
	kept, err := json.Marshal(c)
	return habeas.Passkey{ID: base64.RawURLEncoding.EncodeToString(c.ID), Name: name, Added: now, Credential: kept}, err
}

// AskSignIn begins to sign somebody in who has a passkey, whoever it is.
func (s Site) AskSignIn() (options, state []byte, err error) {
	rp, err := s.relying()
	if err != nil {
		return nil, nil, err
	}
	made, session, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, nil, err
	}
	return both(made.Response, session)
}

// SignIn holds the browser's answer against the state and returns whose passkey
// it is; find looks an account up.
func (s Site) SignIn(state []byte, answer string, find func(habeas.ID) (habeas.User, error)) (habeas.User, error) {
	var found habeas.User
	rp, err := s.relying()
	if err != nil {
		return found, err
	}
	var session webauthn.SessionData
	if json.Unmarshal(state, &session) != nil {
		return found, errCeremony
	}
	said, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return found, errCeremony
	}
	_, err = rp.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		var err error
		if found, err = find(habeas.ID(handle)); err != nil {
			return nil, err
		}
		return holderOf(found)
	}, session, said)
	if err != nil {
		return habeas.User{}, errCeremony
	}
	return found, nil
}

func both(options, session any) (o, s []byte, err error) {
	if o, err = json.Marshal(options); err == nil {
		s, err = json.Marshal(session)
	}
	return o, s, err
}
