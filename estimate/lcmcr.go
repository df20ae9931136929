package estimate

// LCMCR are the settings of the latent class model for capture and recapture
// (Manrique-Vallier 2016): people fall into classes, within a class the lists
// name them independently, and a stick-breaking prior decides how many classes
// there are. Its weak point is its prior: it prefers few classes, and errs low
// where rare classes are hardly ever listed.
type LCMCR struct {
	Classes      int     // most classes, 0 for 10
	Shape, Rate  float64 // of the gamma prior of the concentration alpha, 0 for 1/4 each
	ListA, ListB float64 // of the beta prior of the chance to be listed, 0 for 1 each
	Cap          float64 // most unseen people for each person seen, 0 for 20
	Chains       int     // 0 for 8
	Seed         uint64
	ESS          float64 // effective draws aimed at, 0 for 2,500: limits within a few hundredths of the spread
	Sweeps       int     // most sweeps of one chain, 0 for 400,000
	Progress     func(done, most int)
	Threads      int // 0 for all cores; the result is the same for any number

	quick bool // chains that do not agree are left at that
}

func (o LCMCR) filled() LCMCR {
	set := func(v *float64, d float64) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.Shape, 0.25)
	set(&o.Rate, 0.25)
	set(&o.ListA, 1)
	set(&o.ListB, 1)
	set(&o.Cap, 20)
	set(&o.ESS, 2500)
	if o.Classes <= 0 {
		o.Classes = 10
	}
	if o.Chains <= 0 {
		o.Chains = 8
	}
	if o.Sweeps <= 0 {
		o.Sweeps = 400_000
	}
	return o
}

// classes are no more than the patterns that the lists of a table can make.
func (o LCMCR) classes(t Table) int {
	return min(o.Classes, max(2, 1<<min(len(t.Lists), 20)-1))
}

// mayClimb reports whether chains that do not agree may be followed by ladders: not
// where little was asked for.
func (o LCMCR) mayClimb() bool { return !o.quick && o.Chains >= 4 && o.Sweeps >= longEnough }
