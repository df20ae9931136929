package charset

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// coders writes text in every encoding that is read.
var coders = map[string]encoding.Encoding{
	"utf-8":        encoding.Nop,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"windows-1252": charmap.Windows1252, "windows-1251": charmap.Windows1251, "windows-1256": charmap.Windows1256,
	"windows-1250": charmap.Windows1250, "windows-1254": charmap.Windows1254,
	"cp850": charmap.CodePage850, "cp437": charmap.CodePage437, "cp866": charmap.CodePage866, "koi8-r": charmap.KOI8R,
	"gb18030": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5,
}

// tongues are lists as somebody might keep them in each language; everybody in
// them is invented.
var tongueLists = map[string]string{
	"German":               "Name,Geburtsort,Beruf,Grund\nJürgen Müller,Köln,Bäcker,Mitgliedschaft in verbotener Vereinigung\nKäthe Weiß,Düsseldorf,Schülerin,Öffentliche Äußerung\nÜlkü Groß,Tübingen,Gärtner,unbekannt\n",
	"French":               "Nom,Lieu,Métier,Motif\nAndré Lefèvre,Orléans,Médecin,appel à la grève\nÉlodie Bâtard,Nîmes,Élève,réunion non autorisée\nFrançois Noël,Besançon,Maçon,détenu depuis février\n",
	"Spanish":              "Nombre,Lugar,Ocupación,Motivo\nJosé Muñoz,Córdoba,Albañil,reunión pública\nMaría Peña,Cádiz,Médica,desaparecida en la vía pública\nÁngel Ibáñez,León,Estudiante,sin acusación\n",
	"Portuguese":           "Nome,Local,Profissão,Razão\nJoão Conceição,São Luís,Pedreiro,reunião\nInês Gonçalves,Évora,Estudante,detenção sem acusação\n",
	"Italian":              "Nome,Città,Perché\nNiccolò Rossi,Forlì,è già stato liberato\nLetizia Bò,Cantù,libertà di stampa\n",
	"Swedish":              "Namn,Ort,Yrke\nÅke Sjöberg,Malmö,Målare\nÄnglagård Östen,Växjö,Lärare på högskola\nGöran Åberg,Umeå,Förare\n",
	"Danish":               "Navn,Sted,Årsag\nSøren Kjær,Ærø,ulovlig forsamling på åben gade\nÅse Bøgh,Rødby,løsladt i går\n",
	"Polish":               "Nazwisko,Miejsce,Zawód\nŁukasz Wiśniewski,Łódź,Nauczyciel języka\nŻaneta Gąsior,Kraków,Pielęgniarka\nStanisław Dąbrowski,Poznań,Więzień polityczny\n",
	"Czech":                "Jméno,Místo,Důvod\nJiří Dvořák,Plzeň,šíření tiskovin\nBožena Nováková,České Budějovice,účast na shromáždění\nŘehoř Kučera,Třebíč,zatčen v říjnu\n",
	"Hungarian":            "Név,Hely,Foglalkozás\nErdős Győző,Győr,tűzoltó\nSzűcs Ödön,Törökszentmiklós,tanító\nŐry Ágnes,Szőreg,szülésznő\n",
	"Romanian":             "Nume,Loc,Motiv\nIonuţ Ştefănescu,Timişoara,a fost reţinut în faţa şcolii\nFlorenţa Băcilă,Iaşi,fără învinuire\n",
	"Croatian":             "Ime,Mjesto,Razlog\nĐuro Šarić,Đakovo,uhićen u prosincu\nŽeljka Čović,Šibenik,sudjelovanje u prosvjedu\n",
	"Turkish":              "Ad,Yer,Meslek\nIşık Çağlar,Iğdır,öğretmen\nŞükrü Yıldırım,Eskişehir,gözaltına alındı\nGülşah Öztürk,İzmir,çiftçi\nİbrahim Doğan,Muğla,tutukluluğu sürüyor\n",
	"Uyghur Latin":         "Isim,Yurt,Kesip\nPerhat Ömer,Ürümchi,oqutquchi\nAygül Mömin,Xoten,déhqan\nExmet Seypidin,Ghulja nahiyisi,yézida tutqun qilin'ghan\n",
	"Russian":              "Имя,Место,Профессия\nПётр Иванов,Екатеринбург,учитель\nАйгуль Сарсенова,Семей,медсестра\nМуртаза Ахметов,Чугучак,задержан в ноябре\nЩукин Эльдар,Подъячево,объявлен в розыск\n",
	"Russian capitals":     "ФАМИЛИЯ,МЕСТО\nИВАНОВ ПЁТР,ЕКАТЕРИНБУРГ\nСАРСЕНОВА АЙГУЛЬ,СЕМЕЙ\nАХМЕТОВ МУРТАЗА,ЧУГУЧАК\n",
	"Ukrainian":            "Ім'я,Місце,Причина\nОлексій Шевчук,Київ,затриманий після зборів\nЄвгенія Ґудзь,Чернігів,вчителька української мови\nЇжакевич Іван,Запоріжжя,зник безвісти\n",
	"Bulgarian":            "Име,Място,Причина\nГеорги Желязков,Търговище,задържан през ноември\nЦветана Пръвчева,Кърджали,учителка\n",
	"Serbian":              "Име,Место,Разлог\nЂорђе Љубичић,Шабац,ухапшен на скупу\nЊегош Џамић,Ћуприја,учитељ\n",
	"Arabic":               "الاسم,المكان,المهنة\nأحمد الخطيب,حلب,طبيب\nفاطمة السعيد,درعا,معلمة\nيوسف إبراهيم,دمشق,اعتقل في شهر نوفمبر من منزله\n",
	"Persian":              "نام,محل,شغل\nپرویز گلستانی,چالوس,معلم\nژاله کریمی,شیراز,پزشک\n",
	"Chinese":              "姓名,性别,民族,出生地,职业\n艾力·买买提,男,维吾尔族,喀什,农民\n古丽娜尔,女,哈萨克族,塔城地区额敏县,教师\n王建国,男,汉族,乌鲁木齐市,被判刑十年\n",
	"Chinese, traditional": "姓名,性別,民族,出生地,職業\n艾力·買買提,男,維吾爾族,喀什,農民\n古麗娜爾,女,哈薩克族,塔城地區額敏縣,教師\n王建國,男,漢族,烏魯木齊市,被判刑十年\n",
}

// TestGuessEncoding writes each list in every encoding that can hold it: the
// guess must read it back letter for letter. Two encodings that agree on every
// byte of the list are equally right.
func TestGuessEncoding(t *testing.T) {
	tried := 0
	for tongue, text := range tongueLists {
		for name, coder := range coders {
			raw, err := coder.NewEncoder().Bytes([]byte(text))
			if err != nil || name == "big5" && !strings.HasPrefix(tongue, "Chinese") {
				continue // the encoding has no such letter, or only in a later annex
			}
			tried++
			for _, part := range []struct {
				what string
				raw  []byte
			}{{"whole", raw}, {"after a million bytes of ASCII", append(bytes.Repeat([]byte("plain,words\n"), 1<<20/12), raw...)}} {
				if part.what != "whole" && strings.HasPrefix(name, "utf-16") {
					continue
				}
				g, err := Find(bytes.NewReader(part.raw), int64(len(part.raw)), part.raw[:min(len(part.raw), 64<<10)])
				if err != nil {
					t.Fatal(err)
				}
				if got := g.Charset.Bytes(raw); string(got) != text {
					t.Errorf("%s in %s, %s: guessed %s, which reads %.60q", tongue, name, part.what, g.Charset.name, strings.ReplaceAll(string(got), "\n", "/"))
				}
			}
		}
	}
	if tried < 80 {
		t.Fatalf("only %d pairs of list and encoding were tried", tried)
	}
}

// TestGuessFewLetters is the hard case: one or two letters beyond ASCII in the
// whole file. A word that another encoding reads as a word too is marked with
// "?": there the guess must name the right encoding, first or in a note.
func TestGuessFewLetters(t *testing.T) {
	words := map[string][]string{
		"utf-8":        {"José", "Ürümqi", "Łódź", "ğ", "Ив", "Құлжа", "ئۇيغۇر", "شهر", "喀什", "王", "台北", "אב", "Αθήνα", "བོད", "서울", "ไทย", "Nguyễn", "it’s", "№ 5", "ş"},
		"cp850":        {"Ürümqi", "ürümqi", "José", "Müller", "Açık", "Muñoz", "São Paulo", "Ghulja,Ürümqi"},
		"windows-1252": {"Ürümqi", "José", "Müller", "Muñoz", "São Paulo", "Élodie", "Malmö", "it’s"},
		"windows-1250": {"Łódź", "Wiśniewski", "Timişoara", "?Dvořák", "?Győr"},
		"windows-1254": {"Işık", "?Iğdır", "?Eskişehir"},
		"windows-1251": {"Иванов", "Семей", "Ахметов"},
		"koi8-r":       {"Иванов", "Семей", "Ахметов"},
		"cp866":        {"Иванов", "Семей", "Ахметов"},
		"windows-1256": {"حلب", "أحمد", "الخطيب"},
		"gb18030":      {"王伟", "喀什", "乌鲁木齐", "未知", "неделя"},
		"big5":         {"台北市", "烏魯木齊"},
	}
	for name, list := range words {
		for _, w := range list {
			t.Run(fmt.Sprint(name, " ", w), func(t *testing.T) {
				w, unsure := strings.CutPrefix(w, "?")
				raw, err := coders[name].NewEncoder().Bytes([]byte("id,name,place\n1,Somebody," + w + "\n"))
				if err != nil {
					t.Fatal(err)
				}
				g, err := Find(bytes.NewReader(raw), int64(len(raw)), raw)
				if err != nil {
					t.Fatal(err)
				}
				if unsure && strings.Contains(strings.Join(g.Notes, "\n"), name) {
					return
				}
				if got := string(g.Charset.Bytes(raw)); !strings.Contains(got, w) {
					t.Errorf("guessed %s, which reads %q", g.Charset.name, got)
				}
			})
		}
	}
}
