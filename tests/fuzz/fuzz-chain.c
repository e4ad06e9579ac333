/* Certificates of a stranger: what its server sends, and what is published where these say that
 * their issuer lies. Read, completed and verified, without authorities of ours.
 *
 *	input = length(2, little-endian) sent(length, DER) published(rest: DER, PEM or PKCS #7) */
#include "fetch-chain.h"

#include "base/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUNDS_MAX 20 /* more addresses than that are never asked for */

static struct str pem_of(struct str der, struct arena *a)
{
	struct buf b = BUF_INIT(der.n * 2 + 100), lines = BUF_INIT(der.n * 2 + 200);
	struct str pem;

	out_base64(&b, der);
	buf_adds(&lines, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0; at < b.n; at += 64)
		buf_addf(&lines, "%.*s\n", STR_ARG(str_sub(buf_str(&b), at, 64)));
	buf_adds(&lines, "-----END CERTIFICATE-----\n");
	pem = arena_str(a, buf_str(&lines));
	buf_release(&lines);
	buf_release(&b);
	return pem;
}

static void complete(struct chains *cs, struct chain *c, struct str published, struct arena *a)
{
	enum chain_word w = CHAIN_WANTS;
	struct str url, last = STR_NONE;

	for (int i = 0; w == CHAIN_WANTS; i++) {
		w = chain_judge(c, &url, a);
		if (i == ROUNDS_MAX || (w == CHAIN_WANTS) == str_none(url) ||
			(w == CHAIN_WANTS && str_eq(url, last)))
			__builtin_trap();
		last = url;
		chain_add(c, published);
	}
	if (str_none(chain_issuer(c, a)) || !chains_complete(cs, c) ||
		!chains_knows(cs, STR("h.test")))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	const char *fault;
	struct chains *cs;
	struct chain *c;
	size_t n;

	if (size < 2)
		return 0;
	n = (size_t)data[0] | (size_t)data[1] << 8;
	n = n > size - 2 ? size - 2 : n;
	cs = chains_open("/dev/null");
	c = chain_read(cs, pem_of(str_n((const char *)data + 2, n), &a), STR("h.test"), &fault);
	if (c)
		complete(cs, c, str_n((const char *)data + 2 + n, size - 2 - n), &a);
	else if (fault && !str_starts(str_of(fault), STR("tls-")))
		__builtin_trap();
	chain_free(c);
	chains_close(cs);
	arena_release(&a);
	return 0;
}
