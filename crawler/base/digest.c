/* Digests: SHA-256 by OpenSSL, XXH3 by xxHash, CRC-32 by zlib. */
#include "base/digest.h"

#include "base/err.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>

struct sha256 sha256_of(struct str s)
{
	struct sha256 d;

	SHA256((const unsigned char *)(s.p ? s.p : ""), s.n, d.b);
	return d;
}

struct sha256_sum {
	EVP_MD_CTX *ctx;
};

struct sha256_sum *sha256_begin(void)
{
	struct sha256_sum *s = mem_alloc(sizeof(*s));

	s->ctx = EVP_MD_CTX_new();
	if (!s->ctx || !EVP_DigestInit_ex(s->ctx, EVP_sha256(), NULL))
		fatal("cannot compute digests");
	return s;
}

void sha256_add(struct sha256_sum *s, struct str part)
{
	EVP_DigestUpdate(s->ctx, part.p, part.n);
}

struct sha256 sha256_end(struct sha256_sum *s)
{
	struct sha256 d;

	EVP_DigestFinal_ex(s->ctx, d.b, NULL);
	EVP_MD_CTX_free(s->ctx);
	free(s);
	return d;
}

struct sha256 sha256_mac(struct str key, struct str s)
{
	struct sha256 d;

	HMAC(EVP_sha256(), key.p ? key.p : "", (int)key.n,
		(const unsigned char *)(s.p ? s.p : ""), s.n, d.b, NULL);
	return d;
}

bool sha256_same(const struct sha256 *a, const struct sha256 *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool sha256_zero(const struct sha256 *a)
{
	static const struct sha256 zero;

	return sha256_same(a, &zero);
}

const char *sha256_hex(char out[SHA256_HEX], const struct sha256 *d)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digit[d->b[i] >> 4];
		out[2 * i + 1] = digit[d->b[i] & 15];
	}
	out[64] = '\0';
	return out;
}

bool sha256_parse(struct str hex, struct sha256 *out)
{
	struct sha256 d;

	if (hex.n != 64)
		return false;
	for (size_t i = 0; i < 32; i++) {
		int hi = hex_value((unsigned char)hex.p[2 * i]);
		int lo = hex_value((unsigned char)hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		d.b[i] = (unsigned char)(hi << 4 | lo);
	}
	*out = d;
	return true;
}

struct key128 key128_of(struct str s)
{
	XXH128_canonical_t c;
	struct key128 k;

	XXH128_canonicalFromHash(&c, XXH3_128bits(s.p ? s.p : "", s.n));
	memcpy(k.b, c.digest, sizeof(k.b));
	return k;
}

bool key128_same(const struct key128 *a, const struct key128 *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

struct key128 key128_seeded(struct str s, uint64_t seed)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(s.p ? s.p : "", s.n, seed);
	struct key128 k;

	memcpy(k.b, &h, sizeof(k.b));
	return k;
}

uint64_t hash64_of(struct str s)
{
	return XXH3_64bits(s.p ? s.p : "", s.n);
}

uint32_t crc32_of(struct str s)
{
	return (uint32_t)crc32_z(0, (const unsigned char *)s.p, s.n);
}

void random_bytes(void *p, size_t n)
{
	if (getrandom(p, n, 0) != (ssize_t)n)
		fatal("the system gives no random bytes");
}
