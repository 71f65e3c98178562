# What people and scripts type. The work is done by Gradle and cargo, the tests by tests/run.
.PHONY: help setup jar dist demo quick test proof mutants soak bench engines report check site clean

# The one that runs the lab and the benchmarks: `make bench JDK=25`.
JDK = 17
JAVA = "$$(scripts/jdk $(JDK) --fetch)/bin/java" --enable-native-access=ALL-UNNAMED

help:
	@echo 'make jar               build/dist: penstock.jar and penstock-agent.jar, each with the native library inside, and penstock-netty.jar'
	@echo 'make dist              build/dist/maven: a Maven repository of all that is published, for every platform'
	@echo 'make demo [FILE=path]  measures the ways from a file to a socket and draws them into build/lab'
	@echo 'make quick             lints, and the tests that find most, on JDK 17: a minute once all is built'
	@echo 'make test              everything, on JDK 17, 21, 25 and the newest; ONLY=RelayTest for some classes, JDKS=17 for some JDKs'
	@echo 'make proof             the same with the long tests'
	@echo 'make mutants           makes deliberate bugs, each of which a test has to notice; ONLY=pipe-inherited for one of them'
	@echo 'make soak [MINUTES=n]  servers and relays under load and disturbance; the last line says whether they released everything'
	@echo 'make bench [QUICK=1]   stock NIO and plain system calls against Penstock, by JMH; ONLY=SocketToFile for one of them'
	@echo 'make engines           a broker of Kafka and Tomcat, with the agent and without'
	@echo 'make report            writes the results of make bench into docs/benchmarks.md'
	@echo 'make check             formatting, lints and documentation only'
	@echo 'make site              the documentation as a site, in build/site, by MkDocs from PyPI'
	@echo 'make clean             removes all that was built'

setup: setup-test

# What that command needs.
setup-%:
	@scripts/setup $* $(JDK)

jar: setup-jar
	@scripts/gradle :penstock:jar :penstock-agent:jar :penstock-netty:jar
	@ls build/dist/penstock.jar build/dist/penstock-agent.jar build/dist/penstock-netty.jar

dist: setup-dist
	@scripts/dist

demo: setup-demo
	@scripts/gradle :lab:classpath
	@$(JAVA) -cp "$$(cat lab/build/classpath)" io.penstock.lab.Lab $(if $(FILE),'--file=$(FILE)') --output=build/lab

# Each way to move bytes, and what bad input, memory and the docs say of it.
CORE = PenstockTransferTest ReceiveTest RelayTest GatherTest CopyTest MapTest MapLifeTest PathCopyTest BadInputTest AllocationTest DocsTest
quick: check
	@scripts/cargo test --quiet --locked --lib
	@WITHOUT=no ONLY='$(or $(ONLY),$(CORE))' JDKS="$(or $(JDKS),$(JDK))" tests/run

test: setup-test
	@ONLY='$(ONLY)' tests/run

proof: setup-proof
	@tests/run --proof

MINUTES = 10
soak: setup-soak
	@scripts/gradle :tests:classpath
	@env MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072 $(JAVA) -ea -Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp "$$(cat tests/build/classpath)" io.penstock.soak.Soak --seconds=$$(($(MINUTES) * 60))

mutants: setup-mutants
	@scripts/gradle :tests:classpath :stress:classpath
	@tests/mutants/run $(ONLY)

bench: setup-bench
	@scripts/gradle :bench:classpath
	@$(JAVA) -cp "$$(cat bench/build/classpath)" io.penstock.bench.Benchmarks $(if $(QUICK),--quick) $(ONLY)
	@$(JAVA) -cp "$$(cat bench/build/classpath)" io.penstock.bench.Report build/bench build/bench/benchmarks.md

engines: setup-engines
	@scripts/gradle :bench:classpath :penstock-agent:jar
	@$(JAVA) -cp "$$(cat bench/build/classpath)" io.penstock.bench.Engines

# The results as the page that is kept with the sources.
report: setup-report
	@scripts/gradle :bench:classpath
	@$(JAVA) -cp "$$(cat bench/build/classpath)" io.penstock.bench.Report build/bench docs/benchmarks.md

# javac's and javadoc's warnings are errors in every build, which is one for JDK 17 whatever JDKS says.
check: setup-check
	scripts/lines
	scripts/cargo fmt --check
	scripts/cargo clippy --quiet --all-targets --locked -- -D warnings
	scripts/gradle testClasses :penstock:javadoc :penstock-agent:javadoc :penstock-netty:javadoc

site: setup-site build/mkdocs/installed
	@scripts/gradle :penstock:javadoc
	@PYTHONPATH=build/mkdocs NO_MKDOCS_2_WARNING=1 python3 -B -m mkdocs build --strict -f site/mkdocs.yml
	@ls build/site/index.html

build/mkdocs/installed: site/requirements.txt | setup-site
	@rm -rf build/mkdocs
	@python3 -m pip install --quiet --disable-pip-version-check --no-deps --target build/mkdocs -r site/requirements.txt
	@touch build/mkdocs/installed

clean:
	rm -rf build */build examples/*/build examples/*/target examples/*/.gradle target .gradle
