package view

import "net/http"

func failureTitle(p Page, status int) string {
	switch status {
	case http.StatusNotFound:
		return p.T("message.not-found")
	case http.StatusForbidden:
		return p.T("message.refused")
	case http.StatusConflict:
		return p.T("conflict.title")
	case http.StatusUnprocessableEntity:
		return p.T("message.look-again")
	case http.StatusRequestEntityTooLarge:
		return p.T("message.too-large")
	case http.StatusServiceUnavailable:
		return p.T("message.away")
	}
	return p.T("message.failed")
}

func failureHint(p Page, status int) string {
	switch status {
	case http.StatusNotFound:
		return p.T("message.not-found-text")
	case http.StatusForbidden:
		return p.T("message.refused-text")
	}
	return p.T("message.failed-text")
}
