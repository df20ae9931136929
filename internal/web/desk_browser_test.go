package web

import (
	"testing"
	"unicode/utf8"

	"github.com/go-rod/rod/lib/input"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
)

// typist writes a call down by keyboard alone and counts what it presses.
type typist struct {
	p       *browser.Page
	keys    int // keys that move, choose or send
	letters int // keys that make the words
}

func (k *typist) press(keys ...input.Key) {
	k.p.Press(keys...)
	k.keys += len(keys)
}

func (k *typist) write(words string) {
	k.p.Type(words)
	k.letters += utf8.RuneCountInString(words)
}

// choose moves a list of choices by the first letters of the choice wanted.
func (k *typist) choose(letters string) {
	for _, l := range letters {
		k.press(input.Key(l))
	}
}

// until presses Tab until the field of that name has the keyboard.
func (k *typist) until(name string) {
	for range 40 {
		if k.at() == name {
			return
		}
		k.press(input.Tab)
	}
	k.p.Eval("document.body.innerHTML = 'no field "+name+"'", nil)
}

func (k *typist) at() string {
	var name string
	k.p.Eval(`document.activeElement?.name ?? ""`, &name)
	return name
}

// twenty facts as a sister tells them: how the kind is reached by keyboard,
// the words, the time, where.
var twenty = []struct{ kind, want, words, when, place string }{
	{"det", "event.detention", "two policemen came in the evening and took her", "end of August 2017", "Korgan county"},
	{"sex", "sex", "female", "", ""},
	{"bo", "birth.date", "1985", "", ""},
	{"occ", "occupation", "shopkeeper", "", ""},
	{"res", "residence", "Korgan, the street behind the mill", "", ""},
	{"fat", "name.father", "Bek Omaruly", "", ""},
	{"kin", "kin", "Serik Omaruly", "", ""},
	{"dep", "dependants", "a son of two", "", ""},
	{"hea", "health", "she lost a child in spring", "", ""},
	{"reason al", "reason.alleged", "she had a cousin abroad", "", ""},
	{"tra", "event.transfer", "they moved them all to the city", "October 2017", "the city"},
	{"sig", "event.sighting", "a neighbour saw her in the yard", "February 2018", "a centre near the city"},
	{"enq", "enquiry", "I telephoned and nobody answered", "November 2017", ""},
	{"last", "last_seen", "February 2018", "", ""},
	{"edu", "education", "ten classes", "", ""},
	{"lang", "language", "Kazakh", "", ""},
	{"nat", "nationality", "Chinese", "", ""},
	{"mar", "marital", "married", "", ""},
	{"que", "event.questioning", "they asked her about her telephone", "July 2017", ""},
	{"pr", "status", "we do not know where she is", "", ""},
}

// TestTwentyFactsByKeyboard enters a whole call without the mouse and says
// how many keys it took.
func TestTwentyFactsByKeyboard(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.enter("Araj Bekkyzy", "residence", "Korgan")
	rec.as(habeas.RoleDocumenter).lend(b)
	p := b.Open(rec.URL+"/desk/enter", browser.View{Width: 1280})
	k := &typist{p: p}

	// The keyboard is where the source is asked for.
	if k.at() != "who" {
		t.Fatalf("the keyboard is in %q", k.at())
	}
	k.until("source.name")
	k.write("Gulnur A.")
	k.press(input.Tab)
	k.write("a sister abroad")
	k.press(input.Tab)
	k.choose("may")
	k.until("name")
	k.write("Aray Bekkyzy")
	k.until("proximity")
	k.choose("fir")
	k.until("property.0")
	for i, f := range twenty {
		k.choose(f.kind)
		var got string
		p.Eval(`document.activeElement.value`, &got)
		if got != f.want {
			t.Fatalf("fact %d: %q chose %s, want %s", i+1, f.kind, got, f.want)
		}
		k.press(input.Tab)
		k.write(f.words)
		if f.when != "" {
			k.press(input.Tab)
			k.write(f.when)
		}
		if f.place != "" {
			k.press(input.Tab)
			k.write(f.place)
		}
		if i < len(twenty)-1 {
			k.press(input.Enter)
		}
	}
	p.WaitFor(`document.querySelector("[data-saved]").textContent === "Saved"`)
	p.Check()
	p.Shot("entry-twenty")
	p.Follow(func() {
		p.Chord(input.ControlLeft, input.Enter)
		k.keys += 2
	})
	if p.Status() != 200 || p.Text("h1") != "Aray Bekkyzy" {
		t.Fatalf("%d at %s: %s", p.Status(), p.URL(), p.Text("main"))
	}
	do := rec.dossierAt(p)
	if len(do.Entries) != len(twenty)+1 {
		t.Errorf("%d claims were entered, want %d and the name", len(do.Entries), len(twenty))
	}
	t.Logf("twenty facts: %d keys to move, choose and send, %d letters of words; %.1f keys a fact beside its words",
		k.keys, k.letters, float64(k.keys)/float64(len(twenty)))
	if k.keys > 200 {
		t.Errorf("%d keys beside the words: more than ten a fact", k.keys)
	}
}

// dossierAt reads the dossier the browser shows.
func (rec *record) dossierAt(p *browser.Page) desk.Dossier {
	rec.t.Helper()
	var path string
	p.Eval(`location.pathname.split("/").pop()`, &path)
	do, err := rec.desk.Dossier(rec.ctx, rec.actors[habeas.RoleDocumenter], habeas.ID(path))
	if err != nil {
		rec.t.Fatal(err)
	}
	return do
}

// What is typed survives the browser: a person begins, the browser is closed,
// the session ends, and the inbox has it all.
func TestDraftSurvivesTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	known := rec.enter("Aray Bekkyzy", "residence", "Korgan")
	c := rec.as(habeas.RoleDocumenter)
	c.lend(b)
	p := b.Open(rec.URL+"/desk/enter", browser.View{Width: 1280})
	p.Fill("[name='source.label']", "a sister abroad")
	p.Fill("[name=name]", "Aray")
	p.WaitFor(`document.querySelector("#like input[name=person]")`)
	p.Click("#like input[name=person]")
	p.Fill("[name='property.0']", "event.detention")
	p.WaitFor(`document.querySelector("[name='slot.0.place']")`)
	p.Fill("[name='words.0']", "taken from home")
	p.Fill("[name='slot.0.place']", "Korgan county")
	// Another kind keeps what was typed into the fields of the first.
	p.Fill("[name='property.0']", "event.transfer")
	p.WaitFor(`document.querySelector("[name='slot.0.place']").value === "Korgan county"`)
	p.Fill("[name='property.0']", "occupation")
	p.WaitFor(`document.querySelector("[name='slot.0.place']")?.value === "Korgan county"`)
	p.Fill("[name='property.0']", "event.detention")
	p.Fill("[name='when.0']", "August 2017")
	p.WaitFor(`document.querySelector("[data-saved]").textContent === "Saved"`)

	other := rec.as(habeas.RoleDocumenter)
	other.lend(b)
	q := b.Open(rec.URL+"/desk", browser.View{Width: 1280})
	q.Submit("a[href*='/desk/enter?draft=']")
	for field, want := range map[string]string{"[name='source.label']": "a sister abroad", "[name=name]": "Aray", "[name='words.0']": "taken from home",
		"[name='slot.0.place']": "Korgan county", "[name='when.0']": "August 2017", "[name='property.0']": "event.detention", "[name=person]:checked": string(known.Person)} {
		var got string
		q.Eval(`document.querySelector("`+field+`").value`, &got)
		if got != want {
			t.Errorf("%s is %q in the draft, want %q", field, got, want)
		}
	}
}

// The same call without any script: looked up, chosen, one more row, entered.
func TestEntryInChromiumWithoutAScript(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.enter("Aray Bekkyzy", "residence", "Korgan")
	rec.as(habeas.RoleDocumenter).lend(b)
	p := b.Open(rec.URL+"/desk/enter", browser.View{Width: 400, NoScript: true})
	p.Fill("#who", "sister")
	p.Follow(func() { p.Press(input.Enter) }) // Enter decides nothing: it looks up
	p.Click("#voices input[name=source]")
	p.Fill("#name", "Aray")
	p.Submit("[name=look][value=person]")
	p.Click("#like input[name=person]")
	p.Fill("[name='property.0']", "event.detention")
	p.Fill("[name='words.0']", "taken from home")
	p.Submit("[name=fields][value='0']")
	p.Fill("[name='slot.0.place']", "Korgan county")
	p.Submit("[name=add]")
	p.Check()
	p.Submit("[name=finish]")
	if p.Status() != 200 {
		t.Fatalf("%d: %s", p.Status(), p.Text("main"))
	}
	do := rec.dossierAt(p)
	if len(do.Mentions) != 2 {
		t.Errorf("%d mentions, want the one chosen and the one told", len(do.Mentions))
	}
	held := false
	for _, e := range do.Entries {
		held = held || e.Claim.Property == "event.detention" && e.Claim.Slots["place"] == "Korgan county"
	}
	if !held {
		t.Error("the detention is not in the record")
	}
}

// Every page of the desk in every view: telephone and desk, with a script and
// without, left to right and right to left.
func TestDeskPagesInChromium(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "event.detention", "two policemen came in the evening and took her", "sex", "female", "birth.date", "1985", "birth.date", "1987",
		"occupation", "shopkeeper, then a trader across the border", "health", "she lost a child in spring", "enquiry", "nobody answered the telephone")
	two := rec.enter("Арай Бекқызы", "residence", "Қорған ауданы")
	doc := rec.actors[habeas.RoleDocumenter]
	if _, err := rec.desk.Link(rec.ctx, doc, told.Mention, two.Mention, habeas.SamePerson, "the same father, county and year"); err != nil {
		t.Fatal(err)
	}
	if err := rec.desk.Submit(rec.ctx, doc, told.Claims, nil); err != nil {
		t.Fatal(err)
	}
	c := rec.as(habeas.RoleAdmin)
	list := c.sendList("Register of relatives", firstEdition).path
	c.sendList("Register of relatives", secondEdition, "edition", "2018-02")
	kept := c.upload("/desk/import", with(c.get("/desk/import").form("main form"), "list", "Sites"), "file", "sites.csv", []byte("Name,Type,Lat,Lon\nÜrümqi north,prison,43.1,87.2\nKorgan,camp,43.2,81.3\n"))
	draft := call(c.get("/desk/enter").form(entryForm))
	c.post("/desk/draft", draft)
	person := "/desk/person/" + string(told.Person)
	source := "/desk/source/" + string(rec.claim(told.Claims[0]).Source)
	id := habeas.ID(rec.claim(told.Claims[0]).Source)
	for _, g := range []habeas.Grant{{Audience: habeas.Audience{To: habeas.WGAD, For: habeas.Complaint}, Level: habeas.ConsentAnonymised, How: "by telephone, read back to her"},
		{Item: told.Claims[0], Audience: habeas.ToPublic, Level: habeas.ConsentNone, How: "by letter"}} {
		if err := rec.desk.GrantConsent(rec.ctx, doc, id, g); err != nil {
			t.Fatal(err)
		}
	}
	handing := desk.Handing{Who: "The Working Group", Why: "an urgent appeal"}
	if _, err := rec.desk.HandOver(rec.ctx, rec.actors[habeas.RoleAdmin], told.Person, habeas.Audience{To: habeas.WGAD, For: habeas.Complaint}, handing); err != nil {
		t.Fatal(err)
	}
	rec.backed()
	_, bytes, err := rec.desk.Original(rec.ctx, doc, rec.pasted())
	if err != nil {
		t.Fatal(err)
	}
	bytes.Close()
	rec.anotherDay()
	c.lend(b)
	for name, path := range map[string]string{"people": "/desk/people", "dossier": person, "hand-over": person + "/hand-over?to=wgad/complaint", "sources": "/desk/sources", "source": source, "tensions": "/desk/tensions",
		"queue": "/desk/publish", "lists": "/desk/lists", "list": list, "import": "/desk/import", "import-look": kept.path, "enter": "/desk/enter",
		"enter-draft": "/desk/enter?draft=" + draft.Get("draft"), "accounts": "/desk/accounts", "settings": "/desk/settings", "safety": "/desk/safety", "methods": "/methods"} {
		rec.look(b, name, path)
	}
}
