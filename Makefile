# Casegate. What a person types:
#   make            build/casegate and its modules, build/casegate-pdf.so and build/casegate-paper.so (says which Debian packages are missing)
#   make demo       installs what it needs, builds, and shows the main job on real messages
#   make test       installs what it needs, then every test; `make check` is the same without apt
#   make asan | sanitized | crash | soak | property | bench | fuzz | format | check-format | clean
#   make install    PREFIX=/usr/local DESTDIR=     program, modules, manual pages, unit of systemd
#   make deb        the Debian package, in build/deb
# Everything is built below $(B); the checkout stays clean. Warnings are errors.
MAKEFLAGS += --no-print-directory
B        ?= build
PREFIX   ?= /usr/local
DESTDIR  ?=
UNITS    ?= $(PREFIX)/lib/systemd/system
CC       ?= cc
JOBS     ?= $(shell nproc 2>/dev/null || echo 2)
LAYERS    = base mail rules cases store spool intake send view app cmd
PKGS      = glib-2.0 gio-2.0 gmime-3.0 sqlite3 libpcre2-8 yaml-0.1 libical json-glib-1.0 gnutls libidn2 libxml-2.0 libzip libseccomp libsystemd libmicrohttpd libcrypt

CFLAGS   ?= -O2 -g
WARN      = -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wundef -Wvla -Wno-unused-parameter -Werror
DEFINES   = -D_GNU_SOURCE -DG_LOG_DOMAIN='"casegate"' -D_FORTIFY_SOURCE=2 $(LAYERS:%=-Isrc/%)
HARDEN    = -fPIE -fno-plt -fstack-protector-strong
LDHARDEN  = -pie -Wl,-z,relro,-z,now
# before the packages are installed both are empty, and nothing needs them; libcsv has no .pc file, libetpan's makes no PIE
PKGFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKGLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -letpan
# a tenth less time for `work` than with glibc's; the program alone has it, and a sanitizer brings its own
MALLOC   := $(if $(findstring -fsanitize,$(CFLAGS) $(LDFLAGS)),,$(shell pkg-config --libs jemalloc 2>/dev/null))
COMPILE   = $(CC) $(DEFINES) $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) $(PKGFLAGS) -MMD -MP
LINK      = $(LDHARDEN) $(LDFLAGS)
# V=1 shows the commands in full, -s nothing
Q         = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  $(@:$(B)/%=%)";) )

SRC      := $(sort $(wildcard src/*/*.c))
EMBEDDED  = $(B)/obj/app/site_material.o $(B)/obj/app/desk_material.o
OBJ       = $(SRC:src/%.c=$(B)/obj/%.o) $(EMBEDDED)
UNIT     := $(sort $(wildcard tests/unit/*.c))
UNITBIN   = $(UNIT:tests/unit/%.c=$(B)/tests/unit/%.t)
MODULES   = $(B)/casegate-pdf.so $(B)/casegate-paper.so
MATERIAL := $(shell find routing templates src/app/material -type f 2>/dev/null)

all: $(B)/casegate $(MODULES)
objs: $(OBJ)
units: $(UNITBIN) $(MODULES) $(B)/tests/confined/casegate $(B)/tests/confined/without_landlock

$(B)/casegate: $(OBJ)
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(PKGLIBS) $(MALLOC)

# what reads PDF is a module: fifty libraries that nothing else needs, loaded where a PDF is to be opened
PDFFLAGS := $(shell pkg-config --cflags poppler-glib 2>/dev/null | sed 's/-I/-isystem /g')
PDFLIBS  := $(shell pkg-config --libs poppler-glib 2>/dev/null)
$(B)/casegate-pdf.so: src/mail/pdf/casegate_pdf.c src/mail/mail_pdf_module.h Makefile | packages-present
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFINES) $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) -fPIC -shared $(PDFFLAGS) -Wl,-z,relro,-z,now $(LDFLAGS) -o $@ $< $(PDFLIBS)

# what makes PDF is another: Pango, Cairo and forty libraries more
PAPERFLAGS := $(shell pkg-config --cflags pangocairo pangoft2 cairo-pdf fontconfig 2>/dev/null | sed 's/-I/-isystem /g')
PAPERLIBS  := $(shell pkg-config --libs pangocairo pangoft2 cairo-pdf fontconfig 2>/dev/null)
$(B)/casegate-paper.so: $(wildcard src/view/paper/*.c) $(wildcard src/view/paper/*.h) src/view/paper.h src/view/paper_module.h Makefile | packages-present
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEFINES) $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) -fPIC -shared $(PAPERFLAGS) -Wl,-z,relro,-z,now $(LDFLAGS) -o $@ $(filter %.c,$^) $(PAPERLIBS) -lm

$(B)/obj/%.o: src/%.c Makefile | packages-present
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c -o $@ $<

# 'make src/cases/subject' compiles that one file
src/%: $(B)/obj/%.o ;

# the material that 'casegate init' writes, embedded from the repository's own site
$(B)/site_material.c: src/app/site_material.gresource.xml $(MATERIAL) | packages-present
	@mkdir -p $(@D)
	$(Q)glib-compile-resources --sourcedir=. --generate-source --c-name site_material --target=$@ $<
# what the desk's pages load besides themselves
$(B)/desk_material.c: src/app/desk_material.gresource.xml $(wildcard src/app/desk_material/*) | packages-present
	@mkdir -p $(@D)
	$(Q)glib-compile-resources --sourcedir=src/app/desk_material --generate-source --c-name desk_material --target=$@ $<
$(EMBEDDED): $(B)/obj/app/%.o: $(B)/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) $(PKGFLAGS) -c -o $@ $<

# an archive, so that a test links only what it reaches
$(B)/libcasegate.a: $(filter-out $(EMBEDDED) %/cmd/main.o,$(OBJ))
	@rm -f $@
	$(Q)ar rcs $@ $^

# what reads hostile bytes, alone: the fuzz targets need no more
$(B)/libreaders.a: $(filter $(B)/obj/base/% $(B)/obj/mail/%,$(OBJ))
	@rm -f $@
	$(Q)ar rcs $@ $^

TESTLIBS = $(EMBEDDED) $(B)/libcasegate.a
$(B)/tests/unit/%.t: tests/unit/%.c $(TESTLIBS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $(@:.t=.d) $(LINK) -o $@ $< $(TESTLIBS) $(PKGLIBS)

# the program's own objects, with attempts to do what each process must not in front of what it does
WRAPPED   = desk_answer looking_log work_run_once dispatch_round collector_round spooling_copy mail_read mail_read_containers mail_pdf_prepare paper_draw
$(B)/tests/confined/casegate: tests/confined/probe.c $(OBJ)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LINK) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(PKGLIBS) $(MALLOC)

packages-present:
	@.ci/packages --check

# ---- tests ----
# -g1: a report needs lines, not variables, and a third less time goes into building
SANITIZE  = -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# Everything that the sanitized program can be asked is asked of it (tests/lib/run-one), but for the tests of PLAIN: what needs the
# plain one (limits, crashes, cages that a sanitizer takes apart, a browser), and what repeats at length what others ask under the
# sanitizers: other projects' mail, drawn forms, the engine under every setting, the stories as several mail programs write them, stories
# beyond the main ones of each policy, the readers' and the threats', and days of outage and whole stories on real mail servers. `make sanitized`
# asks those.
STORIES   = $(sort $(filter-out $(LAST),$(wildcard tests/scenarios/*.t)))
SANITIZED = $(wildcard $(patsubst %,tests/scenarios/%-*.t,0[0-46-9][01] 05[024578] 1[0-2]5 3[1-9]? 4?? 600))
REPEATED  = $(filter-out $(SANITIZED),$(STORIES)) $(wildcard $(patsubst %,tests/cli/%-*.t,111 120 121 300) tests/live/200-w*.t tests/live/210-*.t tests/live/300-*.t)
PLAIN     = $(REPEATED) $(WEB) $(wildcard tests/cli/1[35]?-*confined.t tests/limits/*.t tests/crash/*.t)
WEB       = $(sort $(wildcard tests/web/*.t))
# which asks of the others whether they passed
LAST      = tests/scenarios/990-requirements.t
# most of their time is waiting for servers: beside the others, which keep the processors busy
WAITING   = $(call ordered,$(wildcard tests/live/*.t))
BUSY      = $(call ordered,$(UNITBIN:$(B)/%=$(B)/asan/%) $(STORIES) $(WEB) $(wildcard $(patsubst %,tests/%/*.t,cli fuzz score limits crash)))
# the longest first, or the last of them is alone at the end
LONGEST   = $(wildcard $(patsubst %,tests/%*.t,live/111 live/200-w live/200-s live/210 live/110 live/010 crash/send_smtp web/ crash/errno crash/office crash/work \
            cli/111 cli/108 cli/120 cli/121 cli/140 cli/150 cli/300 crash/[cdr] scenarios/296 scenarios/044)) $(patsubst %,$(B)/asan/tests/unit/%.t,mail_split matrix engine_property)
ordered   = $(filter $(1),$(LONGEST)) $(filter-out $(LONGEST),$(1))
# more at once than processors: some wait for children, the disk and the browser
PROVE     = BUILD=$(abspath $(B)) PLAIN="$(PLAIN)" prove --timer --exec tests/lib/run-one -j$$(( $(JOBS) * 3 / 2 ))
# random tests draw the same numbers in every run of the suite; `make property` draws others
export SEED ?= R02Sc0ffee00c0ffee00c0ffee00c0ffee00

test:
	@.ci/packages --tests
	@$(MAKE) check

check:
	@$(MAKE) -j$(JOBS) all helpers
	@$(MAKE) -j$(JOBS) asan
	@$(MAKE) -j2 check-waiting check-busy
	@$(PROVE) $(LAST)
	@$(MAKE) check-format
check-waiting:
	@$(PROVE) -j$(JOBS) $(WAITING)
check-busy:
	@$(PROVE) $(BUSY)

# gold, where it is, links two hundred programs in half the time
asan:
	@$(MAKE) B=$(B)/asan CFLAGS="$(SANITIZE)" LDFLAGS="$(SANITIZE) $(if $(shell command -v ld.gold),-fuse-ld=gold)" all units scores replays

sanitized: PLAIN =
sanitized: all helpers asan
	@$(PROVE) $(sort $(STORIES) $(REPEATED))

# programs of the scored tests, which measure the readers on real mail; they run under the sanitizers
SCORES    = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/score/*.c))
scores: $(SCORES)
$(B)/tests/score/%: tests/score/%.c $(TESTLIBS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LINK) -o $@ $< $(TESTLIBS) $(PKGLIBS)

FUZZLIB   = $(wildcard tests/fuzz/fuzz_*_common.c tests/fuzz/fuzz_common.c)
FUZZ      = $(sort $(patsubst tests/fuzz/fuzz_%.c,%,$(filter-out %_common.c,$(wildcard tests/fuzz/fuzz_*.c))))
# the fuzz targets without a fuzzer, for the corpora as an ordinary test
replays: $(FUZZ:%=$(B)/tests/fuzz/replay_%)
$(B)/tests/fuzz/replay_pdf $(B)/tests/fuzz/fuzz_pdf $(B)/tests/score/read_documents: | $(B)/casegate-pdf.so
$(B)/tests/fuzz/replay_%: tests/fuzz/fuzz_%.c $(FUZZLIB) tests/fuzz/replay.c $(wildcard tests/fuzz/*.h) $(B)/libreaders.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LINK) -o $@ $< $(FUZZLIB) tests/fuzz/replay.c $(B)/libreaders.a $(PKGLIBS)

# what the crash tests run the program under, and what lets a test link it once (tests/lib/starter.c)
HELPERS   = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/crash/*.c))
helpers: $(HELPERS:_shim=_shim.so) $(B)/tests/lib/starter.so $(B)/tests/confined/casegate $(B)/tests/confined/without_landlock
$(B)/tests/crash/%_shim.so: tests/crash/%_shim.c | packages-present
	@mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE $(CFLAGS) $(WARN) -fPIC -shared -o $@ $< -ldl
$(B)/tests/lib/starter.so: tests/lib/starter.c | packages-present
	@mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE $(CFLAGS) $(WARN) -fPIC -shared -o $@ $< -ldl
$(B)/tests/crash/%: tests/crash/%.c | packages-present
	@mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE $(CFLAGS) $(WARN) $(HARDEN) $(LINK) -o $@ $<

crash: all helpers
	CASEGATE=$(abspath $(B))/casegate CRASH_EVERY=1 prove -v $(wildcard tests/crash/*.t)

# a thousand messages through `run` on real servers while its processes are killed a hundred times
soak: all
	CASEGATE=$(abspath $(B))/casegate KILL_MESSAGES=1000 KILL_TIMES=100 KILL_SEED=$(or $(KILL_SEED),$$$$) prove -v tests/live/300-killed.t

# random sequences, dates and forms with seeds of their own; a violation prints its seed, which repeats it (--seed, FORM_SEED)
ROUNDS   ?= 25
property: all units
	for n in $$(seq $(ROUNDS)); do \
	  for t in $(filter %_property.t,$(UNITBIN)); do $$t --tap >$(B)/property.log 2>&1 || { cat $(B)/property.log; exit 1; }; done; done
	CASEGATE=$(abspath $(B))/casegate FORM_SEED=random FORM_ROUNDS=$(ROUNDS) prove tests/cli/121-round-trip.t

bench: export CASEGATE_EXEC = 1
bench: all $(B)/tests/bench/imap_fetch $(B)/tests/bench/smtp_submit
	CASEGATE=$(abspath $(B))/casegate tests/bench/run
	CASEGATE=$(abspath $(B))/casegate tests/bench/imap
	CASEGATE=$(abspath $(B))/casegate tests/bench/smtp
	CASEGATE=$(abspath $(B))/casegate tests/bench/desk
$(B)/tests/bench/%: tests/bench/%.c | packages-present
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LINK) -o $@ $< $(PKGLIBS)

# `make fuzz SECONDS=n [TARGETS="html trim"]`: libFuzzer (needs clang), each target for that long over what it has learned
SECONDS  ?= 60
TARGETS  ?= $(FUZZ)
FUZZFLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzz:
	$(MAKE) B=$(B)/fuzz CC=clang WARN="-std=c17 -w" CFLAGS="$(FUZZFLAGS)" LDFLAGS="$(FUZZFLAGS)" $(TARGETS:%=$(B)/fuzz/tests/fuzz/fuzz_%)
	tests/fuzz/run $(SECONDS) $(B)/fuzz $(TARGETS)
$(B)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(FUZZLIB) $(wildcard tests/fuzz/*.h) $(B)/libreaders.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LINK) -fsanitize=fuzzer -o $@ $< $(FUZZLIB) $(B)/libreaders.a $(PKGLIBS)

# ---- the rest ----
demo:
	@.ci/packages
	@$(MAKE) -j$(JOBS) all
	@CASEGATE=$(abspath $(B))/casegate tests/demo/run

install: all
	install -D -m 0755 $(B)/casegate $(DESTDIR)$(PREFIX)/bin/casegate
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/casegate $(MODULES)
	install -D -m 0644 README.md $(DESTDIR)$(PREFIX)/share/doc/casegate/README.md
	install -D -m 0644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/casegate/LICENSE
	install -D -m 0644 src/casegate.1 $(DESTDIR)$(PREFIX)/share/man/man1/casegate.1
	install -D -m 0644 src/casegate-site.5 $(DESTDIR)$(PREFIX)/share/man/man5/casegate-site.5
	install -D -m 0644 src/casegate-policy.5 $(DESTDIR)$(PREFIX)/share/man/man5/casegate-policy.5
	install -d $(DESTDIR)$(UNITS)
	sed 's,/usr/bin/casegate,$(PREFIX)/bin/casegate,' src/casegate@.service >$(DESTDIR)$(UNITS)/casegate@.service
	chmod 0644 $(DESTDIR)$(UNITS)/casegate@.service

# from a copy, so that the checkout stays as it is
DEBBUILD  = $(B)/deb/casegate
deb:
	@command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null || \
	  { echo "needs: sudo apt-get install --no-install-recommends dpkg-dev debhelper fakeroot" >&2; exit 1; }
	@rm -rf $(B)/deb && mkdir -p $(DEBBUILD)
	@tar -c --exclude=./$(B) --exclude=./.git . | tar -x -C $(DEBBUILD)
	@cd $(DEBBUILD) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b
	@rm -rf $(DEBBUILD)
	@tests/package/check $(B)/deb/casegate_*.deb

# headers are laid out by hand; clang-format of another version than 14 lays code out differently
FORMATTED = $(wildcard src/*/*.c src/*/*/*.c tests/*/*.c)
format:
	clang-format -i $(FORMATTED)
check-format:
	@if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then clang-format --dry-run --Werror $(FORMATTED); \
	 else echo "check-format: skipped, clang-format 14 is not here"; fi

clean:
	rm -rf $(B)

$(B)/tests/confined/without_landlock: tests/confined/without_landlock.c | packages-present
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LINK) -o $@ $< -lseccomp

-include $(OBJ:.o=.d) $(UNITBIN:.t=.d) $(SCORES:=.d) $(FUZZ:%=$(B)/tests/fuzz/replay_%.d) $(FUZZ:%=$(B)/tests/fuzz/fuzz_%.d)

.DELETE_ON_ERROR:
.PHONY: all objs units scores replays packages-present test check check-waiting check-busy asan sanitized helpers crash soak property bench fuzz demo install deb format check-format clean
