# eQmail's front door. "make" builds everything into dist/, "make test" runs all tests.
# Needs a JDK of 25 or newer anywhere usual (build/jdk says where it looks); Maven or, without it, the wrapper.

MVN ?= $(shell command -v mvn || echo ./mvnw)
export MVN
JDK := $(shell build/jdk)
ifeq ($(JDK),)
$(error no JDK)
endif
# The wrapper and Maven need some java of their own; the build itself finds its JDK by itself (toolchains).
ifeq ($(shell command -v java)$(JAVA_HOME),)
export JAVA_HOME := $(JDK)
endif
MAVEN = $(MVN) -B -q -ntp -Dstyle.color=never
SOURCES := $(shell find eqmail/src/main eqmail/pom.xml testkit/src/main testkit/pom.xml pom.xml build man docs \
    -type f 2>/dev/null)

BENCH_JVM = --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow

# "make setup check" checks what was set up, also with -j.
.NOTPARALLEL:
.PHONY: all setup check deb tar run cert cert-req tmprsadh test unit golden bench bench-spool fuzz fmt fmt-check clean
all: dist/.made

dist/.made: $(SOURCES)
	$(MAVEN) -pl eqmail -am -Dmaven.test.skip=true package
	build/dist $(JDK)
	@touch $@

# A complete server for whoever starts it, in ./var; makes itself a configuration the first time.
run: all
	@QMAILHOME=$(CURDIR)/var dist/bin/eqmail run

# For TLS: a certificate that the server signs itself, or a key and a request to have it signed (HOST, default control/me).
cert cert-req: all
	@QMAILHOME=$(or $(QMAILHOME),/var/qmail) dist/bin/eqmail $@ $(HOST)

tmprsadh: all
	@QMAILHOME=$(or $(QMAILHOME),/var/qmail) dist/bin/update_tmprsadh

# Into the home (QMAILHOME, default /var/qmail), with owners and modes when root; then: is everything as it should be?
setup: all
	build/setup "$(or $(QMAILHOME),/var/qmail)"

check:
	build/setup "$(or $(QMAILHOME),/var/qmail)" check

# Packages with a Java runtime of their own, into packages/: for Debian, and to unpack anywhere.
deb: all
	build/deb $(JDK)

tar: all
	build/tar $(JDK)

# All tests: style, units, then the packed image from outside (which starts hundreds of times: hence the cache).
test: fmt-check all
	@[ -e dist/lib/eqmail.aot ] || dist/lib/make-aot
	$(MAVEN) -pl testkit,eqmail,it,bench verify

# One class: make unit T=Latin1Test
unit:
	$(MAVEN) -pl eqmail -am -Dquick test -Dtest='$(T)'

# Recorded cases of one file against dist/bin: make golden F=qmail-smtpd N='data-*'
golden: all
	@[ -e dist/lib/eqmail.aot ] || dist/lib/make-aot
	it/replay/replay.py --bin dist/bin --ignore queue-files,owners,trigger,retry-time \
	    --cases eqmail/src/test/resources/golden/$(F).jsonl --name '$(or $(N),*)' -v

# JMH, for instance: make bench B=BodyConversion
bench:
	$(MAVEN) -pl bench -am -DskipTests package
	$(JDK)/bin/java $(BENCH_JVM) -cp 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main $(B)

# Parsers and the spool against bent input, N times as long as in the unit tests; a failure names its seed.
fuzz:
	$(MAVEN) -pl eqmail -am -Dquick test -Dtest='*FuzzTest' -Deqmail.fuzz=$(or $(N),20) -Deqmail.seeds=$(or $(N),20)00

# The spool alone: producers that wait for the disk. D: a directory on the disk in question.
bench-spool:
	$(MAVEN) -pl bench -am -DskipTests package
	$(JDK)/bin/java $(BENCH_JVM) -cp 'bench/target/classes:bench/target/lib/*' eqmail.bench.SpoolAccept $(or $(D),/var/tmp)

fmt:
	build/format $(JDK) write

fmt-check:
	build/format $(JDK) check

clean:
	rm -rf dist dist.new packages */target
