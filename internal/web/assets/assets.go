// Package assets holds the style sheets of the pages and the desk's script.
// Their addresses carry a fingerprint of their content, so that a browser
// keeps them for good and never uses a stale one.
package assets

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

//go:embed style.css
var style []byte

//go:embed desk.css
var deskStyle []byte

//go:embed figures.css
var figures []byte

//go:embed desk.js
var script []byte

// Path is the folder of the site the files are served under.
const Path = "/assets/"

// File is one file as it is served.
type File struct {
	Path string // "/assets/style.1a2b3c4d5e6f.css"
	Type string // media type
	Body []byte
}

// Style is what every page links to; DeskStyle and Script are what pages of the
// desk load, and no other page does.
var (
	Style     = file("style", "css", "text/css; charset=utf-8", style)
	DeskStyle = file("desk", "css", "text/css; charset=utf-8", deskStyle)
	// Figures is what pages with the pictures of an estimate have beside these.
	Figures = file("figures", "css", "text/css; charset=utf-8", figures)
	Script  = file("desk", "js", "text/javascript; charset=utf-8", script)
)

// All lists the files, for those who write the site into a folder.
func All() []File { return []File{Style, DeskStyle, Figures, Script} }

func file(name, ext, typ string, body []byte) File {
	sum := sha256.Sum256(body)
	return File{Path: Path + name + "." + hex.EncodeToString(sum[:6]) + "." + ext, Type: typ, Body: body}
}

// Handler serves the files under Path and answers 404 to anything else.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, f := range All() {
			if r.URL.Path != f.Path {
				continue
			}
			w.Header().Set("Content-Type", f.Type)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Set("ETag", `"`+f.Path[strings.LastIndex(f.Path, "/")+1:]+`"`)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Body))
			return
		}
		http.NotFound(w, r)
	})
}
