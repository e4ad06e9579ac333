#!/usr/bin/env python3
"""The judge's server alone: run.py, then the addresses to be given on the command line."""
import datetime
import ipaddress
import os
import ssl
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402

import dead  # noqa: E402
import kit  # noqa: E402
import live  # noqa: E402
import soft  # noqa: E402
import walls  # noqa: E402
import words  # noqa: E402
import wrong  # noqa: E402


def certificate(subject, names, issuer=None, start=-30, days=365, authority=False):
    """(key, certificate); issued by itself where issuer is None."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    now = datetime.datetime.utcnow()
    b = (x509.CertificateBuilder().subject_name(name).public_key(key.public_key())
         .issuer_name(issuer[1].subject if issuer else name).serial_number(x509.random_serial_number())
         .not_valid_before(now + datetime.timedelta(days=start))
         .not_valid_after(now + datetime.timedelta(days=start + days))
         .add_extension(x509.BasicConstraints(authority, None), True))
    if names:
        b = b.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
    return key, b.sign(issuer[0] if issuer else key, hashes.SHA256())


def pem(*certificates):
    return b"".join(c[1].public_bytes(serialization.Encoding.PEM) for c in certificates)


def secure(world, folder):
    root = certificate("Judge Root", None, authority=True)
    middle = certificate("Judge Middle", None, root, authority=True)
    stranger = certificate("Stranger Root", None, authority=True)
    with open(os.path.join(folder, "ca.pem"), "wb") as f:
        f.write(pem(root))

    def context(host, chain, key, **settings):
        path = os.path.join(folder, host + ".pem")
        with open(path, "wb") as f:
            f.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption()) + chain)
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.load_cert_chain(path)
        if settings.get("two"):
            c.set_alpn_protocols(["h2", "http/1.1"])
        if settings.get("old"):
            c.maximum_version = ssl.TLSVersion.TLSv1_2
        world.contexts[host] = c

    for host in ("safe", "h2bad", "h2goaway", "only12", "loop"):
        leaf = certificate(host, [host + ".judge.test"], middle)
        context(host + ".judge.test", pem(leaf, middle), leaf[0], two=host.startswith("h2"), old=host == "only12")
    leaf = certificate("half", ["halfchain.judge.test"], middle)
    context("halfchain.judge.test", pem(leaf), leaf[0])
    leaf = certificate("wild", ["*.part.judge.test", "*.judge.test"], middle)
    context("wild.part.judge.test", pem(leaf, middle), leaf[0])
    leaf = certificate("expired", ["expired.judge.test"], middle, -400, 300)
    context("expired.judge.test", pem(leaf, middle), leaf[0])
    leaf = certificate("early", ["early.judge.test"], middle, 40, 300)
    context("early.judge.test", pem(leaf, middle), leaf[0])
    leaf = certificate("other", ["other.judge.test"], middle)
    context("wronghost.judge.test", pem(leaf, middle), leaf[0])
    leaf = certificate("selfsigned.judge.test", ["selfsigned.judge.test"])
    context("selfsigned.judge.test", pem(leaf), leaf[0])
    leaf = certificate("stranger.judge.test", ["stranger.judge.test"], stranger)
    context("stranger.judge.test", pem(leaf, stranger), leaf[0])
    world.contexts["any"] = c = world.contexts["safe.judge.test"]

    def pick(sock, name, _):
        sock.asked = name
        if name in world.contexts:
            sock.context = world.contexts[name]
    c.sni_callback = pick


def start(folder):
    world = kit.World()
    secure(world, folder)
    for part in (live, walls, dead, soft, wrong, words):
        part.build(world)
    world.front()
    return world


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = start(folder)
        print(world.url("/"), "dns 127.0.0.1:%d" % world.dns.getsockname()[1], folder, len(world.links), "links")
        sys.stdin.read()


if __name__ == "__main__":
    main()
