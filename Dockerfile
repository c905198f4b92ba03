# The whole of ELS in one image; docker-compose.yml runs every process in a container of its own.
#
#   docker build -t els .
#   docker run --rm els els run --quick-test      everything in one container
#
# The dashboard's charts come from npm as its lock file says. Without the registry the image is built all
# the same, says so, and the page draws its charts itself. Behind a registry or a certificate of your own:
#   docker build --build-arg NPM_CONFIG_REGISTRY=URL --build-arg ELS_BUILD_CA="$(cat ca.pem)" -t els .
FROM debian:bookworm-slim AS charts
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends npm ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY gateway/charts/ /charts/
ARG NPM_CONFIG_REGISTRY
ARG ELS_BUILD_CA
RUN cd /charts \
    && if [ -n "$ELS_BUILD_CA" ]; then \
        printf '%s\n' "$ELS_BUILD_CA" >/tmp/ca.pem && export NODE_EXTRA_CA_CERTS=/tmp/ca.pem; \
    fi \
    && { npm ci --ignore-scripts --fetch-retries=1 \
        || { rm -rf node_modules; echo "dashboard: npm could not fetch uPlot; the page draws its charts itself"; }; }

FROM debian:bookworm-slim AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        gcc libc6-dev cmake make pkg-config libzmq3-dev libczmq-dev libmsgpack-dev libsqlite3-dev \
        libjansson-dev libmicrohttpd-dev libsodium-dev libncurses-dev libseccomp-dev wordnet-base \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
COPY --from=charts /charts/ /build/charts/
RUN cmake -S /src -B /build -DCMAKE_BUILD_TYPE=Release -DELS_TESTS=OFF \
    && cmake --build /build -j "$(nproc)"

FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libzmq5 libczmq4 libmsgpackc2 libsqlite3-0 libjansson4 libmicrohttpd12 libsodium23 \
        libncursesw6 libseccomp2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin els \
    && mkdir /data /keys \
    && chown els:els /data /keys \
    && chmod 0700 /data /keys
COPY --from=build /build/bin/ /usr/local/bin/
COPY --from=build /usr/share/doc/wordnet-base/copyright /usr/local/share/doc/els/WORDNET
COPY --from=build /src/scripts/in-container.sh /usr/local/bin/els-in-container
# A library that is missing shows here, not at the user's.
RUN if ldd /usr/local/bin/els /usr/local/bin/els-broker /usr/local/bin/els-gateway | grep 'not found'; then exit 1; fi
USER els
WORKDIR /data
CMD ["els", "--help"]
