# Casegate. The targets a person uses: make, demo, test, asan, bench, crash, install, clean, format.
# Everything is built below $(B); the checkout stays clean. Warnings are errors.
B        ?= build
PREFIX   ?= /usr/local
CC       ?= cc
PKGS      = glib-2.0 gio-2.0 gmime-3.0 sqlite3 libpcre2-8 yaml-0.1 libical json-glib-1.0 gnutls libxml-2.0 libseccomp
# libical is packaged as libical.pc; libcsv has no .pc file
CFLAGS   ?= -O2 -g
WARN      = -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wundef -Wvla -Wno-unused-parameter -Werror
CPPFLAGS += -D_GNU_SOURCE -DG_LOG_DOMAIN='"casegate"' -D_FORTIFY_SOURCE=2 $(addprefix -Isrc/,$(LAYERS)) -isystem $(B)/none
LAYERS    = base mail rules cases store spool intake send view app cmd
PKGFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKGLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv
HARDEN    = -fPIE -fstack-protector-strong
LDFLAGS  += -pie -Wl,-z,relro,-z,now

SRC      := $(sort $(wildcard src/*/*.c))
OBJ       = $(SRC:src/%.c=$(B)/obj/%.o) $(B)/obj/app/site_material.o
LIBOBJ    = $(filter-out $(B)/obj/cmd/main.o,$(OBJ))
UNIT     := $(sort $(wildcard tests/unit/*.c))
UNITBIN   = $(UNIT:tests/unit/%.c=$(B)/tests/unit/%.t)
MATERIAL := $(shell find routing templates src/app/material -type f 2>/dev/null)

all: $(B)/casegate

$(B)/casegate: $(OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKGLIBS)

$(B)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) $(PKGFLAGS) -MMD -MP -c -o $@ $<

# the material that 'casegate init' writes, embedded from the repository's own site
$(B)/site_material.c: src/app/site_material.gresource.xml $(MATERIAL)
	@mkdir -p $(@D)
	glib-compile-resources --sourcedir=. --generate-source --c-name site_material --target=$@ $<
$(B)/obj/app/site_material.o: $(B)/site_material.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(HARDEN) $(PKGFLAGS) -c -o $@ $<

# an archive, so that a test links only what it reaches
$(B)/libcasegate.a: $(filter-out %/site_material.o,$(LIBOBJ))
	@rm -f $@
	ar rcs $@ $^

$(B)/tests/unit/%.t: tests/unit/%.c $(B)/libcasegate.a $(B)/obj/app/site_material.o
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARN) $(HARDEN) $(LDFLAGS) $(PKGFLAGS) -MMD -MP -MF $(@:.t=.d) -o $@ $< \
		$(B)/obj/app/site_material.o $(B)/libcasegate.a $(PKGLIBS)

-include $(OBJ:.o=.d) $(UNITBIN:.t=.d)

# 'make src/cases/subject' compiles that one file
src/%: $(B)/obj/%.o ;

objs: $(OBJ)
units: $(UNITBIN)

.PHONY: all objs units
