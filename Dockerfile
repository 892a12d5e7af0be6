# The images of Belegbote. Two of them: "app" (API and webhooks; the last stage, so the default) and
# "fetch", the same with a browser.
#
#   docker build -t belegbote .
#   docker build -t belegbote-fetch --target fetch .
#
# No container engine has built them: .ci/replay-dockerfile carries out these lines without one (docs/operations.md).

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
# What Error Prone needs of the compiler is opened there.
COPY .mvn .mvn
COPY pom.xml ./
COPY api-spec api-spec
COPY tenants tenants
COPY src src
# Without the tests, and without what is fetched for them.
RUN mvn -B -ntp -q package -Dmaven.test.skip=true -Dmdep.skip=true

FROM eclipse-temurin:25-jre AS jre

# Debian 13: its own Node.js is new enough for what drives Chromium, and comes with Debian's security updates like all else
# that is not the program. A copy out of the image of Node.js would be twice as large and would get none.
FROM debian:trixie-slim AS base
# ca-certificates: to check portals and the database. tini: collects the browsers' ended processes.
# libheif-examples: opens HEIC photos. bubblewrap: walls off what opens strangers' files, where the node lets it.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap ca-certificates libheif-examples tini \
 && rm -rf /var/lib/apt/lists/*
COPY --from=jre /opt/java/openjdk /opt/java
# A number, so that Kubernetes can see that it is not root.
RUN groupadd --gid 10001 belegbote \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin belegbote \
 && install -d -o belegbote -g belegbote -m 0700 /var/lib/belegbote
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    BELEGBOTE_DATA=/var/lib/belegbote \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp"
USER 10001:10001
WORKDIR /var/lib/belegbote
EXPOSE 8080 8081
ENTRYPOINT ["/usr/bin/tini", "--", "java", "-jar", "/opt/belegbote/belegbote.jar"]

# What drives Chromium; the lock file fixes it by checksum. npm stays behind, and so does this image's Node.js.
FROM node:22-slim AS driver
WORKDIR /opt/belegbote
COPY src/main/node ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# Apart from the program, so that a new version of it does not install the browser again.
FROM base AS browser
USER root
# Chromium brings its own sandbox; it needs user name spaces, which the node must allow. nodejs: runs the driver.
# libnss3-tools: lets the browser trust an authority beside the public ones.
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium libnss3-tools nodejs \
 && rm -rf /var/lib/apt/lists/*
COPY --from=driver /opt/belegbote/node_modules /opt/belegbote/node_modules
# Two browsers want their memory beside the heap.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp"
USER 10001:10001

FROM browser AS fetch
COPY --from=build /src/target/belegbote.jar /opt/belegbote/belegbote.jar

FROM base AS app
COPY --from=build /src/target/belegbote.jar /opt/belegbote/belegbote.jar
