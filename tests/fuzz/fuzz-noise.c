/* Three versions of a notice, parted by 0xFF: the old one, and a pair fetched a moment apart.
 * First line: title; lines "A ", "L ", "I ": attachment, link, picture; the rest is text. */
#include "base/arena.h"
#include "base/utf8.h"
#include "crawler/change.h"
#include "crawler/noise.h"
#include "crawler/textdiff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTS_MAX 40

/* Ill-formed parts as U+FFFD: texts are decoded before they are compared. */
static struct str valid(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct str out;

	for (size_t at = 0; at < s.n;)
		utf8_put(&b, utf8_next(s, &at));
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

static void add_link(struct attachment *list, size_t *n, struct str line)
{
	size_t blank = str_findc(line, ' ', 2);
	struct str url = str_sub(line, 2, blank == SIZE_MAX ? SIZE_MAX : blank - 2);

	if (*n < PARTS_MAX)
		list[(*n)++] = (struct attachment){.url = url,
			.title = blank == SIZE_MAX ? STR("") : str_sub(line, blank, SIZE_MAX)};
}

static struct version version_in(struct str s, struct arena *a)
{
	struct version v = {.attachments = arena_array(a, PARTS_MAX, sizeof(*v.attachments)),
		.links = arena_array(a, PARTS_MAX, sizeof(*v.links)),
		.images = arena_array(a, PARTS_MAX, sizeof(*v.images))};
	struct str line;

	if (str_cut(&s, '\n', &line))
		v.title = line;
	while (s.n > 2 && (str_starts(s, STR("A ")) || str_starts(s, STR("L ")) ||
		str_starts(s, STR("I "))) && str_cut(&s, '\n', &line)) {
		if (line.p[0] == 'A')
			add_link(v.attachments, &v.nattachments, line);
		else if (line.p[0] == 'L')
			add_link(v.links, &v.nlinks, line);
		else if (v.nimages < PARTS_MAX)
			v.images[v.nimages++] = str_sub(line, 2, SIZE_MAX);
	}
	v.text = str_none(s) ? STR("") : s;
	v.text_digest = sha256_of(v.text);
	return v;
}

static void check(bool held, const char *what)
{
	if (!held)
		fatal("%s", what);
}

static void check_same(const struct version *v, struct arena *a)
{
	struct str once = noise_fold(v->text, a);
	struct change x;

	check(once.n <= v->text.n, "taking counters off makes it longer");
	check(noise_same(v->text, v->text, a), "a text is another one than itself");
	check(noise_only(NULL, v->text, v->text, STR_NONE, a), "a text differs from itself");
	check(!change_find(v, v, v->title, &x, a), "a version differs from itself");
}

static void check_pair(const struct version *old, const struct version *now,
	const struct version *first, struct arena *a)
{
	struct column_noise known = {0};
	struct change x;

	check(noise_same(old->text, now->text, a) == noise_same(now->text, old->text, a),
		"one is the other but not the other way");
	if (!change_find(old, now, now->title, &x, a))
		return;
	check(!x.title, "the list's own title is told from the page");
	change_detail(&x, old, now, 2, a);
	noise_learn(&known, now->text, first->text, 1, a);
	noise_learn(&known, now->text, first->text, 2, a);
	check(known.nlines <= NOISE_LINES_MAX, "more noise than is kept");
	change_less_noise(&x, old, now, first, &known, a);
	check(!change_is_of_bounds(old->text, now->text, STR(""), STR(""), a) ||
		noise_same(old->text, now->text, a), "what no page shows is of bounds");
	change_is_of_bounds(old->text, now->text, now->text, old->text, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str rest = str_n((const char *)data, size), part;
	struct version v[3];
	struct change x;

	for (size_t i = 0; i < 3; i++)
		v[i] = version_in(valid(str_cut(&rest, (char)0xFF, &part) ? part : STR(""), &a), &a);
	for (size_t i = 0; i < 3; i++)
		check_same(&v[i], &a);
	check_pair(&v[0], &v[1], &v[2], &a);
	/* what the pair itself differs in is no edit */
	if (change_find(&v[0], &v[1], STR(""), &x, &a)) {
		change_less_noise(&x, &v[0], &v[1], &v[0], NULL, &a);
		check(!x.title && !x.nfiles && !x.links && !x.images, "a pair differs from itself");
	}
	arena_release(&a);
	return 0;
}
