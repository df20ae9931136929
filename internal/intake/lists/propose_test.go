package lists

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func propose(t *testing.T, text string) Mapping {
	t.Helper()
	d, err := detect(t, "list.csv", text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Sample(strings.NewReader(text), int64(len(text)), d, 100)
	if err != nil {
		t.Fatal(err)
	}
	m := Propose(d, rows, "")
	if err := m.Validate(d.Header); err != nil {
		t.Errorf("the proposal does not fit its own header: %v", err)
	}
	return m
}

// brief writes a mapping as "column: property (lang)".
func brief(m Mapping) []string {
	var out []string
	for _, c := range m.Columns {
		s := c.Name + ": " + c.Property
		if c.Lang != "" {
			s += " (" + c.Lang + ")"
		}
		out = append(out, s)
	}
	return out
}

func TestProposeInEachLanguage(t *testing.T) {
	tests := []struct {
		name, text string
		kind, lang string
		key        string
		want       []string
	}{
		{"English", "Case no.,Full name,Chinese name,Gender,DOB,Date of arrest (dd/mm/yyyy),Place of detention,Ethnicity,Reason for detention,Remarks,Reliability\n" +
			"17,Aygul Examplova,艾古丽,F,1985,25/12/2017,Ghulja,Kazakh,prayed,none,3\n18,Erkin Sample,艾尔肯,M,1990,03/04/2018,Hotan,Uyghur,,seen,2\n",
			KindPerson, "en", "Case no.", []string{"Case no.: list.id", "Full name: name", "Chinese name: name.other (zh)", "Gender: sex", "DOB: birth.date",
				"Date of arrest (dd/mm/yyyy): detention.date (en-GB)", "Place of detention: detention.place", "Ethnicity: ethnicity", "Reason for detention: detention.reason", "Remarks: note", "Reliability: note"}},
		{"Chinese", "序号,姓名,性别,民族,出生日期,身份证号码,户籍所在地,被捕时间,刑期,备注\n1,示例甲,男,维吾尔族,1985年3月,000000198503010000,喀什,2017年4月,十年,\n2,示例乙,女,哈萨克族,1990年,000000199001010000,塔城,2018年,,\n",
			KindPerson, "zh", "", []string{"序号: note", "姓名: name", "性别: sex", "民族: ethnicity", "出生日期: birth.date", "身份证号码: id.number", "户籍所在地: origin", "被捕时间: detention.date", "刑期: sentence", "备注: note"}},
		{"Russian", "№;ФИО;Пол;Год рождения;Национальность;Дата задержания;Место задержания;Статья;Источник\n1;Примеров Пример;м;1985;казах;06.11.2017;Чугучак;ст. 1;сестра\n2;Образцова Проба;ж;1990;казашка;07.12.2017;Кульджа;;сестра\n",
			KindPerson, "ru", "", []string{"№: note", "ФИО: name", "Пол: sex", "Год рождения: birth.date", "Национальность: ethnicity", "Дата задержания: detention.date", "Место задержания: detention.place", "Статья: detention.reason", "Источник: source.note"}},
		{"Kazakh", "Аты-жөні,Жынысы,Туған жылы,Ұлты,Ұсталған күні,Ұсталған жері,Себебі\nМысал Үлгіұлы,ер,1985,қазақ,2017 жыл,Шәуешек,намаз\nӨрнек Сынаққызы,әйел,1990,қазақ,2018 жыл,Құлжа,\n",
			KindPerson, "kk", "", []string{"Аты-жөні: name", "Жынысы: sex", "Туған жылы: birth.date", "Ұлты: ethnicity", "Ұсталған күні: detention.date", "Ұсталған жері: detention.place", "Себебі: detention.reason"}},
		{"Uyghur", "ئىسمى,جىنسى,تۇغۇلغان يىلى,تۇتۇلغان ۋاقتى,تۈرمە,ئىزاھات\nمىسال ئۈلگە,ئەر,1985,2017,ئۈرۈمچى,\nسىناق ئۆرنەك,ئايال,1990,2018,غۇلجا,\n",
			KindPerson, "ug", "", []string{"ئىسمى: name", "جىنسى: sex", "تۇغۇلغان يىلى: birth.date", "تۇتۇلغان ۋاقتى: detention.date", "تۈرمە: detention.facility", "ئىزاھات: note"}},
		{"Spanish", "Legajo,Apellido y nombre,Edad,Fecha de secuestro,Lugar de detención,Ocupación\n101,Ejemplo Prueba,25,06/11/1976,La Plata,estudiante\n102,Muestra Ensayo,31,07/12/1977,Córdoba,obrera\n",
			KindPerson, "es", "Legajo", []string{"Legajo: list.id", "Apellido y nombre: name", "Edad: age", "Fecha de secuestro: detention.date", "Lugar de detención: detention.place", "Ocupación: occupation"}},
		{"Arabic", "الاسم,اسم الأب,الجنس,تاريخ الاعتقال,مكان الاعتقال,ملاحظات\nمثال نموذج,عينة,ذكر,2013,درعا,\nتجربة مثال,عينة,أنثى,2014,حلب,\n",
			KindPerson, "ar", "", []string{"الاسم: name", "اسم الأب: name.father", "الجنس: sex", "تاريخ الاعتقال: detention.date", "مكان الاعتقال: detention.place", "ملاحظات: note"}},
		{"Turkish", "Ad Soyad,Baba Adı,Doğum Tarihi,Gözaltı Tarihi,Cezaevi,Açıklama\nÖrnek Deneme,Numune,1985,06.11.2016,Silivri,\nMisal Sınama,Numune,1990,07.12.2016,Sincan,\n",
			KindPerson, "tr", "", []string{"Ad Soyad: name", "Baba Adı: name.father", "Doğum Tarihi: birth.date", "Gözaltı Tarihi: detention.date", "Cezaevi: detention.facility", "Açıklama: note"}},
		{"French", "Nom et prénom,Âge,Date d'arrestation,Lieu d'arrestation,Motif,Téléphone\nExemple Essai,25,06/11/2017,Bujumbura,réunion,+000\nModèle Épreuve,31,07/12/2017,Gitega,,+000\n",
			KindPerson, "fr", "", []string{"Nom et prénom: name", "Âge: age", "Date d'arrestation: detention.date", "Lieu d'arrestation: detention.place", "Motif: detention.reason", "Téléphone: contact"}},
		{"facilities in Chinese", "编号,设施名称,设施类型,县,地区,纬度,经度,建造时间\nA1,示例监狱,监狱,疏附,喀什,39.3,75.8,2017\nA2,示例看守所,看守所,叶城,喀什,37.9,77.3,2018\n",
			KindFacility, "zh", "编号", []string{"编号: list.id", "设施名称: name", "设施类型: facility.type", "县: place.county", "地区: place.prefecture", "纬度: place.lat", "经度: place.lon", "建造时间: built"}},
		{"places in Russian", "Код;Название;Тип;Входит в;Широта;Долгота\n10;Образцово;село;Примерский район;43,9;81,3\n11;Пробное;город;Примерский район;43,8;81,2\n",
			KindPlace, "ru", "Код", []string{"Код: code", "Название: name", "Тип: place.kind", "Входит в: place.parent", "Широта: place.lat", "Долгота: place.lon"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := propose(t, tt.text)
			if m.Kind != tt.kind || m.Language != tt.lang || strings.Join(m.Key, "+") != tt.key {
				t.Errorf("kind %q, language %q, key %q", m.Kind, m.Language, m.Key)
			}
			if diff := cmp.Diff(tt.want, brief(m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestProposeLooksAtValues(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"years in the ages", "name,age\nx,1985\ny,1990\nz,1970\n", []string{"name: name", "age: birth.date"}},
		{"ages in the births", "name,born\nx,25\ny,31\nz,70\n", []string{"name: name", "born: age"}},
		{"a yes for a date", "name,released\nx,yes\ny,no\nz,yes\n", []string{"name: name", "released: note"}},
		{"addresses", "name,where\nx,https://example.org/1\ny,https://example.org/2\n", []string{"name: name", "where: source.url"}},
		{"sexes", "name,s\nx,F\ny,M\nz,F\n", []string{"name: name", "s: sex"}},
		{"month first", "name,arrested\nx,12/25/2017\ny,03/04/2018\n", []string{"name: name", "arrested: detention.date (en-US)"}},
		{"no name, and the key has a repetition", "id,who,age\n7,Some Body,25\n7,Any Body,26\n", []string{"id: list.id", "who: name", "age: age"}},
		{"two dates of one kind", "name,arrested,date of arrest\nx,2017,2018\n", []string{"name: name", "arrested: detention.date", "date of arrest: note"}},
		{"no header", "Some Body,1985-03-01,F\nAny Body,1990-01-02,M\nNo Body,1991-01-02,M\n", []string{"column 1: name", "column 2: note", "column 3: sex"}},
		{"a column without a name", "name,,age\nx,y,25\n", []string{"name: name", "#2: note", "age: age"}},
		{"faith is not guessed", "name,x\na,Muslim\nb,Muslim\nc,Christian\n", []string{"name: name", "x: note"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := propose(t, tt.text)
			if diff := cmp.Diff(tt.want, brief(m)); diff != "" {
				t.Error(diff)
			}
			if len(m.Key) != 0 {
				t.Errorf("key %q", m.Key)
			}
		})
	}
}

// TestDuplicateHeader: the proposal keeps the names, and binding it says what
// to do.
func TestDuplicateHeader(t *testing.T) {
	text := "id,name,name\n1,a,b\n"
	d, err := detect(t, "list.csv", text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Sample(strings.NewReader(text), int64(len(text)), d, 10)
	if err != nil {
		t.Fatal(err)
	}
	err = Propose(d, rows, "").Validate(d.Header)
	if err == nil || !strings.Contains(err.Error(), `the header has column "name" twice, as columns 2 and 3: write "#2" in the mapping`) {
		t.Error(err)
	}
}

// TestSynonymsAreWhole: every row of the table is of a known property, and no
// word stands for two properties in one kind of list.
func TestSynonymsAreWhole(t *testing.T) {
	rows := 0
	for line := range strings.Lines(synonymsTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		if f := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(f) != 4 || f[0] == "" || f[2] == "" || f[3] == "" {
			t.Errorf("the row %q has not four fields", line)
		}
	}
	if rows < 300 {
		t.Errorf("only %d rows", rows)
	}
	for word, ms := range synonyms() {
		of := map[string]string{}
		for _, m := range ms {
			for _, k := range m.kinds {
				_, ok := propertyOf(m.property, k)
				if !ok && m.property != running && m.property != namePart && len(m.kinds) < len(Kinds) {
					t.Errorf("%q: a %s has no %q", word, k, m.property)
				}
				if !ok {
					continue
				}
				if before := of[k]; before != "" && before != m.property {
					t.Errorf("%q is both %s and %s of a %s", word, before, m.property, k)
				}
				of[k] = m.property
			}
		}
	}
}
