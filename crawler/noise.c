/* Noise in texts, learned from pairs of fetches. */
#include "crawler/noise.h"

#include "base/digest.h"
#include "crawler/textdiff.h"

/* Hash of a line with each run of digits folded to one mark and white space dropped. */
static uint64_t shape_of(struct str line, bool fold_digits)
{
	struct buf b = BUF_INIT(1 << 20);
	bool in_digits = false;
	uint64_t h;

	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (fold_digits && is_digit((unsigned char)c)) {
			if (!in_digits)
				buf_addc(&b, '#');
			in_digits = true;
			continue;
		}
		in_digits = false;
		if (!is_space((unsigned char)c))
			buf_addc(&b, c);
	}
	h = hash64_of(buf_str(&b));
	buf_release(&b);
	return h;
}

struct hashes {
	uint64_t *slot;
	size_t size;
};

static struct hashes hashes_new(size_t n, struct arena *a)
{
	struct hashes h = {.size = 16};

	while (h.size < n * 2 + 2)
		h.size *= 2;
	h.slot = arena_array(a, h.size, sizeof(*h.slot));
	return h;
}

static bool hashes_find(const struct hashes *h, uint64_t v, bool add)
{
	size_t at = (size_t)v & (h->size - 1);

	v |= 1; /* zero is the empty slot */
	while (h->slot[at] && h->slot[at] != v)
		at = (at + 1) & (h->size - 1);
	if (h->slot[at])
		return true;
	if (add)
		h->slot[at] = v;
	return false;
}

static size_t count_lines(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static struct hashes exact_lines(struct str s, struct arena *a)
{
	struct hashes h = hashes_new(count_lines(s), a);
	struct str line;

	while (str_cut(&s, '\n', &line))
		hashes_find(&h, shape_of(line, false), true);
	return h;
}

/* Shapes of the lines of s that `other` does not hold exactly. */
static void add_volatile(struct hashes *into, struct str s, const struct hashes *other)
{
	struct str line;

	while (str_cut(&s, '\n', &line))
		if (!hashes_find(other, shape_of(line, false), false))
			hashes_find(into, shape_of(line, true), true);
}

struct str noise_mask(struct str a, struct str b, struct str text, struct arena *out)
{
	struct hashes in_a = exact_lines(a, out), in_b = exact_lines(b, out);
	struct hashes moving = hashes_new(count_lines(a) + count_lines(b), out);
	struct buf kept = BUF_INIT(text.n + 1);
	struct str line, masked;

	add_volatile(&moving, a, &in_b);
	add_volatile(&moving, b, &in_a);
	while (str_cut(&text, '\n', &line)) {
		if (hashes_find(&moving, shape_of(line, true), false))
			continue;
		if (kept.n)
			buf_addc(&kept, '\n');
		buf_addstr(&kept, line);
	}
	masked = arena_str(out, buf_str(&kept));
	buf_release(&kept);
	return masked;
}

bool noise_only(struct str old, struct str now, struct str again, struct arena *a)
{
	return text_same(noise_mask(now, again, old, a), noise_mask(now, again, now, a));
}
