# The one door: `make run` opens Canopy on the sandbox, `make test` runs every test.

# Built outside the clone, so that clones share what they build.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/canopy/target

.PHONY: test lint
test: lint
	cargo test --workspace --locked

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings
