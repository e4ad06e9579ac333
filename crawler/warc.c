/* WARC/1.1 and CDXJ. */
#include "crawler/warc.h"

#include "base/civil.h"
#include "base/fs.h"
#include "base/out.h"
#include "crawler/store.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define HEADER_MAX ((size_t)1 << 20)
#define CDXJ_BATCH 2000 /* index lines in one transaction of the throw-away store */

struct warc {
	FILE *file;
	char *path, *tmp, *index_dir;
	struct store *index; /* "seen" digest -> time and address; "line" surt, time -> line */
	struct store_txn *t;
	uint64_t nlines;
	uint64_t offset;
	struct warc_counts counts;
	struct buf head, block, packed;
};

/* --- pieces --- */

static void add_date(struct buf *b, int64_t ms)
{
	struct civil c;

	civil_of(ms, zone_utc(), &c);
	buf_addf(b, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour,
		c.minute, c.second, c.ms);
}

static void add_stamp(struct buf *b, int64_t ms)
{
	struct civil c;

	civil_of(ms, zone_utc(), &c);
	buf_addf(b, "%04d%02d%02d%02d%02d%02d", c.year, c.month, c.day, c.hour, c.minute,
		c.second);
}

/* SHA-1 in base 32: what the tools of web archives expect as a name of bytes. */
static void add_sha1(struct buf *b, struct str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(s.p ? s.p : "", s.n, d, &n, EVP_sha1(), NULL) != 1 || n != 20)
		fatal("cannot compute a digest");
	for (size_t i = 0; i < 20; i += 5) {
		uint64_t v = 0;

		for (size_t k = 0; k < 5; k++)
			v = v << 8 | d[i + k];
		for (int k = 35; k >= 0; k -= 5)
			buf_addc(b, digit[v >> k & 31]);
	}
}

/* A name that follows from what it names: the same export gives the same file. */
static void add_id(struct buf *b, const char *type, struct str url, int64_t ms)
{
	struct buf text = BUF_INIT(1 << 20);
	struct sha256 d;

	buf_addf(&text, "%s %lld ", type, (long long)ms);
	buf_addstr(&text, url);
	d = sha256_of(buf_str(&text));
	d.b[6] = (unsigned char)((d.b[6] & 0x0F) | 0x40);
	d.b[8] = (unsigned char)((d.b[8] & 0x3F) | 0x80);
	buf_adds(b, "<urn:uuid:");
	for (size_t i = 0; i < 16; i++)
		buf_addf(b, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", d.b[i]);
	buf_addc(b, '>');
	buf_release(&text);
}

/* A header value from outside: line ends in it would be headers of their own. */
static void add_value(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F ? ' ' : s.p[i]);
}

static bool is_left_out(struct str name)
{
	static const char *const list[] = {"content-encoding", "transfer-encoding",
		"content-length", "connection", "keep-alive"};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (str_eq_nocase(name, str_of(list[i])))
			return true;
	return false;
}

static void add_http(struct buf *b, const struct warc_page *p)
{
	buf_addf(b, "HTTP/1.1 %03d %s\r\n", p->status, p->status == 200 ? "OK" : "-");
	for (size_t i = 0; i < p->nheaders; i++) {
		if (is_left_out(p->headers[i].key))
			continue;
		add_value(b, p->headers[i].key);
		buf_adds(b, ": ");
		add_value(b, p->headers[i].value);
		buf_adds(b, "\r\n");
	}
	buf_addf(b, "content-length: %zu\r\n\r\n", p->body.n);
}

/* --- records --- */

static int pack(struct warc *w, struct err *e)
{
	z_stream z = {0};
	size_t bound;
	char *room;
	int rc;

	if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		fatal("out of memory");
	bound = deflateBound(&z, w->head.n + w->block.n + 4) + 64;
	buf_clear(&w->packed);
	room = buf_room(&w->packed, bound);
	if (!room) {
		deflateEnd(&z);
		return err_set(e, ERR_TOOBIG, "record of %zu bytes", w->block.n);
	}
	buf_addstr(&w->head, buf_str(&w->block));
	buf_adds(&w->head, "\r\n\r\n");
	z.next_in = (unsigned char *)w->head.p;
	z.avail_in = (unsigned)w->head.n;
	z.next_out = (unsigned char *)room;
	z.avail_out = (unsigned)bound;
	rc = deflate(&z, Z_FINISH);
	w->packed.n = bound - z.avail_out;
	deflateEnd(&z);
	if (rc != Z_STREAM_END || !buf_ok(&w->head))
		return err_set(e, ERR_TOOBIG, "cannot pack a record of %zu bytes", w->block.n);
	return 0;
}

/* Head and block as one gzip member; *length is what it takes in the file. */
static int put_record(struct warc *w, uint64_t *length, struct err *e)
{
	int rc;

	buf_addf(&w->head, "Content-Length: %zu\r\n\r\n", w->block.n);
	rc = pack(w, e);
	if (rc)
		return rc;
	if (fwrite(w->packed.p, 1, w->packed.n, w->file) != w->packed.n)
		return err_errno(e, "cannot write '%s'", w->tmp);
	*length = w->packed.n;
	w->offset += w->packed.n;
	w->counts.bytes += w->packed.n;
	return 0;
}

static void start(struct warc *w, const char *type, struct str url, int64_t ms)
{
	buf_clear(&w->head);
	buf_clear(&w->block);
	buf_addf(&w->head, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: ", type);
	add_id(&w->head, type, url, ms);
	buf_adds(&w->head, "\r\nWARC-Date: ");
	add_date(&w->head, ms);
	buf_adds(&w->head, "\r\n");
	if (url.n) {
		buf_adds(&w->head, "WARC-Target-URI: ");
		add_value(&w->head, url);
		buf_adds(&w->head, "\r\n");
	}
}

static void add_digests(struct warc *w, struct str payload)
{
	buf_adds(&w->head, "WARC-Payload-Digest: sha1:");
	add_sha1(&w->head, payload);
	buf_adds(&w->head, "\r\nWARC-Block-Digest: sha1:");
	add_sha1(&w->head, buf_str(&w->block));
	buf_adds(&w->head, "\r\n");
}

static int put_info(struct warc *w, int64_t now_ms, struct err *e)
{
	uint64_t length;

	start(w, "warcinfo", STR_NONE, now_ms);
	buf_adds(&w->head, "Content-Type: application/warc-fields\r\n");
	buf_adds(&w->block, "software: portalwatch/" PW_VERSION "\r\n"
		"format: WARC File Format 1.1\r\n"
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/"
		"warc-format/warc-1.1/\r\n"
		"description: bodies are stored without transfer and content encoding; the "
		"headers are adjusted to that\r\n");
	return put_record(w, &length, e);
}

/* --- the index --- */

static int next_batch(struct warc *w, struct err *e)
{
	int rc;

	if (++w->nlines % CDXJ_BATCH)
		return 0;
	rc = store_commit(w->t, e);
	w->t = NULL;
	return rc ? rc : store_begin(w->index, true, &w->t, e);
}

static struct str content_type(const struct warc_page *p)
{
	for (size_t i = 0; i < p->nheaders; i++)
		if (str_eq_nocase(p->headers[i].key, STR("content-type")))
			return str_trim(str_sub(p->headers[i].value, 0,
				str_findc(p->headers[i].value, ';', 0)));
	return STR("unk");
}

static int put_line(struct warc *w, const struct warc_page *p, const char *mime,
	uint64_t offset, uint64_t length, struct err *e)
{
	struct buf surt = BUF_INIT(1 << 20), key = BUF_INIT(511), b = BUF_INIT(1 << 20),
		text = BUF_INIT(100);
	struct jw j = jw_on(&b);
	const char *name = strrchr(w->path, '/');
	int rc;

	warc_surt(&surt, p->url);
	add_stamp(&text, p->time_ms);
	buf_addstr(&b, buf_str(&surt));
	buf_addf(&b, " %s ", buf_cstr(&text));
	jw_open(&j, '{');
	jw_kstr(&j, "url", p->url);
	jw_kstr(&j, "mime", mime ? str_of(mime) : content_type(p));
	buf_clear(&text);
	buf_addf(&text, "%d", p->status ? p->status : 200);
	jw_kstr(&j, "status", buf_str(&text));
	buf_clear(&text);
	add_sha1(&text, p->body);
	jw_kstr(&j, "digest", buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "%llu", (unsigned long long)length);
	jw_kstr(&j, "length", buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "%llu", (unsigned long long)offset);
	jw_kstr(&j, "offset", buf_str(&text));
	jw_kcstr(&j, "filename", name ? name + 1 : w->path);
	jw_close(&j, '}');
	buf_addc(&b, '\n');
	/* the order of lines is that of the keys; of very long addresses, of their start */
	buf_addstr(&key, str_sub(buf_str(&surt), 0, 480));
	buf_addc(&key, ' ');
	key_time(&key, p->time_ms);
	key_u64(&key, w->nlines);
	rc = buf_ok(&b) ? store_put(w->t, "line", buf_str(&key), buf_str(&b), e)
			: err_set(e, ERR_TOOBIG, "index line too long");
	buf_release(&surt);
	buf_release(&key);
	buf_release(&b);
	buf_release(&text);
	return rc ? rc : next_batch(w, e);
}

static int write_index(struct warc *w, struct err *e)
{
	struct buf path = BUF_INIT(5000);
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct str k, v;
	FILE *f;
	int rc = 0;

	buf_addf(&path, "%s.cdxj", w->path);
	f = fopen(buf_cstr(&path), "we");
	if (!f) {
		rc = err_errno(e, "cannot create '%s'", buf_cstr(&path));
		goto out;
	}
	store_scan_open(&s, w->t, "line", STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &k, &v, &a)) {
		if (fwrite(v.p, 1, v.n, f) != v.n)
			rc = err_errno(e, "cannot write '%s'", buf_cstr(&path));
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	if (fclose(f) && rc == 0)
		rc = err_errno(e, "cannot write '%s'", buf_cstr(&path));
out:
	buf_release(&path);
	arena_release(&a);
	return rc;
}

/* --- the module --- */

int warc_create(const char *path, int64_t now_ms, struct warc **out, struct err *e)
{
	struct warc *w = mem_alloc(sizeof(*w));
	struct buf b = BUF_INIT(5000);
	int rc = 0;

	w->path = cstr_dup(path);
	buf_addf(&b, "%s.tmp", path);
	w->tmp = buf_detach(&b);
	buf_addf(&b, "%s.index", path);
	w->index_dir = buf_detach(&b);
	buf_init(&w->head, BODY_MAX + 2 * HEADER_MAX);
	buf_init(&w->block, BODY_MAX + HEADER_MAX);
	buf_init(&w->packed, BODY_MAX + BODY_MAX / 8);
	w->file = fopen(w->tmp, "we");
	if (!w->file)
		rc = err_errno(e, "cannot create '%s'", w->tmp);
	if (rc == 0)
		rc = fs_remove_tree(w->index_dir, e);
	if (rc == 0)
		rc = store_open(w->index_dir, "index", STORE_CREATE | STORE_NOSYNC, &w->index, e);
	if (rc == 0)
		rc = store_begin(w->index, true, &w->t, e);
	if (rc == 0)
		rc = put_info(w, now_ms, e);
	if (rc)
		warc_discard(w);
	else
		*out = w;
	return rc;
}

struct first {
	struct str url;
	int64_t time_ms;
};
static const struct field first_rows[] = {
	F_STR(1, struct first, url),
	F_I64(2, struct first, time_ms),
};
static RECORD_TYPE(first_type, struct first, 1, first_rows);

static struct str name_of(const struct sha256 *d)
{
	return str_n((const char *)d->b, sizeof(d->b));
}

static int note_first(struct warc *w, const struct warc_page *p, struct err *e)
{
	struct first f = {.url = p->url, .time_ms = p->time_ms};

	return store_put_record(w->t, "seen", name_of(&p->digest), &first_type, &f, e);
}

static int put_revisit(struct warc *w, const struct warc_page *p, const struct first *f,
	uint64_t *length, struct err *e)
{
	start(w, "revisit", p->url, p->time_ms);
	add_http(&w->block, p);
	buf_adds(&w->head, "Content-Type: application/http; msgtype=response\r\n"
		"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/"
		"identical-payload-digest\r\nWARC-Refers-To-Target-URI: ");
	add_value(&w->head, f->url);
	buf_adds(&w->head, "\r\nWARC-Refers-To-Date: ");
	add_date(&w->head, f->time_ms);
	buf_adds(&w->head, "\r\n");
	add_digests(w, p->body);
	w->counts.revisits++;
	return put_record(w, length, e);
}

static int put_response(struct warc *w, const struct warc_page *p, uint64_t *length,
	struct err *e)
{
	int rc;

	start(w, "response", p->url, p->time_ms);
	add_http(&w->block, p);
	buf_addstr(&w->block, p->body);
	buf_adds(&w->head, "Content-Type: application/http; msgtype=response\r\n");
	add_digests(w, p->body);
	w->counts.responses++;
	rc = put_record(w, length, e);
	return rc ? rc : note_first(w, p, e);
}

int warc_response(struct warc *w, const struct warc_page *p, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct first f;
	uint64_t offset = w->offset, length = 0;
	bool again;
	int rc = store_get_record(w->t, "seen", name_of(&p->digest), &first_type, &f, &a, e);

	again = rc == 0;
	if (again)
		rc = put_revisit(w, p, &f, &length, e);
	else if (rc == ERR_NOTFOUND)
		rc = put_response(w, p, &length, e);
	if (rc == 0)
		rc = put_line(w, p, again ? "warc/revisit" : NULL, offset, length, e);
	arena_release(&a);
	return rc;
}

int warc_resource(struct warc *w, const struct warc_page *p, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct first f;
	const char *mime = str_starts(str_trim(p->body), STR("<")) ? "text/html"
								   : "application/octet-stream";
	uint64_t offset = w->offset, length = 0;
	int rc = store_get_record(w->t, "seen", name_of(&p->digest), &first_type, &f, &a, e);

	arena_release(&a);
	if (rc != ERR_NOTFOUND)
		return rc;
	start(w, "resource", p->url, p->time_ms);
	buf_addstr(&w->block, p->body);
	buf_addf(&w->head, "Content-Type: %s\r\n", mime);
	add_digests(w, p->body);
	w->counts.resources++;
	rc = put_record(w, &length, e);
	if (rc == 0)
		rc = note_first(w, p, e);
	return rc ? rc : put_line(w, p, mime, offset, length, e);
}

int warc_close(struct warc *w, struct warc_counts *counts, struct err *e)
{
	FILE *f = w->file;
	int rc = 0;

	w->file = NULL;
	if (fflush(f) || fsync(fileno(f)) < 0)
		rc = err_errno(e, "cannot write '%s'", w->tmp);
	if (fclose(f) && rc == 0)
		rc = err_errno(e, "cannot write '%s'", w->tmp);
	if (rc == 0)
		rc = write_index(w, e);
	if (rc == 0 && rename(w->tmp, w->path) < 0)
		rc = err_errno(e, "cannot rename '%s'", w->tmp);
	*counts = w->counts;
	warc_discard(w);
	return rc;
}

void warc_discard(struct warc *w)
{
	if (!w)
		return;
	if (w->file)
		fclose(w->file);
	unlink(w->tmp);
	store_abort(w->t);
	store_close(w->index);
	fs_remove_tree(w->index_dir, NULL);
	free(w->path);
	free(w->tmp);
	free(w->index_dir);
	buf_release(&w->head);
	buf_release(&w->block);
	buf_release(&w->packed);
	free(w);
}
