package web

import (
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// shownInPlace are the pictures a browser may show inside a page. Pictures
// that can carry a script (SVG), pages and documents never are.
var shownInPlace = []string{"image/png", "image/jpeg", "image/webp", "image/gif"}

// inPlace says how a browser may show the media type: image, audio, video, or
// "" for not at all.
func inPlace(mediaType string) string {
	base, _, _ := strings.Cut(mediaType, ";")
	kind, _, _ := strings.Cut(base, "/")
	switch {
	case slices.Contains(shownInPlace, base):
		return "image"
	case kind == "audio" || kind == "video":
		return kind
	}
	return ""
}

// sandboxed takes every power of this site away from an answer.
func sandboxed(h http.Header) {
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
}

// original hands out the bytes of a report as they came. They are evidence of
// unknown making: a browser is told to keep them, not to open them, and to
// give them no powers of this site should it open them after all.
func original(s *Server, w http.ResponseWriter, r *request) error {
	rep, bytes, err := s.desk.Original(r.Context(), r.Actor, reportID(r))
	if err != nil {
		return err
	}
	defer bytes.Close()
	h := w.Header()
	disposition, shown := "attachment", ""
	if r.URL.Query().Get("inline") == "1" {
		shown = inPlace(rep.MediaType)
	}
	h.Set("Content-Type", "application/octet-stream")
	switch shown {
	case "image":
		// What a browser reads of a stranger's picture is made anew.
		data, kind, err := s.desk.Picture(r.Context(), r.Actor, rep.ID)
		if err != nil {
			return err
		}
		sandboxed(h)
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", "inline")
		_, err = w.Write(data)
		return err
	case "audio", "video":
		h.Set("Content-Type", rep.MediaType)
		disposition = "inline"
	}
	sandboxed(h)
	name := path.Base(strings.ReplaceAll(firstOf(rep.FileName, string(rep.ID)), "\\", "/"))
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	if b, ok := w.(*bufferedResponse); ok {
		b.straight()
	}
	http.ServeContent(w, r.Request, "", time.Time{}, io.ReadSeeker(bytes))
	return nil
}
