# What one does here, by name. "make test" is the one that must pass.

# The version of templ that writes the views is the one that runs them.
TEMPL = go run github.com/a-h/templ/cmd/templ@$$(go list -m -f '{{.Version}}' github.com/a-h/templ)

.PHONY: help test check generate bench fuzz demo shots

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Missing parts fail here rather than being skipped. HABEAS_DATA, where set,
# names the folder of data that is not part of the repository. The two packages
# that take longest come first, so that the others run beside them.
test: ## bring what the tests need, then vet and run them all
	@tools/setup-tests
	go vet ./...
	HABEAS_REQUIRE=pg,chromium,tools go test -timeout 25m ./internal/web ./cmd/habeas ./...

check: ## what can be told without running the tests: format, vet, modules, generated files
	@test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet ./...
	go mod tidy -diff
	go test ./internal/rules

generate: ## write the Go files of the views from their templates
	$(TEMPL) generate

bench: ## run the benchmarks; they print figures
	go test -run '^$$' -bench . -benchmem ./...

fuzz: ## run every fuzz target for FUZZTIME, ten seconds if not set
	tools/fuzz $(FUZZTIME)

demo: ## a running record with invented people
	go run ./cmd/habeas demo

shots: ## pictures of the pages, in shots/, to be looked at
	@tools/setup-tests
	HABEAS_SHOTS=$(CURDIR)/shots HABEAS_REQUIRE=chromium go test -count=1 ./internal/web/... ./cmd/...
