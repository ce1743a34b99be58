# make test   proves the project on a fresh machine: installs what it lacks, then checks and tests everything
# make bench  measures what the README claims, beside what a user could pick instead
# make soak   the slow sweeps of the tests
# make recording  the READMEs' pictures of hot reload, from a real session (Linux)
# make dist   release archives for Linux, macOS and Windows, with checksums

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PEERS := .ci/node/node_modules/.installed
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: test check cross unit bench recording soak dist fmt clean

test: check cross unit

# Formatting, vet, staticcheck.
check: $(PEERS)
	@unformatted="$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go'))"; if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

# Everything also builds where users are, without cgo.
cross:
	@for p in $(PLATFORMS); do echo "building for $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -o /dev/null ./cmd/dandori; done

unit: $(PEERS)
	go test -race -shuffle=on -parallel 4 -timeout 27m ./...

soak: $(PEERS)
	DANDORI_SOAK=1 go test -race -shuffle=on -timeout 120m ./...

bench: $(PEERS)
	go run ./cmd/dandori/internal/bench

recording:
	go run ./cmd/dandori/internal/recording

$(PEERS): .ci/node/package.json .ci/node/package-lock.json
	npm ci --prefix .ci/node --no-fund --no-audit
	@touch $@

dist:
	rm -rf dist && mkdir -p dist
	@go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/dandori | sort -u | \
	while read -r path version folder; do \
		files="$$(find "$$folder" -maxdepth 1 -iname 'licen[cs]e*')"; [ -n "$$files" ] || { echo "$$path has no licence file" >&2; exit 1; }; \
		printf '=== %s %s\n\n' "$$path" "$$version"; cat $$files; echo; \
	done > dist/THIRD_PARTY_LICENSES
	@for p in $(PLATFORMS); do \
		os=$${p%/*}; arch=$${p#*/}; ext=; [ $$os = windows ] && ext=.exe; \
		dir=dist/dandori_$(VERSION)_$${os}_$${arch}; mkdir -p $$dir; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags '$(LDFLAGS)' -o $$dir/dandori$$ext ./cmd/dandori; \
		cp README.md README.ja.md LICENSE dist/THIRD_PARTY_LICENSES $$dir/; \
		mkdir $$dir/.github; cp .github/hot-reload.*.svg $$dir/.github/; \
		if [ $$os = windows ]; then (cd dist && python3 -m zipfile -c $$(basename $$dir).zip $$(basename $$dir)/); else tar -C dist -czf $$dir.tar.gz $$(basename $$dir); fi; \
		rm -r $$dir; echo $$(basename $$dir); \
	done
	rm dist/THIRD_PARTY_LICENSES
	cd dist && sha256sum dandori_* > SHA256SUMS && cat SHA256SUMS

fmt:
	gofmt -w $$(git ls-files -co --exclude-standard '*.go')

clean:
	rm -rf dist .ci/node/node_modules
