//go:build linux || darwin || freebsd

package blobs

import "golang.org/x/sys/unix"

// free is how many bytes the disk of a folder has left for us.
func free(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}
