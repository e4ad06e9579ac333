/* Content encodings undone, over zlib, brotli and zstd. */
#include "inflate.h"

#include "base/err.h"

#include <stdlib.h>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#define PIECE 16384 /* decoded at a time; bounds what one input byte can cost */
#define ZSTD_WINDOW_LOG 23 /* 8 MiB: what RFC 9659 lets servers use */

enum coding { CODING_GZIP, CODING_DEFLATE, CODING_BROTLI, CODING_ZSTD };

struct stage {
	enum coding coding;
	z_stream z;
	BrotliDecoderState *br;
	ZSTD_DStream *zstd;
	bool begun, ended; /* any byte came; the stream said it is over */
	bool last; /* of zlib: its last block is decoded, only the check of it may be missing */
	unsigned char head[2]; /* first bytes of a deflate stream */
	size_t nhead;
};

struct inflate {
	struct stage stage[INFLATE_DEPTH]; /* outermost first */
	size_t n;
	inflate_fn *fn;
	void *ctx;
};

static bool put(struct inflate *x, size_t i, const char *p, size_t n);

static bool coding_of(struct str word, enum coding *out)
{
	if (str_eq_nocase(word, STR("gzip")) || str_eq_nocase(word, STR("x-gzip")))
		*out = CODING_GZIP;
	else if (str_eq_nocase(word, STR("deflate")))
		*out = CODING_DEFLATE;
	else if (str_eq_nocase(word, STR("br")))
		*out = CODING_BROTLI;
	else if (str_eq_nocase(word, STR("zstd")))
		*out = CODING_ZSTD;
	else
		return false;
	return true;
}

static void stage_open(struct stage *s, enum coding coding)
{
	bool fine = false;

	*s = (struct stage){.coding = coding};
	switch (coding) {
	case CODING_BROTLI:
		s->br = BrotliDecoderCreateInstance(NULL, NULL, NULL);
		fine = s->br != NULL;
		break;
	case CODING_ZSTD:
		s->zstd = ZSTD_createDStream();
		fine = s->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd,
			ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG));
		break;
	case CODING_GZIP: /* 16: gzip's frame; 15: the largest window */
	case CODING_DEFLATE:
		fine = inflateInit2(&s->z, coding == CODING_GZIP ? 15 + 16 : 15) == Z_OK;
		break;
	}
	if (!fine)
		fatal("cannot start inflating");
}

bool inflate_open(struct str encoding, inflate_fn *fn, void *ctx, struct inflate **out)
{
	struct inflate *x = mem_alloc(sizeof(*x));
	enum coding list[INFLATE_DEPTH], coding;
	struct str rest = encoding, word;
	size_t n = 0;

	x->fn = fn;
	x->ctx = ctx;
	while (str_cut(&rest, ',', &word)) {
		word = str_trim(word);
		if (!coding_of(word, &coding))
			continue;
		if (n == INFLATE_DEPTH) {
			free(x);
			return false;
		}
		list[n++] = coding;
	}
	while (n) /* the last one named was applied last */
		stage_open(&x->stage[x->n++], list[--n]);
	if (x->n == 0) {
		free(x);
		x = NULL;
	}
	*out = x;
	return true;
}

static bool on(struct inflate *x, size_t i, const char *p, size_t n)
{
	if (n == 0)
		return true;
	return i + 1 < x->n ? put(x, i + 1, p, n) : x->fn(x->ctx, p, n);
}

/* A second member follows the first one, or something that is none and does not matter. */
static bool next_member(struct stage *s)
{
	if (s->coding != CODING_GZIP || s->z.avail_in < 2 || s->z.next_in[0] != 0x1f ||
		s->z.next_in[1] != 0x8b)
		return false;
	s->last = false;
	return inflateReset(&s->z) == Z_OK;
}

/* Behind the end of a block that is the last one (zlib.h, Z_BLOCK). */
static bool is_behind_last(const z_stream *z)
{
	return (z->data_type & 192) == 192;
}

/* Browsers do not look at the check behind the last block, and servers get it wrong. */
static bool put_zlib(struct inflate *x, size_t i, const unsigned char *p, size_t n)
{
	struct stage *s = &x->stage[i];
	unsigned char piece[PIECE];

	s->z.next_in = (z_const Bytef *)(uintptr_t)p;
	s->z.avail_in = (uInt)n;
	while (!s->ended) {
		int rc;

		s->z.next_out = piece;
		s->z.avail_out = sizeof(piece);
		rc = inflate(&s->z, Z_BLOCK);
		s->last |= is_behind_last(&s->z);
		if (rc == Z_DATA_ERROR && s->last)
			s->ended = true;
		else if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return false;
		if (!on(x, i, (const char *)piece, sizeof(piece) - s->z.avail_out))
			return false;
		if (rc == Z_STREAM_END)
			s->ended = !next_member(s);
		else if (rc == Z_BUF_ERROR || (s->z.avail_out && !s->z.avail_in))
			break; /* no more without more input */
	}
	return true;
}

/* zlib's frame: method 8, and a multiple of 31 (RFC 1950 2.2). */
static bool is_zlib_head(const unsigned char h[2])
{
	return (h[0] & 15) == 8 && (h[0] * 256 + h[1]) % 31 == 0;
}

static bool put_deflate(struct inflate *x, size_t i, const unsigned char *p, size_t n)
{
	struct stage *s = &x->stage[i];

	if (s->nhead < 2) {
		while (s->nhead < 2 && n) {
			s->head[s->nhead++] = *p++;
			n--;
		}
		if (s->nhead < 2)
			return true;
		if (!is_zlib_head(s->head) && inflateReset2(&s->z, -15) != Z_OK)
			return false;
		if (!put_zlib(x, i, s->head, 2))
			return false;
	}
	return put_zlib(x, i, p, n);
}

static bool put_brotli(struct inflate *x, size_t i, const unsigned char *p, size_t n)
{
	struct stage *s = &x->stage[i];
	unsigned char piece[PIECE];

	while (!s->ended) {
		unsigned char *to = piece;
		size_t room = sizeof(piece);
		BrotliDecoderResult rc = BrotliDecoderDecompressStream(s->br, &n, &p, &room,
			&to, NULL);

		if (rc == BROTLI_DECODER_RESULT_ERROR)
			return false;
		if (!on(x, i, (const char *)piece, sizeof(piece) - room))
			return false;
		if (rc == BROTLI_DECODER_RESULT_SUCCESS)
			s->ended = true;
		else if (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
			break;
	}
	return true;
}

static bool put_zstd(struct inflate *x, size_t i, const unsigned char *p, size_t n)
{
	struct stage *s = &x->stage[i];
	ZSTD_inBuffer in = {p, n, 0};
	char piece[PIECE];
	bool full = true;

	while (!s->ended && (in.pos < in.size || full)) {
		ZSTD_outBuffer out = {piece, sizeof(piece), 0};
		size_t left = ZSTD_decompressStream(s->zstd, &out, &in);

		if (ZSTD_isError(left))
			return false;
		if (!on(x, i, piece, out.pos))
			return false;
		full = out.pos == sizeof(piece);
		s->ended = left == 0;
	}
	return true;
}

/* No deeper than INFLATE_DEPTH. */
static bool put(struct inflate *x, size_t i, const char *p, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)p;
	struct stage *s = &x->stage[i];

	s->begun = true;
	if (s->ended)
		return true;
	switch (s->coding) {
	case CODING_GZIP:
		return put_zlib(x, i, bytes, n);
	case CODING_DEFLATE:
		return put_deflate(x, i, bytes, n);
	case CODING_BROTLI:
		return put_brotli(x, i, bytes, n);
	case CODING_ZSTD:
		return put_zstd(x, i, bytes, n);
	}
	return false;
}

bool inflate_put(struct inflate *x, struct str bytes)
{
	return bytes.n == 0 || put(x, 0, bytes.p, bytes.n);
}

bool inflate_whole(const struct inflate *x)
{
	if (!x->stage[0].begun)
		return true; /* no body at all: there is nothing to be cut */
	for (size_t i = 0; i < x->n; i++)
		if (!x->stage[i].ended && !x->stage[i].last)
			return false;
	return true;
}

void inflate_close(struct inflate *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->n; i++) {
		switch (x->stage[i].coding) {
		case CODING_BROTLI:
			BrotliDecoderDestroyInstance(x->stage[i].br);
			break;
		case CODING_ZSTD:
			ZSTD_freeDStream(x->stage[i].zstd);
			break;
		case CODING_GZIP:
		case CODING_DEFLATE:
			inflateEnd(&x->stage[i].z);
			break;
		}
	}
	free(x);
}
