/* bench-store DIR [each]: what versions of pages cost, and how fast records go in.
 *
 * DIR holds one directory per page; the files in it, sorted by name, are its versions.
 * With `each` every file is a page of its own, and a directory is a host.
 * Printed per page and in all: versions, bytes as they are, each gzipped by itself (as in
 * a WARC), and as the store keeps them; then puts per second, in batches of 100 that are
 * synced to the disk, and single synced ones. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static bool each_file_is_a_page;

struct total {
	uint64_t versions, bytes, gzip, stored, first;
};

static uint64_t gzip_size(struct str s)
{
	uLongf n = compressBound((uLong)s.n);
	unsigned char *out = mem_alloc(n);

	compress2(out, &n, (const unsigned char *)s.p, (uLong)s.n, 6);
	free(out);
	return n + 12; /* the frame of gzip instead of zlib's */
}

static int add_version(struct store_txn *t, const char *line, const char *file,
	struct total *x, struct err *e)
{
	struct buf b = BUF_INIT(BODY_MAX);
	struct sha256 d;
	struct body_info info;
	bool known;
	int rc = fs_read(file, &b, e);

	if (rc == 0) {
		d = sha256_of(buf_str(&b));
		known = body_has(t, &d);
		rc = body_put(t, str_of(line), buf_str(&b), &d, e);
		if (rc == 0)
			rc = body_info(t, &d, &info, e);
		x->versions++;
		x->bytes += b.n;
		x->gzip += gzip_size(buf_str(&b));
		x->stored += rc || known ? 0 : (uint64_t)info.stored_bytes;
		if (x->versions == 1)
			x->first = x->stored;
	}
	buf_release(&b);
	return rc;
}

static void print_row(const char *name, const struct total *x)
{
	const char *slash = strrchr(name, '/');

	printf("%-28.28s %5llu %12llu %10llu %10llu %6.1f %9llu\n", slash ? slash + 1 : name,
		(unsigned long long)x->versions, (unsigned long long)x->bytes,
		(unsigned long long)x->gzip, (unsigned long long)x->stored,
		x->stored ? (double)x->gzip / (double)x->stored : 0.0,
		x->versions > 1 ? (unsigned long long)((x->stored - x->first) / (x->versions - 1))
				: 0ull);
}

static int bench_line(struct store *s, const char *dir, struct total *all, struct err *e)
{
	char *pattern = fs_join(dir, "*"), **file = NULL;
	struct store_txn *t = NULL;
	struct total x = {0};
	size_t n = 0;
	int rc = fs_glob(pattern, &file, &n, e);

	if (rc == 0)
		rc = store_begin(s, true, &t, e);
	for (size_t i = 0; i < n && rc == 0; i++)
		if (!strstr(file[i], "MANIFEST") && !fs_is_dir(file[i]))
			rc = add_version(t, each_file_is_a_page ? file[i] : dir, file[i], &x, e);
	rc = rc || !t ? (store_abort(t), rc) : store_commit(t, e);
	if (rc == 0 && x.versions)
		print_row(dir, &x);
	all->versions += x.versions;
	all->bytes += x.bytes;
	all->gzip += x.gzip;
	all->stored += x.stored;
	all->first += x.first;
	fs_list_free(file, n);
	free(pattern);
	return rc;
}

static int bench_bodies(struct store *s, const char *dir, struct err *e)
{
	char *pattern = fs_join(dir, "*"), **line = NULL;
	struct total all = {0};
	int64_t start = clock_mono_us();
	size_t n = 0;
	int rc = fs_glob(pattern, &line, &n, e);

	printf("%-28s %5s %12s %10s %10s %6s %9s\n", "page", "n", "bytes", "gzip", "stored",
		"ratio", "per later");
	for (size_t i = 0; i < n && rc == 0; i++)
		if (fs_is_dir(line[i]))
			rc = bench_line(s, line[i], &all, e);
	print_row("all", &all);
	printf("%.1f MB/s\n", (double)all.bytes / (double)(clock_mono_us() - start));
	fs_list_free(line, n);
	free(pattern);
	return rc;
}

static int put_batch(struct store *s, int from, int n, struct err *e)
{
	struct store_txn *t = NULL;
	struct arena a = ARENA_INIT;
	int rc = store_begin(s, true, &t, e);

	for (int i = from; i < from + n && rc == 0; i++) {
		struct measure m = {.url = arena_strf(&a, "http://www.x.example/page/%d.html", i),
			.time_ms = i, .kind = JOB_LINK, .verdict = VERDICT_OK, .status = 200,
			.elapsed_ms = 120};

		m.final_url = m.url;
		rc = pages_put_measure(t, &m, e);
	}
	arena_release(&a);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static int bench_puts(struct store *s, int total, int batch, struct err *e)
{
	int64_t start = clock_mono_us();
	int rc = 0;

	for (int i = 0; i < total && rc == 0; i += batch)
		rc = put_batch(s, i, batch, e);
	printf("%d measurements in batches of %d: %.0f a second\n", total, batch,
		(double)total * 1e6 / (double)(clock_mono_us() - start));
	return rc;
}

static int bench_counts(struct store *s, int total, struct err *e)
{
	struct store_txn *t = NULL;
	struct arena a = ARENA_INIT;
	int64_t start = clock_mono_us();
	int rc = store_begin(s, true, &t, e);

	for (int i = 0; i < total && rc == 0; i++) {
		struct notice n = {.portal = STR("p"), .column = arena_strf(&a, "c%d", i % 100),
			.identity = arena_strf(&a, "http://www.x.example/n/%d.html", i),
			.title = STR("关于印发平度市2018年政务公开工作要点的通知"),
			.date_ms = (int64_t)(i % 3650 + 16000) * DAY_MS};

		n.url = n.identity;
		rc = pages_put_notice(t, &n, e);
		arena_reset(&a);
	}
	rc = rc ? (store_abort(t), rc) : store_commit(t, e);
	printf("%d notices in one batch: %.0f a second\n", total,
		(double)total * 1e6 / (double)(clock_mono_us() - start));
	arena_release(&a);
	return rc;
}

static int add_count(const struct notice_count *c, void *ctx)
{
	*(uint64_t *)ctx += (uint64_t)c->total;
	return 0;
}

static int add_notice(const struct notice *n, void *ctx)
{
	*(uint64_t *)ctx += n->title.n > 0;
	return 0;
}

static int bench_reports(struct store *s, struct err *e)
{
	struct store_txn *t = NULL;
	uint64_t n = 0;
	int64_t start = clock_mono_us();
	int rc = store_begin(s, false, &t, e);

	if (rc == 0)
		rc = pages_count(t, STR_NONE, STR_NONE, 0, INT32_MAX, add_count, &n, e);
	printf("counts of %llu notices: %.3f s\n", (unsigned long long)n,
		(double)(clock_mono_us() - start) / 1e6);
	n = 0;
	start = clock_mono_us();
	if (rc == 0)
		rc = pages_each_notice(t, STR_NONE, STR_NONE, add_notice, &n, e);
	printf("all %llu notices read: %.3f s\n", (unsigned long long)n,
		(double)(clock_mono_us() - start) / 1e6);
	store_abort(t);
	return rc;
}

int main(int argc, char **argv)
{
	char dir[] = "bench-store.XXXXXX";
	struct store *s = NULL;
	struct err e = {0};
	int rc;

	each_file_is_a_page = argc == 3 && streq(argv[2], "each");
	if (argc < 2 || !mkdtemp(dir))
		return 2;
	rc = store_open(dir, "pages", STORE_CREATE, &s, &e);
	if (rc == 0)
		rc = bench_bodies(s, argv[1], &e);
	if (rc == 0)
		rc = bench_puts(s, 20000, 100, &e);
	if (rc == 0)
		rc = bench_puts(s, 500, 1, &e);
	if (rc == 0)
		rc = bench_counts(s, 200000, &e);
	if (rc == 0)
		rc = bench_reports(s, &e);
	store_close(s);
	fs_remove_tree(dir, NULL);
	if (rc)
		fprintf(stderr, "bench-store: %s\n", e.text);
	return rc ? 3 : 0;
}
