"""A gRPC client of Google's C core against mesh.test.Echo: prints "ok NAME" for each check, and ends with 1 at the first that fails."""
import sys
import grpc


def message(payload=b"", count=0, delay_ms=0, status=0, text=""):
    def varint(value):
        out = b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])

    out = b""
    for number, value in ((1, payload), (5, text.encode())):
        out += bytes([number << 3 | 2]) + varint(len(value)) + value if value else b""
    for number, value in ((2, count), (3, delay_ms), (4, status)):
        out += bytes([number << 3]) + varint(value) if value else b""
    return out


def check(name, condition, seen=None):
    if not condition:
        sys.exit(f"FAILED {name}: {seen!r}")
    print("ok", name, flush=True)


options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
with grpc.insecure_channel(sys.argv[1], options, compression=grpc.Compression.NoCompression) as channel:
    path = "/mesh.test.Echo/"
    unary = channel.unary_unary(path + "Unary")
    small = message(text="hello", count=7)

    reply, call = unary.with_call(message(text="x"), timeout=10, metadata=(("echo-a", "b"), ("echo-c-bin", b"\x00\xff\r\n")))
    trailers = dict(call.trailing_metadata())
    check("unary", trailers.get("echo-a") == "b" and trailers.get("echo-c-bin") == b"\x00\xff\r\n", trailers)
    check("client streaming", channel.stream_unary(path + "Collect")(iter([message(payload=b"a")] * 500), timeout=10) == message(payload=b"a" * 500, count=500))
    check("server streaming", len(list(channel.unary_stream(path + "Expand")(message(count=500), timeout=10))) == 500)
    check("both", list(channel.stream_stream(path + "Chat")(iter([message(count=i) for i in range(1, 100)]), timeout=10)) == [message(count=i) for i in range(1, 100)])
    big = message(payload=bytes(range(256)) * 40_000)
    check("10 MB", unary(big, timeout=30) == big)
    check("gzip", unary(message(payload=b"z" * 100_000), timeout=10, compression=grpc.Compression.Gzip) == message(payload=b"z" * 100_000))
    for name, request, timeout, expected in (
        ("status", message(status=9, text="nö"), 10, (grpc.StatusCode.FAILED_PRECONDITION, "nö")),
        ("deadline", message(delay_ms=60_000), 0.5, (grpc.StatusCode.DEADLINE_EXCEEDED, None)),
    ):
        try:
            unary(request, timeout=timeout)
            check(name, False)
        except grpc.RpcError as error:
            # Who sees the deadline first, the client or a proxy, is a matter of microseconds.
            isExpected = error.code() == expected[0] or (name == "deadline" and error.code() == grpc.StatusCode.UNAVAILABLE)
            check(name, isExpected and expected[1] in (None, error.details()), (error.code(), error.details()))
    stream = channel.unary_stream(path + "Expand")(message(count=1, delay_ms=60_000))
    next(stream)
    stream.cancel()
    check("cancel", stream.code() == grpc.StatusCode.CANCELLED, stream.code())
    try:
        channel.unary_unary("/mesh.test.Nobody/Home")(small, timeout=10)
        check("unimplemented", False)
    except grpc.RpcError as error:
        check("unimplemented", error.code() == grpc.StatusCode.UNIMPLEMENTED, error.code())
