"""Prints what the kernel that runs this does about TLS: whether a connection takes keys, for which ciphers, and whether it
may take new ones later. Fails if it takes none, or if plaintext comes out."""
import socket
import struct

TCP_ULP, SOL_TLS, TLS_TX, TLS_1_3 = 31, 282, 1, 0x304
# The cipher's number, and how many bytes of iv, key, salt and record number follow it.
CIPHERS = {"AES-128-GCM": (51, 8 + 16 + 4 + 8), "AES-256-GCM": (52, 8 + 32 + 4 + 8), "ChaCha20-Poly1305": (54, 12 + 32 + 8)}
TEXT = b"plaintext" * 100


def connected():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        return client, server.accept()[0]


def counters():
    with open("/proc/net/tls_stat") as lines:
        return {name: int(count) for name, count in map(str.split, lines)}


before = counters()["TlsTxSw"]
for name, (number, length) in CIPHERS.items():
    sender, receiver = connected()
    with sender, receiver:
        sender.setsockopt(socket.IPPROTO_TCP, TCP_ULP, b"tls")
        sender.setsockopt(SOL_TLS, TLS_TX, struct.pack("HH", TLS_1_3, number) + bytes(length))
        sender.sendall(TEXT)
        sender.shutdown(socket.SHUT_WR)
        wire = receiver.makefile("rb").read()
        # A record: five bytes before the text, its type and a tag of 16 bytes after it.
        assert len(wire) == 5 + len(TEXT) + 1 + 16, f"{name}: {len(wire)} bytes on the wire"
        assert TEXT[:9] not in wire, f"{name}: the text is on the wire"
assert counters()["TlsTxSw"] == before + len(CIPHERS)
print("TLS with", ", ".join(CIPHERS) + ";", "new keys" if "TlsTxRekeyOk" in counters() else "no new keys", "on a connection")
