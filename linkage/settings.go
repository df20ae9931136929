package linkage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Settings are a declared model that is to be trained.
type Settings struct {
	Model     *Model
	Training  Training
	Threshold float64 // 0 when not declared
}

// settingsFile is the TOML of settings; docs in `habeas link --help`.
type settingsFile struct {
	Threshold float64 `toml:"threshold"`
	Clusters  string  `toml:"clusters"`
	AsWritten bool    `toml:"as_written"`
	Prior     struct {
		Share  float64  `toml:"share"`
		Rules  []string `toml:"rules"`
		Recall float64  `toml:"recall"`
	} `toml:"prior"`
	Blocking    []string             `toml:"blocking"`
	Training    []string             `toml:"training"`
	Comparisons []settingsComparison `toml:"comparison"`
}

type settingsComparison struct {
	Column string          `toml:"column"`
	Name   string          `toml:"name"`
	Date   string          `toml:"date"`
	Rarity bool            `toml:"rarity"`
	Levels []string        `toml:"levels"`
	Level  []settingsLevel `toml:"level"`
}

type settingsLevel struct {
	When         string  `toml:"when"`
	Label        string  `toml:"label"`
	Null         bool    `toml:"null"`
	Rarity       string  `toml:"rarity"`
	RarityWeight float64 `toml:"rarity_weight"`
	RarityFloor  float64 `toml:"rarity_floor"`
}

// ReadSettings reads a TOML file of comparisons, blocking, training and prior.
// What it does not know it refuses.
func ReadSettings(data []byte) (*Settings, error) {
	var f settingsFile
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return nil, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("%s is no setting: look at `habeas link --help`", unknown[0])
	}
	if len(f.Comparisons) < 2 {
		return nil, errors.New("fewer than two comparisons are declared: give at least two [[comparison]]")
	}
	if len(f.Blocking) == 0 {
		return nil, errors.New("no blocking is declared: give blocking = [\"column and column\"]")
	}
	if f.Threshold < 0 || f.Threshold >= 1 {
		return nil, fmt.Errorf("threshold %v is not between 0 and 1", f.Threshold)
	}
	if f.Prior.Share < 0 || f.Prior.Share >= 1 {
		return nil, fmt.Errorf("prior.share %v is not between 0 and 1", f.Prior.Share)
	}
	if len(f.Prior.Rules) > 0 && !(f.Prior.Recall > 0 && f.Prior.Recall <= 1) {
		return nil, fmt.Errorf("prior.recall %v is not the share, between 0 and 1, of true pairs that prior.rules find", f.Prior.Recall)
	}
	s := &Settings{Model: &Model{AsWritten: f.AsWritten}, Threshold: f.Threshold, Training: Training{Prior: f.Prior.Share, Recall: f.Prior.Recall}}
	switch f.Clusters {
	case "", "repaired":
	case "components":
		s.Model.Components = true
	default:
		return nil, fmt.Errorf("clusters = %q: say \"repaired\" or \"components\"", f.Clusters)
	}
	for _, g := range []struct {
		from []string
		into *[]Rule
	}{{f.Blocking, &s.Model.Rules}, {f.Training, &s.Training.Rules}, {f.Prior.Rules, &s.Training.Certain}} {
		for _, text := range g.from {
			r, err := ParseRule(text)
			if err != nil {
				return nil, err
			}
			*g.into = append(*g.into, r)
		}
	}
	for _, sc := range f.Comparisons {
		c, err := sc.comparison()
		if err != nil {
			return nil, err
		}
		s.Model.Comparisons = append(s.Model.Comparisons, c)
	}
	return s, nil
}

func (sc settingsComparison) comparison() (Comparison, error) {
	c := Comparison{Column: sc.Name, Kind: Declared}
	if c.Column == "" {
		c.Column = sc.Column
	}
	if c.Column == "" || (len(sc.Levels) > 0) == (len(sc.Level) > 0) || len(sc.Levels) > 0 && sc.Column == "" {
		return c, errors.New("each [[comparison]] needs a column and levels, or a name and [[comparison.level]]")
	}
	for _, l := range sc.Level {
		c.Levels = append(c.Levels, Level{When: l.When, Label: l.Label, Null: l.Null, Rarity: l.Rarity, RarityWeight: l.RarityWeight, RarityFloor: l.RarityFloor})
	}
	if len(sc.Levels) > 0 {
		l, r := quoted("", sc.Column, "_l"), quoted("", sc.Column, "_r")
		c.Levels = append(c.Levels, Level{When: l + " IS NULL OR " + r + " IS NULL", Null: true})
		var measured []string
		for _, text := range sc.Levels {
			out, err := sc.level(text, l, r)
			if err != nil {
				return c, err
			}
			c.Levels = append(c.Levels, out)
			for _, m := range []string{namesAlike, daysApart, placeSteps} {
				if strings.HasPrefix(out.When, m) && !slices.Contains(measured, m) {
					measured = append(measured, m)
				}
			}
		}
		for _, m := range measured {
			c.Levels = append(c.Levels, Level{When: fmt.Sprintf("%s(%s, %s) IS NULL", m, l, r), Null: true})
		}
	}
	if !c.Levels[len(c.Levels)-1].isElse() {
		c.Levels = append(c.Levels, Level{When: "ELSE"})
	}
	for i := range c.Levels {
		if c.Levels[i].isElse() {
			if i < len(c.Levels)-1 {
				return c, fmt.Errorf("%s: a level stands after ELSE, which takes all", c.Column)
			}
			continue
		}
		if _, err := understand(c.Levels[i].When); err != nil {
			return c, fmt.Errorf("%s, level %q: %w", c.Column, c.Levels[i].When, err)
		}
	}
	if c.levels() < 2 {
		return c, fmt.Errorf("%s has no level but ELSE: give at least one", c.Column)
	}
	return c, nil
}

var spans = map[string]float64{"days": 86400, "months": 2629800, "years": 31557600} // mean lengths in seconds, as Splink's

// level reads one short level: "exact", "jaro_winkler >= 0.9", "years <= 1",
// "start 3".
func (sc settingsComparison) level(text, l, r string) (Level, error) {
	words := strings.Fields(text)
	bad := fmt.Errorf("%s, level %q: say exact, start N, days|months|years <= N, levenshtein|damerau_levenshtein <= N, jaro|jaro_winkler|jaccard|names >= X, places <= N, shared >= N, or half shared", sc.Column, text)
	if text == "exact" {
		out := Level{When: l + " = " + r}
		if sc.Rarity {
			out.Rarity = sc.Column
		}
		return out, nil
	}
	if text == "half shared" {
		return Level{When: fmt.Sprintf("2 * LEN(LIST_INTERSECT(%s, %s)) >= GREATEST(LEN(%s), LEN(%s))", l, r, l, r)}, nil
	}
	n, err := strconv.ParseFloat(words[max(len(words), 1)-1], 64)
	if len(words) == 2 && words[0] == "start" && err == nil && n >= 1 {
		return Level{When: fmt.Sprintf("SUBSTRING(%s, 1, %v) = SUBSTRING(%s, 1, %v)", l, n, r, n)}, nil
	}
	if len(words) != 3 || err != nil {
		return Level{}, bad
	}
	span := spans[words[0]]
	switch {
	case span > 0 && words[1] == "<=" && sc.Date == "edtf":
		return Level{When: fmt.Sprintf("%s(%s, %s) <= %v", daysApart, l, r, math.Floor(n*span/86400))}, nil
	case words[0] == "names" && words[1] == ">=":
		return Level{When: fmt.Sprintf("%s(%s, %s) >= %v", namesAlike, l, r, n)}, nil
	case words[0] == "places" && words[1] == "<=":
		return Level{When: fmt.Sprintf("%s(%s, %s) <= %v", placeSteps, l, r, n)}, nil
	case span > 0 && words[1] == "<=":
		if sc.Date != "" {
			l, r = fmt.Sprintf("try_strptime(%s, '%s')", l, sc.Date), fmt.Sprintf("try_strptime(%s, '%s')", r, sc.Date)
		}
		return Level{When: fmt.Sprintf("ABS(EPOCH(%s) - EPOCH(%s)) <= %v", l, r, n*span)}, nil
	case words[0] == "shared" && words[1] == ">=":
		return Level{When: fmt.Sprintf("LEN(LIST_INTERSECT(%s, %s)) >= %v", l, r, n)}, nil
	case (words[0] == "levenshtein" || words[0] == "damerau_levenshtein") && words[1] == "<=":
		return Level{When: fmt.Sprintf("%s(%s, %s) <= %v", words[0], l, r, n)}, nil
	case (words[0] == "jaro" || words[0] == "jaro_winkler") && words[1] == ">=":
		return Level{When: fmt.Sprintf("%s_similarity(%s, %s) >= %v", words[0], l, r, n)}, nil
	case words[0] == "jaccard" && words[1] == ">=":
		return Level{When: fmt.Sprintf("jaccard(%s, %s) >= %v", l, r, n)}, nil
	}
	return Level{}, bad
}

// ReadModel reads a model of ours or of Splink; trained is false of settings
// of Splink that are still to be trained.
func ReadModel(data []byte) (m *Model, trained, linkOnly bool, err error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		return nil, false, false, fmt.Errorf("the model is no JSON object: %w", err)
	}
	if _, ok := keys["blocking_rules_to_generate_predictions"]; ok {
		return ReadSplink(data)
	}
	m = &Model{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, false, false, fmt.Errorf("the model is neither ours nor Splink's: %w", err)
	}
	return m, true, false, m.check()
}

// check refuses a model that could not have been learned.
func (m *Model) check() error {
	if !(m.Prior > 0 && m.Prior < 1) {
		return fmt.Errorf("the prior of the model, %v, is not between 0 and 1", m.Prior)
	}
	if len(m.Comparisons) == 0 || len(m.Rules) == 0 {
		return errors.New("the model has no comparisons or no rules")
	}
	for _, r := range m.Rules {
		for _, k := range r.Keys {
			if k.Part != "" && !slices.Contains(keyParts, k.Part) {
				return fmt.Errorf("the model has a rule on %q of %s: say one of %s", k.Part, k.Column, strings.Join(keyParts, ", "))
			}
		}
	}
	for i := range m.Comparisons {
		c := &m.Comparisons[i]
		if _, known := levelsOf[c.Kind]; !known && c.Kind != Declared {
			return fmt.Errorf("the model compares %s by %q, which is no kind of comparison", c.Column, c.Kind)
		}
		if n := c.levels() + 1; len(c.M) != n || len(c.U) != n {
			return fmt.Errorf("the model has %d m and %d u for the %d levels of %s", len(c.M), len(c.U), n-1, c.Column)
		}
		for l := 1; l < len(c.M); l++ {
			if !(c.M[l] > 0 && c.M[l] <= 1 && c.U[l] > 0 && c.U[l] <= 1) {
				return fmt.Errorf("level %d of %s has m %v and u %v, which are no shares above 0", l, c.Column, c.M[l], c.U[l])
			}
		}
	}
	return nil
}
