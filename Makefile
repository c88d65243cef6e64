# The one door: `make run` opens Canopy on the sandbox, `make test` runs every test.

# Built outside the clone, so that clones share what they build.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/canopy
export CARGO_TARGET_DIR ?= $(CACHE)/target
VENV := $(CACHE)/venv
CANOPY := $(CARGO_TARGET_DIR)/debug/canopy
WINDOW := $(CARGO_TARGET_DIR)/debug/canopy-desktop
# The programs with all the tests: alone they would have other features, and half of the tree would be built twice.
BUILD := cargo build --workspace --all-targets --locked
export NPM_CONFIG_FUND := false
export NPM_CONFIG_AUDIT := false

# The system's web view to build and run; the rest only to test.
RUN_PACKAGES := libwebkit2gtk-4.1-dev build-essential pkg-config
TEST_PACKAGES := xvfb xauth xdotool webkit2gtk-driver python3-venv dbus-bin dbus-daemon gnome-keyring libayatana-appindicator3-1

.PHONY: run test test-rust test-ui test-python test-window pictures lint lint-rust lint-ui bench package icons bindings run-packages test-packages clean

run:
	@scripts/display
	@$(MAKE) --no-print-directory run-packages ui/dist/index.html
	cargo run --locked --package canopy-desktop -- --sandbox

test: lint test-ui test-rust test-python test-window

lint: lint-rust lint-ui

lint-rust: run-packages ui/dist/index.html
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings

lint-ui: ui/node_modules/.installed
	npm --prefix ui run lint

test-rust: test-packages ui/dist/index.html
	$(BUILD)
	cargo test --workspace --locked

test-ui: ui/node_modules/.installed
	npm --prefix ui test

test-python: $(VENV)/.installed test-packages ui/dist/index.html
	$(BUILD)
	CANOPY_BIN=$(CANOPY) $(VENV)/bin/python -m pytest -q tests/python

# The real window under Xvfb, with a real mouse.
test-window: $(VENV)/.installed test-packages ui/dist/index.html
	$(BUILD)
	CANOPY_BIN=$(CANOPY) CANOPY_WINDOW_BIN=$(WINDOW) $(VENV)/bin/python -m pytest -q tests/window

# The same run, whose pictures of every screen go to the documentation.
pictures: $(VENV)/.installed test-packages ui/dist/index.html
	$(BUILD)
	CANOPY_PICTURES=docs/pictures CANOPY_BIN=$(CANOPY) CANOPY_WINDOW_BIN=$(WINDOW) $(VENV)/bin/python -m pytest -q tests/window/test_screens*.py

# Writes the web view's types from the Rust commands; a test fails when they are stale.
bindings:
	CANOPY_WRITE_BINDINGS=1 cargo test --package canopy-desktop --test contract bindings

# Not `npm ci`: it refuses a lock file made where a registry does not serve every platform's binaries.
ui/node_modules/.installed: ui/package-lock.json
	npm --prefix ui install --no-save
	touch $@

ui/dist/index.html: ui/node_modules/.installed $(shell find ui/src ui/public ui/index.html ui/vite.config.ts -type f 2>/dev/null)
	npm --prefix ui run build

$(VENV)/.installed: tests/python/requirements.txt | test-packages
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement tests/python/requirements.txt
	touch $@

run-packages:
	@scripts/packages $(RUN_PACKAGES)

test-packages:
	@scripts/packages $(RUN_PACKAGES) $(TEST_PACKAGES)

# Every size of the icon, from its one drawing.
icons: ui/node_modules/.installed
	npm --prefix ui exec -- tauri icon --output icons icons/canopy.svg

package: run-packages ui/node_modules/.installed
	ui/node_modules/.bin/tauri build --bundles deb

bench: ui/dist/index.html $(VENV)/.installed test-packages
	cargo build --release --workspace --bins --locked
	$(CARGO_TARGET_DIR)/release/canopy-bench
	CANOPY_RELEASE=$(CARGO_TARGET_DIR)/release $(VENV)/bin/python tests/bench/credentials.py
	CANOPY_RELEASE=$(CARGO_TARGET_DIR)/release $(VENV)/bin/python tests/bench/identity.py
	CANOPY_RELEASE=$(CARGO_TARGET_DIR)/release $(VENV)/bin/python tests/bench/window.py
	CANOPY_RELEASE=$(CARGO_TARGET_DIR)/release $(VENV)/bin/python tests/bench/billing.py

clean:
	rm -rf ui/dist ui/node_modules
