// Package memory bounds what the files of strangers may take of this machine's
// memory together. A small file can ask for much: a picture of sixteen million
// points, a page of a hundred thousand parts. Whoever reads one asks for room
// first, in bytes, waits in line where there is none, and so two hundred such
// files take no more than one does.
package memory

import (
	"context"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// Room is all there is, in bytes. What needs more than this of its own is
// refused by its reader, by bounds that its documentation gives.
const Room = 80 << 20

var room = semaphore.NewWeighted(Room)

// Take waits for so many bytes of room, at most all of it, or until the
// context ends, which is the error then. What is taken must be given back.
func Take(ctx context.Context, bytes int64) (give func(), err error) {
	bytes = max(1, min(bytes, Room))
	if err := room.Acquire(ctx, bytes); err != nil {
		return nil, err
	}
	return func() {
		// What a large reader leaves is collected before the next one begins, or
		// there would be two of them in memory.
		if bytes >= Room/2 {
			runtime.GC()
		}
		room.Release(bytes)
	}, nil
}
