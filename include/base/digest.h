/* Digests: SHA-256 names what is kept, XXH3-128 finds it again.
 *
 * The 128-bit hash is not proof against malice; whoever looks something up by it compares
 * the whole address in the record (DESIGN 5). */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

struct sha256 {
	unsigned char b[32];
};

struct key128 {
	unsigned char b[16]; /* big-endian */
};

struct sha256 sha256_of(struct str s);
/* The same of bytes that come in parts: begin, add, end, which also frees it. */
struct sha256_sum;
struct sha256_sum *sha256_begin(void);
void sha256_add(struct sha256_sum *s, struct str part);
struct sha256 sha256_end(struct sha256_sum *s);
/* HMAC (RFC 2104) with SHA-256. */
struct sha256 sha256_mac(struct str key, struct str s);
bool sha256_same(const struct sha256 *a, const struct sha256 *b);
bool sha256_zero(const struct sha256 *a);
#define SHA256_HEX 65
const char *sha256_hex(char out[SHA256_HEX], const struct sha256 *d);
bool sha256_parse(struct str hex, struct sha256 *out);

struct key128 key128_of(struct str s);
bool key128_same(const struct key128 *a, const struct key128 *b);
/* For tables in memory only: with a secret seed nobody can prepare two that are alike. */
struct key128 key128_seeded(struct str s, uint64_t seed);
uint64_t hash64_of(struct str s);
uint32_t crc32_of(struct str s);
/* Fills p with unpredictable bytes; fatal when the system gives none. */
void random_bytes(void *p, size_t n);

#endif
