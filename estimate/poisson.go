package estimate

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// regression is a fitted Poisson regression.
type regression struct {
	beta []float64
	cov  *mat.SymDense
	eta  []float64 // logarithm of what is expected in each row
}

// regress fits a Poisson regression by iteratively weighted least squares,
// beginning at the counts, from where it converges in a few steps.
func regress(x *mat.Dense, y []float64) (regression, error) {
	n, k := x.Dims()
	filled := make([][]int, n) // columns that are not zero, by row
	eta := make([]float64, n)
	for i, v := range y {
		eta[i] = math.Log(v + 0.1)
		for j, c := range x.RawRowView(i) {
			if c != 0 {
				filled[i] = append(filled[i], j)
			}
		}
	}
	var chol mat.Cholesky
	beta := mat.NewVecDense(k, nil)
	xwx, xwz := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	left, right := xwx.RawSymmetric().Data, xwz.RawVector().Data
	dev := math.Inf(1)
	for range 200 {
		clear(left)
		clear(right)
		for i, columns := range filled {
			mu := math.Exp(eta[i])
			z := mu*eta[i] + y[i] - mu
			row := x.RawRowView(i)
			for at, a := range columns {
				right[a] += z * row[a]
				v := mu * row[a]
				for _, b := range columns[at:] {
					left[a*k+b] += v * row[b]
				}
			}
		}
		if !chol.Factorize(xwx) || chol.Cond() > 1e14 {
			return regression{}, errNoFit
		}
		if err := chol.SolveVecTo(beta, xwz); err != nil {
			return regression{}, errNoFit
		}
		b := beta.RawVector().Data
		next := 0.0
		for i, columns := range filled {
			row, e := x.RawRowView(i), 0.0
			for _, j := range columns {
				e += row[j] * b[j]
			}
			eta[i] = math.Min(e, 60)
			next += 2 * math.Exp(eta[i])
			if y[i] > 0 {
				next += 2 * (y[i]*(math.Log(y[i])-eta[i]) - y[i])
			}
		}
		if math.Abs(next-dev) < 1e-11*(math.Abs(next)+0.1) {
			r := regression{beta: slices.Clone(b), cov: new(mat.SymDense), eta: eta}
			if chol.InverseTo(r.cov) != nil || math.IsInf(math.Exp(r.beta[0]), 0) || math.IsNaN(r.beta[0]) {
				return regression{}, errNoFit
			}
			return r, nil
		}
		dev = next
	}
	return regression{}, errNoFit
}

// exists decides whether the maximum of the likelihood is at finite values:
// whether some table of positive cells has the same totals as the observed one
// (Fienberg and Rinaldo 2012). It is where the observed cells alone tell all terms
// apart; else by linear programming: maximise s with Aᵀv = Aᵀy and every v at
// least s.
func exists(x *mat.Dense, y []float64) (finite, decided bool) {
	n, k := x.Dims()
	if fullRank(x, y) {
		return true, true
	}
	// v = w + s with w ≥ 0: the columns are the cells' w, then s.
	a := mat.NewDense(k, n+1, nil)
	b := make([]float64, k)
	for j := range k {
		sum := 0.0
		for i := range n {
			a.Set(j, i, x.At(i, j))
			sum += x.At(i, j)
			b[j] += x.At(i, j) * y[i]
		}
		a.Set(j, n, sum)
		if b[j] == 0 {
			return false, true // a total of nobody: all its cells are zero
		}
	}
	c := make([]float64, n+1)
	c[n] = -1
	// The library panics where it finds no basis to begin at; the regression then
	// shows by where its terms run off to whether they have an end.
	defer func() {
		if recover() != nil {
			finite, decided = true, false
		}
	}()
	opt, _, err := lp.Simplex(c, a, b, 1e-9, nil)
	if errors.Is(err, lp.ErrUnbounded) {
		return true, true
	}
	return err == nil && -opt > 1e-7, true
}

// fullRank reports whether the rows with a count determine every term, by
// elimination with the greatest pivot; entries are small whole numbers.
func fullRank(x *mat.Dense, y []float64) bool {
	_, k := x.Dims()
	var rows [][]float64
	for i, v := range y {
		if v > 0 {
			rows = append(rows, slices.Clone(x.RawRowView(i)))
		}
	}
	for j := range k {
		if len(rows) <= j {
			return false
		}
		best := j
		for i := j + 1; i < len(rows); i++ {
			if math.Abs(rows[i][j]) > math.Abs(rows[best][j]) {
				best = i
			}
		}
		if math.Abs(rows[best][j]) < 1e-9 {
			return false
		}
		rows[j], rows[best] = rows[best], rows[j]
		for i := j + 1; i < len(rows); i++ {
			if f := rows[i][j] / rows[j][j]; f != 0 {
				for l := j; l < k; l++ {
					rows[i][l] -= f * rows[j][l]
				}
			}
		}
	}
	return true
}
