package habeas

// Canary is the last statement that somebody of the desk signed, on a machine
// that is not the server, that nobody else controls it.
type Canary struct {
	Key    string `json:"key"`    // checks the signature; note's spelling
	Since  string `json:"since"`  // the day from which that key has signed
	Signed string `json:"signed"` // the statement with its signature
}
