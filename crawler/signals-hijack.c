/* The spam vocabulary: words come from etc/words/hijack.txt by way of CMake. */
#include "base/utf8.h"
#include "crawler/signals.h"

enum word_class { WORD_strong, WORD_weak, WORD_guard };

struct word {
	enum word_class kind;
	const char *text;
	size_t n;
};

static const struct word words[] = {
#define HIJACK(kind, text) {WORD_##kind, text, sizeof(text) - 1},
#include "hijack-words.inc"
#undef HIJACK
};

#define HIJACK(kind, text) _Static_assert(sizeof(text) > 3, "a word of three bytes at least");
#include "hijack-words.inc"
#undef HIJACK

#define NWORDS (sizeof(words) / sizeof(words[0]))
#define BUCKETS 512u
#define TEXT_MAX 4000 /* of one title or description that is looked at */

/* Words by their first two bytes: 1 + index of the first, then the next of each. */
static uint16_t bucket[BUCKETS], next_word[NWORDS];

/* Whether any word may begin with these three bytes, by their slot; no word is shorter. */
#define SLOT_BITS 16
static uint64_t begins[(1u << SLOT_BITS) / 64];

/* What an ASCII byte is squeezed to; 0 nothing. */
static char ascii[128];

static uint32_t slot_of(uint32_t three)
{
	return three * UINT32_C(0x9E3779B1) >> (32 - SLOT_BITS);
}

static uint32_t slot_at(const char *p)
{
	return slot_of((uint32_t)(unsigned char)p[0] << 16 |
		(uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2]);
}

static unsigned bucket_of(const char *p)
{
	return ((unsigned)(unsigned char)p[0] * 31u + (unsigned)(unsigned char)p[1]) % BUCKETS;
}

static void index_words(void)
{
	static bool done;

	if (done)
		return;
	for (unsigned char c = 1; c < sizeof(ascii); c++)
		ascii[c] = is_space(c) ? '\0' : (char)to_lower(c);
	for (size_t i = NWORDS; i > 0; i--) {
		uint16_t *head = &bucket[bucket_of(words[i - 1].text)];
		uint32_t slot = slot_at(words[i - 1].text);

		begins[slot / 64] |= UINT64_C(1) << slot % 64;
		next_word[i - 1] = *head;
		*head = (uint16_t)i;
	}
	done = true;
}

/* Lower case and without white space: spam likes to space its words out. out: three bytes for
 * each of s. */
static size_t squeeze(struct str s, char *out)
{
	struct buf b = BUF_INIT(8);
	size_t n = 0;

	for (size_t at = 0; at < s.n;) {
		unsigned char c = (unsigned char)s.p[at];
		int32_t cp;

		if (c < 0x80) {
			out[n] = ascii[c];
			n += ascii[c] != '\0';
			at++;
			continue;
		}
		cp = utf8_next(s, &at);
		if (cp_is_space(cp) || (cp >= 0x200B && cp <= 0x200F))
			continue;
		/* full-width forms as ASCII */
		if (cp >= 0xFF01 && cp <= 0xFF5E)
			cp -= 0xFEE0;
		buf_clear(&b);
		utf8_put(&b, cp < 128 ? to_lower(cp) : cp);
		memcpy(out + n, b.p, b.n);
		n += b.n;
	}
	buf_release(&b);
	return n;
}

/* ASCII in which not even the first bytes of a word stand: most texts of links. */
static bool is_clean(struct str s)
{
	uint32_t three = 0;
	uint64_t met = 0;

	for (size_t at = 0; at < s.n; at++) {
		unsigned char c = (unsigned char)s.p[at];
		uint32_t slot;

		if (c >= 0x80)
			return false;
		if (!ascii[c])
			continue;
		three = (three << 8 | (unsigned char)ascii[c]) & 0xFFFFFF;
		slot = slot_of(three);
		met |= begins[slot / 64] >> slot % 64;
	}
	return !(met & 1);
}

static void note(struct hijack_hits *out, const struct word *w)
{
	for (size_t i = 0; i < out->n; i++)
		if (str_eqc(out->word[i], w->text))
			return;
	if (out->n == sizeof(out->word) / sizeof(out->word[0]))
		return;
	out->word[out->n++] = str_of(w->text);
	out->nstrong += w->kind == WORD_strong;
}

void hijack_find(struct str text, struct hijack_hits *out)
{
	char room[TEXT_MAX * 3];
	struct str s;

	index_words();
	*out = (struct hijack_hits){0};
	text = str_sub(text, 0, TEXT_MAX);
	if (is_clean(text))
		return;
	s = str_n(room, squeeze(text, room));
	for (size_t at = 0; at + 2 < s.n && !out->guarded; at++) {
		uint32_t slot = slot_at(s.p + at);

		if (!(begins[slot / 64] >> slot % 64 & 1))
			continue;
		for (size_t i = bucket[bucket_of(s.p + at)]; i; i = next_word[i - 1]) {
			const struct word *w = &words[i - 1];

			if (w->n > s.n - at || memcmp(s.p + at, w->text, w->n) != 0)
				continue;
			if (w->kind == WORD_guard)
				out->guarded = true;
			else
				note(out, w);
			out->strong |= w->kind == WORD_strong;
		}
	}
	if (out->guarded || (!out->strong && out->n < 2))
		out->n = 0;
}
