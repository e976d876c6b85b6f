# One image, four programs: the sidecar, the control plane, the init container and the command line.
#   docker build -t mesh .
#   docker run mesh mesh-proxy run --help
FROM debian:12-slim AS build
# The SDK by Microsoft's own script: there is no Debian image of .NET 10, and a binary linked on a newer distribution would not start on this one.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl clang zlib1g-dev libssl3 \
    && curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir /usr/share/dotnet \
    && ln -s /usr/share/dotnet/dotnet /usr/local/bin/dotnet
WORKDIR /src
COPY . .
RUN ./build.sh publish

FROM debian:12-slim
# iptables for mesh-iptables (the init container); curl for probes at 3 am.
RUN apt-get update && apt-get install -y --no-install-recommends iptables iproute2 curl \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 1337 istio-proxy && useradd --uid 1337 --gid 1337 --no-create-home --shell /usr/sbin/nologin istio-proxy \
    && install -d -o 1337 -g 1337 /var/lib/mesh
COPY --from=build /src/artifacts/bin/ /usr/local/bin/
# The sidecar and the control plane run as 1337. The init container sets runAsUser: 0 with NET_ADMIN and NET_RAW.
USER 1337:1337
ENTRYPOINT []
CMD ["mesh-proxy", "run", "--help"]
