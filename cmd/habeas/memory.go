package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// freeMemory is how many bytes the machine has for us, and the group of processes
// that we run in on Linux; 0 where the system does not say.
func freeMemory() int64 {
	least := int64(0)
	take := func(n int64) {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
			var kilobytes int64
			if n, _ := fmt.Sscanf(lines.Text(), "MemAvailable: %d kB", &kilobytes); n == 1 {
				take(kilobytes << 10)
			}
		}
	}
	number := func(path string) (int64, bool) {
		data, err := os.ReadFile(path)
		if err != nil {
			return 0, false
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
		return n, err == nil // "max" is no limit
	}
	if limit, ok := number("/sys/fs/cgroup/memory.max"); ok {
		if used, ok := number("/sys/fs/cgroup/memory.current"); ok {
			take(max(1, limit-used))
		}
	}
	return least
}
