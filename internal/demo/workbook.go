//go:build ignore

// Workbook writes data/families.xlsx from data/families.tsv, so that what is
// in the workbook can be read and changed as text.
package main

import (
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func main() {
	text, err := os.ReadFile("data/families.tsv")
	if err != nil {
		log.Fatal(err)
	}
	const sheet = "名单"
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		log.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		for j, cell := range strings.Split(line, "\t") {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				log.Fatal(err)
			}
			var value any = cell
			if n, err := strconv.Atoi(cell); err == nil {
				value = n // as people type numbers into a workbook
			}
			if err := book.SetCellValue(sheet, at, value); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "demonstration", Created: "2019-01-15T00:00:00Z", Modified: "2019-01-15T00:00:00Z"}); err != nil {
		log.Fatal(err)
	}
	if err := book.SaveAs("data/families.xlsx"); err != nil {
		log.Fatal(err)
	}
}
