package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
)

// The sizes a sealed message is padded to, in bytes: each four times the one
// before it, so that its size says little.
const (
	leastMessage = 4 << 10
	mostMessage  = 16 << 20
)

// lengthBytes stand before the words and say how many there are.
const lengthBytes = 8

// Message seals what somebody writes on their own device so that any two of the
// custodians can open it together: what the server is sent tells it nothing.
func Message(words []byte, custodians []habeas.Custodian) ([]byte, error) {
	size := leastMessage
	for size < len(words)+lengthBytes {
		size *= 4
	}
	if size > mostMessage {
		return nil, fmt.Errorf("it has %d bytes, and a message holds %d: send it in parts", len(words), mostMessage-lengthBytes)
	}
	padded := make([]byte, size)
	defer clear(padded)
	binary.BigEndian.PutUint64(padded, uint64(len(words)))
	copy(padded[lengthBytes:], words)
	return lock(padded, forMessage, custodians)
}

// OpenMessage opens a message with the keys of two custodians.
func OpenMessage(sealed []byte, keys ...age.Identity) ([]byte, error) {
	padded, err := unlock(sealed, forMessage, keys)
	if err != nil {
		return nil, err
	}
	if len(padded) < lengthBytes || binary.BigEndian.Uint64(padded) > uint64(len(padded)-lengthBytes) {
		return nil, errors.New("the message holds nothing that this program wrote")
	}
	return padded[lengthBytes:][:binary.BigEndian.Uint64(padded)], nil
}

// KeysTitle is the first line of a list of keys that messages are sealed to.
const KeysTitle = "keys to seal a message to, habeas"

// KeyList writes such a list.
func KeyList(custodians []habeas.Custodian) string {
	list := KeysTitle + "\n"
	for _, c := range custodians {
		list += strings.TrimSpace(c.Recipient) + "\n"
	}
	return list
}

// ParseKeyList is the inverse of KeyList.
func ParseKeyList(text string) ([]habeas.Custodian, error) {
	title, rest, _ := strings.Cut(text, "\n")
	if strings.TrimSpace(title) != KeysTitle {
		return nil, errors.New("this is no list of keys to seal a message to: the desk's page has one")
	}
	var out []habeas.Custodian
	for line := range strings.Lines(rest) {
		c := habeas.Custodian{Recipient: strings.TrimSpace(line)}
		if err := CheckRecipient(c.Recipient); err != nil {
			return nil, fmt.Errorf("line %d of the list: %w", len(out)+2, err)
		}
		out = append(out, c)
	}
	if len(out) < Custodians {
		return nil, fmt.Errorf("it takes %d keys, and the list has %d", Custodians, len(out))
	}
	return out, nil
}
