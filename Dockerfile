# The whole of ELS in one image; docker-compose.yml runs every process in a container of its own.
#
#   docker build -t els .
#   docker run --rm els els run --quick-test      everything in one container
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        gcc libc6-dev cmake make pkg-config libzmq3-dev libczmq-dev libmsgpack-dev libsqlite3-dev \
        libjansson-dev libmicrohttpd-dev libsodium-dev libncurses-dev libseccomp-dev wordnet-base \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
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
