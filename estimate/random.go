package estimate

import (
	"math"
	"math/rand/v2"
)

// random draws from the distributions the samplers need. Libraries have them,
// but make a generator at each call or count up to n for a binomial, and a
// sampler here draws millions a second. Each chain has one of its own, so that
// what it draws depends on its seed alone and not on the number of cores.
type random struct {
	*rand.Rand
	pcg *rand.PCG // what Rand reads
}

func newRandom(seed uint64, stream int) random {
	pcg := rand.NewPCG(seed, 0x9e3779b97f4a7c15*uint64(stream+1))
	return random{rand.New(pcg), pcg}
}

// Float64 draws from [0, 1). It is that of Rand without the way through an
// interface, which takes as long as the draw.
func (r random) Float64() float64 { return float64(r.pcg.Uint64()<<11>>11) * 0x1p-53 }

// gamma draws from a gamma distribution of rate 1 and a shape of at least 1
// (Marsaglia and Tsang 2000).
func (r random) gamma(shape float64) float64 {
	if shape == 1 {
		return r.ExpFloat64()
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := r.Float64()
		if x2 := x * x; u < 1-0.0331*x2*x2 || math.Log(u) < 0.5*x2+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}

// gammaAny draws from a gamma distribution of rate 1 and any shape above 0.
func (r random) gammaAny(shape float64) float64 {
	if shape >= 1 {
		return r.gamma(shape)
	}
	return math.Exp(r.logGamma(shape))
}

// logGamma draws the logarithm of a gamma distribution of rate 1 and any
// shape above 0: small shapes draw values too small for a float64.
func (r random) logGamma(shape float64) float64 {
	if shape >= 1 {
		return math.Log(r.gamma(shape))
	}
	return math.Log(r.gamma(shape+1)) - r.ExpFloat64()/shape
}

// poisson draws from a Poisson distribution of the mean (Hörmann 1993, PTRS;
// by inversion where the mean is small).
func (r random) poisson(mean float64) float64 {
	if !(mean > 0) {
		return 0
	}
	if mean < 10 {
		p, k := math.Exp(-mean), 0.0
		for u := r.Float64(); u > p; k++ {
			u -= p
			if p *= mean / (k + 1); p == 0 {
				break
			}
		}
		return k
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	invAlpha := 1.1239 + 1.1328/(b-3.4)
	vr := 0.9277 - 3.6224/(b-2)
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return k
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if math.Log(v*invAlpha/(a/(us*us)+b)) <= k*math.Log(mean)-mean-logFactorial(k) {
			return k
		}
	}
}

// binomial draws how many of n fall where each does with probability p
// (Hörmann 1993, BTRS; by inversion where few are expected).
func (r random) binomial(n, p float64) float64 {
	switch {
	case !(n > 0) || !(p > 0):
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - r.binomial(n, 1-p)
	case n*p < 10:
		u := r.Float64()
		if u <= 1-n*p { // no more than (1-p)^n, which costs two transcendental functions
			return 0
		}
		q := 1 - p
		s := p / q
		f := power(q, n)
		k := 0.0
		for u > f && k < n && f > 0 {
			u -= f
			k++
			f *= s * (n - k + 1) / k
		}
		return k
	}
	q := 1 - p
	spq := math.Sqrt(n * p * q)
	b := 1.15 + 2.53*spq
	a := -0.0873 + 0.0248*b + 0.01*p
	c := n*p + 0.5
	vr := 0.92 - 4.2/b
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if us >= 0.07 && v <= vr {
			return k
		}
		if k < 0 || k > n {
			continue
		}
		alpha := (2.83 + 5.1/b) * spq
		lpq := math.Log(p / q)
		m := math.Floor((n + 1) * p)
		v *= alpha / (a/(us*us) + b)
		if math.Log(v) <= logFactorial(m)+logFactorial(n-m)-logFactorial(k)-logFactorial(n-k)+(k-m)*lpq {
			return k
		}
	}
}

// power is q to the n-th, of whole n.
func power(q, n float64) float64 {
	if n >= 1<<12 {
		return math.Exp(n * math.Log(q))
	}
	f := 1.0
	for i := uint(n); i > 0; i >>= 1 {
		f *= [2]float64{1, q}[i&1] // a branch would be guessed wrong half of the time
		q *= q
	}
	return f
}

var logFactorials = func() (t [1024]float64) {
	for k := 1; k < len(t); k++ {
		t[k] = t[k-1] + math.Log(float64(k))
	}
	return t
}()

// logFactorial is ln k! of a whole k: beyond the table by Stirling's series.
func logFactorial(k float64) float64 {
	if k < float64(len(logFactorials)) {
		return logFactorials[int(k)]
	}
	i := 1 / k
	return (k+0.5)*math.Log(k) - k + 0.9189385332046727 + i*(1.0/12-i*i/360)
}

// lgamma is the logarithm of the gamma function of a positive x.
func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
