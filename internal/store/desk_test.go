package store_test

import (
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/store"
)

// What the store offers is what the desk asks for.
var (
	_ desk.Tx    = (*store.Tx)(nil)
	_ desk.Store = desk.Over((*store.Store)(nil))
)
