package capture

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas/internal/intake/capture/letters"
)

// creditVerb opens a credit sentence: "Reported by", "Translated and edited by".
var creditVerb = regexp.MustCompile(`(?m)(?:^|[.!?)»”"]\s+|\()\s*((?:Reported|Reporting|Written|Translated|Translation|Edited|Editing|Interviewed|Photographed|Photos?|Photography)(?:(?:,| and|, and| &) (?:reported|reporting|written|translated|edited|editing|photographed))*)(?: (?:in|from|into) [A-Z]\w+(?: (?:to|into) [A-Z]\w+)?)? by[ \t]+`)

// verbRoles are the roles by how the word begins.
var verbRoles = []struct{ begins, role string }{
	{"report", "reporter"}, {"writ", "reporter"}, {"translat", "translator"},
	{"edit", "editor"}, {"interview", "interviewer"}, {"photo", "photographer"},
}

// creditLabel is a labelled credit: "Перевод: …", "记者:… 责编:…".
var creditLabel = regexp.MustCompile(`(Репортер|Корреспондент|Авторы?|Тілші|Перевод(?:чик)?|Аударған|Аудармашы|Редактор|Фото(?:граф)?|记者|撰稿|作者|翻译|编译|编辑|责编|摄影|記者|翻譯|編輯|責編|攝影|مۇخبىر|تەرجىمە قىلغۇچى|تەھرىرلىگۈچى|Haber|Muhabir|Çeviri|Çeviren|Editör|Fotoğraf|Author|Reporter|Translator|Editor|Photo(?: credit)?)[ \t]*[::][ \t]*`)

var labelRoles = map[string]string{
	"Репортер": "reporter", "Корреспондент": "reporter", "Автор": "reporter", "Авторы": "reporter", "Тілші": "reporter",
	"Перевод": "translator", "Переводчик": "translator", "Аударған": "translator", "Аудармашы": "translator",
	"Редактор": "editor", "Фото": "photographer", "Фотограф": "photographer",
	"记者": "reporter", "撰稿": "reporter", "作者": "reporter", "翻译": "translator", "编译": "translator",
	"编辑": "editor", "责编": "editor", "摄影": "photographer",
	"記者": "reporter", "翻譯": "translator", "編輯": "editor", "責編": "editor", "攝影": "photographer",
	"مۇخبىر": "reporter", "تەرجىمە قىلغۇچى": "translator", "تەھرىرلىگۈچى": "editor",
	"Haber": "reporter", "Muhabir": "reporter", "Çeviri": "translator", "Çeviren": "translator", "Editör": "editor", "Fotoğraf": "photographer",
	"Author": "reporter", "Reporter": "reporter", "Translator": "translator", "Editor": "editor",
	"Photo": "photographer", "Photo credit": "photographer",
}

// byLine is a line of its own near the top: "By Name Name".
var byLine = regexp.MustCompile(`^[Bb]y[ \t]+(\p{Lu}[^\n,|]{2,80})(?:[,|].*)?$`)

// creditsFrom takes credits that the text itself states: sentences and
// labelled lines. It takes what is written, and reads no one out of prose.
func (c *Captured) creditsFrom(body string) {
	for i, line := range strings.SplitN(body[:letters.Cut(body, maxCredit)], "\n", 9) {
		if m := byLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil && i > 0 && isName(m[1]) {
			c.creditNames(m[1], "reporter")
		}
	}
	for _, m := range creditVerb.FindAllStringSubmatchIndex(body, maxCredits) {
		verbs := strings.ToLower(body[m[2]:m[3]])
		names, service := creditTail(body[m[1]:])
		for _, v := range verbRoles {
			if strings.Contains(verbs, v.begins) {
				c.creditNames(names, v.role)
			}
		}
		if service != "" {
			c.credit(service, "service")
		}
	}
	for line := range strings.Lines(body) {
		if utf8.RuneCountInString(line) > 200 {
			continue
		}
		found := creditLabel.FindAllStringSubmatchIndex(line, -1)
		for i, m := range found {
			end := len(line)
			if i+1 < len(found) {
				end = found[i+1][0]
			}
			if m[0] > 0 {
				// "shoto: x" inside a word is no label.
				if r, _ := utf8.DecodeLastRuneInString(line[:m[0]]); unicode.IsLetter(r) {
					continue
				}
			}
			value := strings.TrimFunc(line[m[1]:end], func(r rune) bool { return !unicode.IsLetter(r) })
			if isName(value) {
				c.creditNames(value, labelRoles[line[m[2]:m[3]]])
			}
		}
	}
}

// maxCredits credit sentences are looked at, and each maxCredit bytes far: a
// text of nothing else would otherwise be read over and over.
const (
	maxCredits = 200
	maxCredit  = 500
)

// creditTail cuts the names off the rest of the text, at the end of the
// sentence or line, and the service they worked for.
func creditTail(rest string) (names, service string) {
	rest, _, _ = strings.Cut(rest[:letters.Cut(rest, maxCredit)], "\n")
	for i, r := range rest {
		if r == ')' || r == ';' {
			rest = rest[:i]
			break
		}
		if r != '.' {
			continue
		}
		// A stop after one letter is an initial, not the end of the sentence.
		word := rest[strings.LastIndexAny(rest[:i], " .")+1 : i]
		if utf8.RuneCountInString(word) > 1 {
			rest = rest[:i]
			break
		}
	}
	names, service, _ = strings.Cut(rest, " for ")
	service = strings.TrimPrefix(strings.TrimSpace(service), "the ")
	if utf8.RuneCountInString(service) > 80 {
		service = ""
	}
	return names, service
}

var nameSplit = regexp.MustCompile(`\s*(?:,| and | & |、|،)\s*(?:and )?`)

func (c *Captured) creditNames(names, role string) {
	for _, n := range nameSplit.Split(names, -1) {
		n = strings.TrimSpace(n)
		if isName(n) {
			c.credit(n, role)
		}
	}
}

// isName reports whether s could be a name: short, and in scripts with
// capitals beginning with one.
func isName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !unicode.IsLower(r) && len(strings.Fields(s)) <= 8 && utf8.RuneCountInString(s) <= 80
}
