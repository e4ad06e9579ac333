/* bench-tokenizer FILE...: our tokenizer and link walk beside libxml2's SAX parser, each
 * over all files, in MB of input per second of processor time. Files are read as UTF-8.
 * The best of several rounds is told: the machine is shared. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/html.h"
#include "crawler/links.h"
#include "crawler/page.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 5
#define ROUND_US 300000 /* at least, so that the clock's grain does not matter */

struct corpus {
	struct str *files;
	size_t n, bytes;
	size_t nlinks; /* counted by the last run */
};

static void by_tokenizer(struct corpus *c, struct arena *a)
{
	struct html h;

	html_init(&h, STR(""), a);
	for (size_t i = 0; i < c->n; i++) {
		html_again(&h, c->files[i]);
		while (html_next(&h))
			c->nlinks += h.type == HTML_START && h.tag == H_A && html_has(&h, H_HREF);
	}
}

static void by_links(struct corpus *c, struct arena *a)
{
	for (size_t i = 0; i < c->n; i++) {
		struct links l;

		links_read(c->files[i], STR("http://www.example.gov.cn/a/"), STR_NONE, WANT_LINKS,
			&l, a);
		for (size_t k = 0; k < l.n; k++)
			c->nlinks += str_eqc(l.list[k].element, "a");
		arena_reset(a);
	}
}

static void by_page(struct corpus *c, struct arena *a)
{
	for (size_t i = 0; i < c->n; i++) {
		struct page_order o = {.url = STR("http://www.example.gov.cn/a/"),
			.want = WANT_LINKS, .zone = STR("Asia/Shanghai")};
		struct page p;

		page_read(&o, c->files[i], &p, a);
		for (size_t k = 0; k < p.nlinks; k++)
			c->nlinks += str_eqc(p.links[k].element, "a");
		arena_reset(a);
	}
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	size_t *n = ctx;

	if (!streq((const char *)name, "a"))
		return;
	for (; atts && *atts; atts += 2)
		*n += streq((const char *)atts[0], "href");
}

static void by_libxml2(struct corpus *c, struct arena *a)
{
	(void)a;
	for (size_t i = 0; i < c->n; i++) {
		htmlSAXHandler sax = {.startElement = on_start};
		htmlParserCtxtPtr x = htmlCreateMemoryParserCtxt(c->files[i].p,
			(int)c->files[i].n);

		if (!x)
			continue;
		*x->sax = sax;
		x->userData = &c->nlinks;
		htmlCtxtUseOptions(x, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
		htmlParseDocument(x);
		htmlFreeParserCtxt(x);
	}
}

static double measure(const char *name, void (*run)(struct corpus *, struct arena *),
	struct corpus *c)
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct arena a = ARENA_INIT;
		int64_t began = clock_cpu_us(), spent = 0;
		int64_t times = 0;

		while (spent < ROUND_US) {
			c->nlinks = 0;
			run(c, &a);
			arena_reset(&a);
			times++;
			spent = clock_cpu_us() - began;
		}
		arena_release(&a);
		if ((double)c->bytes * (double)times / (double)spent > best)
			best = (double)c->bytes * (double)times / (double)spent;
	}
	printf("%-12s %8.1f MB/s  %zu links a[href]\n", name, best, c->nlinks);
	return best;
}

int main(int argc, char **argv)
{
	struct corpus c = {.n = (size_t)(argc > 0 ? argc - 1 : 0)};
	double ours, theirs;

	if (c.n == 0) {
		fputs("usage: bench-tokenizer FILE...\n", stderr);
		return 2;
	}
	c.files = mem_alloc(c.n * sizeof(*c.files));
	for (size_t i = 0; i < c.n; i++) {
		struct buf b = BUF_INIT((size_t)1 << 30);
		struct err e = {0};

		if (fs_read(argv[i + 1], &b, &e) < 0)
			fatal("%s", e.text);
		c.files[i] = buf_str(&b);
		c.bytes += b.n;
	}
	printf("%zu files, %.1f MB\n", c.n, (double)c.bytes / 1e6);
	theirs = measure("libxml2 SAX", by_libxml2, &c);
	ours = measure("tokenizer", by_tokenizer, &c);
	measure("links_read", by_links, &c);
	measure("page_read", by_page, &c);
	printf("tokenizer / libxml2 SAX: %.1f\n", ours / theirs);
	return 0;
}
