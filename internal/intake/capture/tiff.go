package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	_ "golang.org/x/image/tiff"
)

// sheet is one picture in the file: the picture itself, or a page of a TIFF.
type sheet struct {
	data      []byte
	page      int // from 1; 0 where the file is one picture
	directory [4]byte
}

func (s sheet) String() string {
	if s.page == 0 {
		return "the picture"
	}
	return fmt.Sprintf("page %d", s.page)
}

// reader returns the file as if this were its only page. Go's decoder reads
// the first page of a TIFF, so the header is made to point at this one.
func (s sheet) reader() *bytes.Reader {
	if s.page <= 1 {
		return bytes.NewReader(s.data)
	}
	file := slices.Clone(s.data)
	copy(file[4:8], s.directory[:])
	return bytes.NewReader(file)
}

// tiffSheets follows the chain of directories (TIFF 6.0, section 2), one for
// each sheet that was scanned. A broken chain ends where it breaks; a file
// without one is a single damaged picture for the decoder to complain of.
func tiffSheets(data []byte) []sheet {
	whole := []sheet{{data: data}}
	if len(data) < 8 {
		return whole
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	var sheets []sheet
	seen := map[uint32]bool{}
	pointer := data[4:8]
	for len(sheets) < maxScanPages {
		at := order.Uint32(pointer)
		if at == 0 || seen[at] || int64(at)+2 > int64(len(data)) {
			break
		}
		seen[at] = true
		sheets = append(sheets, sheet{data, len(sheets) + 1, [4]byte(pointer)})
		next := int64(at) + 2 + 12*int64(order.Uint16(data[at:]))
		if next+4 > int64(len(data)) {
			break
		}
		pointer = data[next : next+4]
	}
	if len(sheets) < 2 {
		return whole
	}
	return sheets
}
