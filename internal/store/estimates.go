package store

import (
	"fmt"

	"github.com/habeas-record/habeas"
)

// AddEstimate keeps an estimate and the draws and curves behind it.
func (t *Tx) AddEstimate(e habeas.EstimateAnswer, samples []byte) error {
	_, err := t.exec("INSERT INTO estimates (id, question, inputs, at, doc, samples) VALUES ($1, $2, $3, $4, $5, $6)",
		e.ID, e.Question.Sum(), e.Inputs, nanos(e.At), encode(e), string(samples))
	if err != nil {
		return fmt.Errorf("keeping estimate %s: %w", e.ID, err)
	}
	t.Record("estimate", e.ID)
	return nil
}

// Estimate returns an estimate.
func (t *Tx) Estimate(id habeas.ID) (habeas.EstimateAnswer, error) {
	e, err := doc[habeas.EstimateAnswer](t, "SELECT doc FROM estimates WHERE id = $1", id)
	if err != nil {
		return e, fmt.Errorf("estimate %s: %w", id, err)
	}
	return e, nil
}

// EstimateSamples returns the draws and curves behind an estimate.
func (t *Tx) EstimateSamples(id habeas.ID) (samples []byte, err error) {
	if err := t.one(into(&samples), "SELECT samples FROM estimates WHERE id = $1", id); err != nil {
		return nil, fmt.Errorf("the draws of estimate %s: %w", id, err)
	}
	return samples, nil
}

// EstimateOf returns the newest estimate of the same inputs.
func (t *Tx) EstimateOf(inputs string) (habeas.EstimateAnswer, error) {
	e, err := doc[habeas.EstimateAnswer](t, "SELECT doc FROM estimates WHERE inputs = $1 ORDER BY at DESC, id DESC LIMIT 1", inputs)
	if err != nil {
		return e, fmt.Errorf("an estimate of the same inputs: %w", err)
	}
	return e, nil
}

// EstimatesOf returns the estimates of a question, the newest first.
func (t *Tx) EstimatesOf(question string) ([]habeas.EstimateAnswer, error) {
	es, err := all(t, scanDoc[habeas.EstimateAnswer], "SELECT doc FROM estimates WHERE question = $1 ORDER BY at DESC, id DESC", question)
	if err != nil {
		return nil, fmt.Errorf("reading the estimates of a question: %w", err)
	}
	return es, nil
}

// Estimates returns the newest estimate of each question, the newest first.
func (t *Tx) Estimates(limit, offset int) (es []habeas.EstimateAnswer, total int, err error) {
	if err := t.one(into(&total), "SELECT count(DISTINCT question) FROM estimates"); err != nil {
		return nil, 0, fmt.Errorf("counting the estimates: %w", err)
	}
	l, o := page(limit, offset)
	es, err = all(t, scanDoc[habeas.EstimateAnswer], `SELECT doc FROM estimates e WHERE NOT EXISTS
		(SELECT 1 FROM estimates n WHERE n.question = e.question AND (n.at > e.at OR n.at = e.at AND n.id > e.id))
		ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2`, l, o)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the estimates: %w", err)
	}
	return es, total, nil
}
