package linkage

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// splinkModel is the JSON of Splink 3, 4 and 5: settings, trained or not.
type splinkModel struct {
	LinkType     string             `json:"link_type"`
	Prior        *float64           `json:"probability_two_random_records_match,omitempty"`
	Convergence  float64            `json:"em_convergence,omitempty"`
	MaxRounds    int                `json:"max_iterations,omitempty"`
	ID           string             `json:"unique_id_column_name,omitempty"`
	Source       string             `json:"source_dataset_column_name,omitempty"`
	Dialect      string             `json:"sql_dialect,omitempty"`
	Rules        []json.RawMessage  `json:"blocking_rules_to_generate_predictions"`
	Comparisons  []splinkComparison `json:"comparisons"`
	RetainInputs bool               `json:"retain_matching_columns"`
	RetainSteps  bool               `json:"retain_intermediate_calculation_columns"`
}

type splinkComparison struct {
	Name        string        `json:"output_column_name"`
	Description string        `json:"comparison_description,omitempty"`
	Levels      []splinkLevel `json:"comparison_levels"`
}

type splinkLevel struct {
	When         string   `json:"sql_condition"`
	Label        string   `json:"label_for_charts,omitempty"`
	M            *float64 `json:"m_probability,omitempty"`
	U            *float64 `json:"u_probability,omitempty"`
	Null         bool     `json:"is_null_level,omitempty"`
	Rarity       string   `json:"tf_adjustment_column,omitempty"`
	RarityWeight *float64 `json:"tf_adjustment_weight,omitempty"`
	RarityFloor  *float64 `json:"tf_minimum_u_value,omitempty"`
	RarityOwnU   bool     `json:"disable_tf_exact_match_detection,omitempty"`
}

type splinkRule struct {
	When     string   `json:"blocking_rule"`
	Dialect  string   `json:"sql_dialect,omitempty"`
	Exploded []string `json:"arrays_to_explode,omitempty"`
}

// Coverage says which levels and rules of a Splink file are understood.
type Coverage struct {
	Understood int
	Refused    []string // each with the reason
}

// Error makes of a coverage with refusals the list that a person reads.
func (c *Coverage) Error() string {
	return fmt.Sprintf("%d of %d levels and rules are understood; these are not, so nothing was linked:\n  %s",
		c.Understood, c.Understood+len(c.Refused), strings.Join(c.Refused, "\n  "))
}

func (c *Coverage) note(what string, err error) {
	if err != nil {
		c.Refused = append(c.Refused, what+": "+err.Error())
		return
	}
	c.Understood++
}

// Splink holds m and u to be no less than this, and a weight to be within 100
// bits.
const leastShare = 1e-10

// splinkDefaults are the m and u that Splink takes for a level that was never
// seen in training, from the strongest level down: .95 for the strongest, the
// rest shared alike, with weights of 10 and from 3 to -5 bits.
func splinkDefaults(levels int) (m, u []float64) {
	for i := range levels {
		share, weight := .05/float64(max(1, levels-1)), 10.0
		switch {
		case i == 0:
			share = .95
		case levels == 2:
			weight = -5
		default:
			weight = 3 - 8*float64(i-1)/float64(levels-2)
		}
		m, u = append(m, share), append(u, share/math.Exp2(weight))
	}
	return m, u
}

// ReadSplink reads Splink's JSON. What it holds must be understood whole: else
// the error is a *Coverage with all that is not. The model is trained if every
// comparison has its m and u; settings alone are to be trained.
func ReadSplink(data []byte) (m *Model, trained, linkOnly bool, err error) {
	var s splinkModel
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, false, false, fmt.Errorf("the model is not the JSON of Splink: %w", err)
	}
	if len(s.Comparisons) == 0 || len(s.Rules) == 0 {
		return nil, false, false, fmt.Errorf("the model has %d comparisons and %d blocking rules: it needs both", len(s.Comparisons), len(s.Rules))
	}
	m = &Model{Components: true, AsWritten: true, Bytes: s.Dialect == "duckdb"}
	if s.Prior != nil {
		m.Prior = *s.Prior
	}
	var cover Coverage
	for i, raw := range s.Rules {
		var r splinkRule
		if json.Unmarshal(raw, &r.When) != nil {
			if err := json.Unmarshal(raw, &r); err != nil {
				return nil, false, false, fmt.Errorf("blocking rule %d: %w", i+1, err)
			}
		}
		_, _, err := splitRule(r.When)
		if len(r.Exploded) > 0 {
			err = fmt.Errorf("arrays_to_explode is not supported")
		}
		cover.note("blocking rule "+r.When, err)
		m.Rules = append(m.Rules, Rule{When: r.When})
	}
	trained = m.Prior > 0
	for _, sc := range s.Comparisons {
		c, all := sc.comparison(&cover)
		trained = trained && all
		m.Comparisons = append(m.Comparisons, c)
	}
	if len(cover.Refused) > 0 {
		return nil, false, false, &cover
	}
	return m, trained, s.LinkType == "link_only", nil
}

// comparison also says whether m and u are there. Splink leaves out the m or u
// of levels that were never seen, so a level without is no lack as long as
// another of its comparison has one.
func (sc splinkComparison) comparison(cover *Coverage) (Comparison, bool) {
	c := Comparison{Column: sc.Name, Kind: Declared, M: []float64{0}, U: []float64{0}}
	trained, ends := false, false
	for _, l := range sc.Levels {
		out := Level{When: l.When, Label: l.Label, Null: l.Null, Rarity: l.Rarity, RarityOwnU: l.RarityOwnU}
		if l.RarityWeight != nil {
			out.RarityWeight = *l.RarityWeight
		}
		if l.RarityFloor != nil {
			out.RarityFloor = *l.RarityFloor
		}
		var err error
		if ends = out.isElse(); !ends {
			_, err = understand(l.When)
		}
		cover.note(sc.Name+", "+l.When, err)
		c.Levels = append(c.Levels, out)
		if l.Null {
			continue
		}
		trained = trained || l.M != nil || l.U != nil
		c.M, c.U = append(c.M, share(l.M)), append(c.U, share(l.U))
	}
	m, u := splinkDefaults(c.levels())
	for i := range m {
		if c.M[i+1] < 0 {
			c.M[i+1] = m[i]
		}
		if c.U[i+1] < 0 {
			c.U[i+1] = u[i]
		}
	}
	if !ends {
		cover.note(sc.Name, fmt.Errorf("the last level is not ELSE"))
	}
	return c, trained
}

// share is what stands there, or -1 where nothing does.
func share(p *float64) float64 {
	if p == nil {
		return -1
	}
	return max(*p, leastShare)
}
