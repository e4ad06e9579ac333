/* Scores what the crawler calls a change over pairs of pages labelled by a person.
 *
 *	score-pairs [--mistakes] [--least PRECISION RECALL] PAIRS.tsv TOP
 *
 * A row of PAIRS.tsv: old, new, again (the second fetch a moment later, "-" none), address,
 * label ("changed" or "same": would a person who reads both call it a change?), origin, reason.
 * Files are relative to TOP. Prints counts, precision and recall by origin and over all; a row
 * whose files are not there is counted as left out. Exit 1 below the least. */
#include "base/err.h"
#include "base/fs.h"
#include "crawler/change.h"
#include "crawler/page.h"

#include <stdio.h>
#include <stdlib.h>

#define ORIGINS_MAX 50
#define PAGE_MAX ((size_t)16 << 20)

struct tally {
	char origin[64];
	size_t hit, missed, false_alarm, silent; /* changed told, not; same told, not */
};

struct scoring {
	struct tally list[ORIGINS_MAX];
	size_t n, left_out;
	const char *top;
	bool mistakes;
};

static struct tally *tally_of(struct scoring *s, struct str origin)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eqc(origin, s->list[i].origin))
			return &s->list[i];
	if (s->n == ORIGINS_MAX)
		return &s->list[0];
	snprintf(s->list[s->n].origin, sizeof(s->list[s->n].origin), "%.*s", STR_ARG(origin));
	return &s->list[s->n++];
}

static bool load(const struct scoring *s, struct str file, struct str url, struct version *out,
	struct str *visible, struct arena *a)
{
	struct page_order o = {.url = url, .want = WANT_ARTICLE | WANT_VISIBLE, .now_ms = INT64_C(1800000000000),
		.zone = STR("Asia/Shanghai")};
	struct buf b = BUF_INIT(PAGE_MAX);
	struct page *p = arena_alloc(a, sizeof(*p));
	struct err e = {0};
	char path[4096];
	int rc;

	snprintf(path, sizeof(path), "%s/%.*s", s->top, STR_ARG(file));
	rc = fs_read(path, &b, &e);
	if (rc == 0) {
		page_read(&o, arena_str(a, buf_str(&b)), p, a);
		version_of_page(p, url, out);
		*visible = p->visible;
	}
	buf_release(&b);
	return rc == 0;
}

static bool is_told(const struct version *old, const struct version *now,
	const struct version *again, const struct str *visible, struct change *c, struct arena *a)
{
	if (!change_find(old, now, STR(""), c, a))
		return false;
	if (again && change_find(old, again, STR(""), c, a))
		change_less_noise(c, old, again, now, NULL, a);
	if (c->text && change_is_of_bounds(old->text, again ? again->text : now->text, visible[0],
		    visible[again ? 2 : 1], a))
		c->text = false;
	return change_any(c);
}

static void take_row(struct scoring *s, struct str line)
{
	struct arena a = ARENA_INIT;
	struct str field[7], visible[3];
	struct version old, now, again;
	struct change c = {0};
	struct tally *t;
	bool changed, told, pair;

	for (size_t i = 0; i < 7; i++)
		if (!str_cut(&line, '\t', &field[i]))
			field[i] = STR("");
	pair = !str_eqc(field[2], "-");
	if (!load(s, field[0], field[3], &old, &visible[0], &a) ||
		!load(s, field[1], field[3], &now, &visible[1], &a) ||
		(pair && !load(s, field[2], field[3], &again, &visible[2], &a))) {
		s->left_out++;
		arena_release(&a);
		return;
	}
	t = tally_of(s, field[5]);
	changed = str_eqc(field[4], "changed");
	told = is_told(&old, &now, pair ? &again : NULL, visible, &c, &a);
	t->hit += changed && told;
	t->missed += changed && !told;
	t->false_alarm += !changed && told;
	t->silent += !changed && !told;
	if (s->mistakes && changed != told)
		printf("%s %.*s -> %.*s: title %d text %d files %zu links %d; %.*s\n",
			changed ? "missed" : "false alarm", STR_ARG(field[0]), STR_ARG(field[1]),
			c.title, c.text, c.nfiles, c.links, STR_ARG(field[6]));
	arena_release(&a);
}

static double share(size_t part, size_t rest)
{
	return part + rest ? (double)part / (double)(part + rest) : 1;
}

static void print(const struct tally *t)
{
	printf("%-24s %4zu changed %4zu same: told %zu, missed %zu, false %zu; precision %.3f "
	       "recall %.3f\n", t->origin, t->hit + t->missed, t->false_alarm + t->silent, t->hit,
		t->missed, t->false_alarm, share(t->hit, t->false_alarm), share(t->hit, t->missed));
}

static void score(struct scoring *s, struct str rest, struct tally *all)
{
	struct str line;

	while (str_cut(&rest, '\n', &line))
		if (line.n && line.p[0] != '#')
			take_row(s, line);
	*all = (struct tally){.origin = "all"};
	for (size_t i = 0; i < s->n; i++) {
		print(&s->list[i]);
		all->hit += s->list[i].hit;
		all->missed += s->list[i].missed;
		all->false_alarm += s->list[i].false_alarm;
		all->silent += s->list[i].silent;
	}
	print(all);
	if (s->left_out)
		printf("%zu rows left out: no such files under %s\n", s->left_out, s->top);
}

int main(int argc, char **argv)
{
	struct scoring s = {0};
	struct buf b = BUF_INIT(PAGE_MAX);
	struct tally all;
	struct err e = {0};
	double precision = 0, recall = 0;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (streq(argv[i], "--mistakes"))
			s.mistakes = true;
		if (streq(argv[i], "--least") && i + 2 < argc) {
			precision = strtod(argv[++i], NULL);
			recall = strtod(argv[++i], NULL);
		}
	}
	if (argc - i != 2)
		return fprintf(stderr, "usage: score-pairs [--mistakes] [--least P R] PAIRS.tsv "
				       "TOP\n"), 2;
	s.top = argv[i + 1];
	page_preload();
	if (fs_read(argv[i], &b, &e) < 0)
		return fprintf(stderr, "score-pairs: %s\n", e.text), 3;
	score(&s, buf_str(&b), &all);
	buf_release(&b);
	return all.hit + all.missed + all.silent + all.false_alarm == 0 ||
		share(all.hit, all.false_alarm) < precision || share(all.hit, all.missed) < recall;
}
