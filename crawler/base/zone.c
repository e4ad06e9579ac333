/* Time zones from TZif files (RFC 8536), version 2 data, with the footer's rule for times
 * after the last transition. */
#include "base/civil.h"

#include "base/fs.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONES_MAX 64			  /* zones one process may name */
#define ZONE_FILE_MAX ((size_t)256 * 1024) /* the largest of tzdata has 4 kB */

struct rule_day {
	int month, week, weekday; /* Mm.w.d of POSIX TZ, weekday 0 Sunday */
	int at_s;		  /* seconds after midnight */
};

struct zone {
	char name[64];
	size_t n;	    /* transitions */
	int64_t *when;	    /* seconds, ascending */
	int32_t *offset;    /* in force from when[i] */
	int32_t before;	    /* in force before when[0] */
	bool has_rule;	    /* the footer names two offsets */
	int32_t std, dst;   /* offsets after the last transition */
	struct rule_day to_dst, to_std;
	char *file; /* its TZif bytes */
	size_t file_n;
};

static struct zone *loaded[ZONES_MAX];
static size_t nloaded;
static const struct zone utc = {.name = "UTC"};
/* +8 since 1992 without change; older transitions matter to no portal. */
static const struct zone shanghai = {
	.name = "Asia/Shanghai", .before = 8 * 3600, .std = 8 * 3600};

const struct zone *zone_utc(void)
{
	return &utc;
}

const struct zone *zone_shanghai(void)
{
	return &shanghai;
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

static int64_t be(const unsigned char *p, int bytes)
{
	uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

struct head {
	size_t isut, isstd, leap, time, type, chars;
};

static bool read_head(struct str s, struct head *h)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	h->isut = (size_t)be(p + 20, 4);
	h->isstd = (size_t)be(p + 24, 4);
	h->leap = (size_t)be(p + 28, 4);
	h->time = (size_t)be(p + 32, 4);
	h->type = (size_t)be(p + 36, 4);
	h->chars = (size_t)be(p + 40, 4);
	return h->time < 10000 && h->type < 300 && h->type > 0 && h->chars < 10000 &&
		h->leap < 1000 && h->isut < 300 && h->isstd < 300;
}

static size_t body_size(const struct head *h, size_t time_bytes)
{
	return h->time * (time_bytes + 1) + h->type * 6 + h->chars +
		h->leap * (time_bytes + 4) + h->isstd + h->isut;
}

/* Cursor over the POSIX TZ string of the footer. */
static void tz_name(struct str *s)
{
	if (s->n && s->p[0] == '<') {
		size_t end = str_findc(*s, '>', 0);

		*s = str_sub(*s, end == SIZE_MAX ? s->n : end + 1, s->n);
		return;
	}
	while (s->n && is_alpha((unsigned char)s->p[0]))
		*s = str_sub(*s, 1, s->n);
}

static int tz_number(struct str *s)
{
	int v = 0;

	while (s->n && is_digit((unsigned char)s->p[0]) && v < 1000) {
		v = v * 10 + (s->p[0] - '0');
		*s = str_sub(*s, 1, s->n);
	}
	return v;
}

static bool tz_char(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_sub(*s, 1, s->n);
	return true;
}

static int tz_time(struct str *s)
{
	int sign = 1, v;

	if (tz_char(s, '-'))
		sign = -1;
	else
		tz_char(s, '+');
	v = tz_number(s) * 3600;
	if (tz_char(s, ':'))
		v += tz_number(s) * 60;
	if (tz_char(s, ':'))
		v += tz_number(s);
	return sign * v;
}

static bool tz_day(struct str *s, struct rule_day *d)
{
	if (!tz_char(s, ',') || !tz_char(s, 'M'))
		return false;
	d->month = tz_number(s);
	if (!tz_char(s, '.'))
		return false;
	d->week = tz_number(s);
	if (!tz_char(s, '.'))
		return false;
	d->weekday = tz_number(s);
	d->at_s = tz_char(s, '/') ? tz_time(s) : 7200;
	return d->month >= 1 && d->month <= 12 && d->week >= 1 && d->week <= 5 &&
		d->weekday <= 6;
}

static void read_footer(struct zone *z, struct str s)
{
	tz_name(&s);
	z->std = -tz_time(&s);
	if (s.n == 0)
		return;
	tz_name(&s);
	z->dst = s.n && s.p[0] != ',' ? -tz_time(&s) : z->std + 3600;
	z->has_rule = tz_day(&s, &z->to_dst) && tz_day(&s, &z->to_std);
}

static int read_body(struct zone *z, struct str s, const struct head *h)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const unsigned char *index = p + h->time * 8;
	const unsigned char *type = index + h->time;

	z->n = h->time;
	z->when = mem_alloc((h->time + 1) * sizeof(*z->when));
	z->offset = mem_alloc((h->time + 1) * sizeof(*z->offset));
	z->before = (int32_t)be(type, 4);
	z->std = z->before;
	for (size_t i = 0; i < h->time; i++) {
		if (index[i] >= h->type)
			return -1;
		z->when[i] = be(p + i * 8, 8);
		z->offset[i] = (int32_t)be(type + (size_t)index[i] * 6, 4);
		z->std = z->offset[i];
	}
	return 0;
}

static int zone_read(struct zone *z, struct str file)
{
	struct head h;
	size_t skip;
	struct str footer;

	if (!read_head(file, &h) || file.p[4] < '2')
		return -1;
	skip = 44 + body_size(&h, 4);
	if (skip > file.n)
		return -1;
	file = str_sub(file, skip, file.n);
	if (!read_head(file, &h) || 44 + body_size(&h, 8) > file.n)
		return -1;
	if (read_body(z, str_sub(file, 44, file.n), &h) < 0)
		return -1;
	footer = str_trim(str_sub(file, 44 + body_size(&h, 8), file.n));
	if (footer.n)
		read_footer(z, footer);
	return 0;
}

static const struct zone *known(const char *name)
{
	if (streq(name, "UTC"))
		return &utc;
	if (streq(name, "Asia/Shanghai"))
		return &shanghai;
	for (size_t i = 0; i < nloaded; i++)
		if (streq(loaded[i]->name, name))
			return loaded[i];
	return NULL;
}

/* Takes a copy of file. NULL: it is none, or there is no more room. */
static const struct zone *keep(const char *name, struct str file)
{
	struct zone *z;

	if (nloaded == ZONES_MAX)
		return NULL;
	z = mem_alloc(sizeof(*z));
	snprintf(z->name, sizeof(z->name), "%s", name);
	if (zone_read(z, file) < 0) {
		free(z->when);
		free(z->offset);
		free(z);
		return NULL;
	}
	z->file = mem_alloc(file.n);
	memcpy(z->file, file.p, file.n);
	z->file_n = file.n;
	return loaded[nloaded++] = z;
}

int zone_load(const char *name, const struct zone **out, struct err *e)
{
	struct buf b = BUF_INIT(ZONE_FILE_MAX);
	const struct zone *z = known(name);
	char path[160];
	int rc;

	if (z)
		return *out = z, 0;
	if (name[0] == '/' || name[0] == '.' || strstr(name, "..") || name[0] == '\0' ||
		strlen(name) >= sizeof(z->name) || nloaded == ZONES_MAX)
		return err_set(e, ERR_NOTFOUND, "unknown time zone '%s'", name);
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	rc = fs_read(path, &b, NULL);
	if (rc < 0) {
		buf_release(&b);
		return err_set(e, ERR_NOTFOUND,
			"unknown time zone '%s' (expected a name such as Asia/Shanghai)", name);
	}
	z = keep(name, buf_str(&b));
	buf_release(&b);
	if (!z)
		return err_set(e, ERR_CORRUPT, "cannot read time zone file '%s'", path);
	*out = z;
	return 0;
}

struct str zone_file(const struct zone *z)
{
	return z->file ? str_n(z->file, z->file_n) : STR_NONE;
}

const struct zone *zone_adopt(struct str name, struct str file)
{
	char text[sizeof(utc.name)];
	const struct zone *z;

	if (name.n == 0 || name.n >= sizeof(text) || memchr(name.p, 0, name.n))
		return NULL;
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	z = known(text);
	if (!z && file.n)
		z = keep(text, file);
	if (!z)
		zone_load(text, &z, NULL);
	return z;
}

/* Day on which a rule of the form Mm.w.d falls in a year. */
static int32_t rule_date(const struct rule_day *r, int year)
{
	int32_t first = day_of(year, r->month, 1);
	int ahead = (r->weekday - day_weekday(first) % 7 + 7) % 7;
	int32_t day = first + ahead + (r->week - 1) * 7;

	return day >= day_of(year, r->month + 1, 1) ? day - 7 : day;
}

static int rule_offset(const struct zone *z, int64_t t_s)
{
	int64_t day = t_s / 86400 - (t_s % 86400 < 0);
	int64_t on, off;
	int y, m, d;

	if (!z->has_rule)
		return z->std;
	day_split((int32_t)day, &y, &m, &d);
	on = (int64_t)rule_date(&z->to_dst, y) * 86400 + z->to_dst.at_s - z->std;
	off = (int64_t)rule_date(&z->to_std, y) * 86400 + z->to_std.at_s - z->dst;
	if (on < off)
		return t_s >= on && t_s < off ? z->dst : z->std;
	return t_s >= on || t_s < off ? z->dst : z->std;
}

int zone_offset_s(const struct zone *z, int64_t t_ms)
{
	int64_t t_s = t_ms / 1000 - (t_ms % 1000 < 0);
	size_t lo = 0, hi = z->n;

	if (z->n == 0 && z->has_rule)
		return rule_offset(z, t_s);
	if (z->n == 0)
		return z->before;
	if (t_s < z->when[0])
		return z->before;
	if (t_s >= z->when[z->n - 1])
		return z->has_rule ? rule_offset(z, t_s) : z->offset[z->n - 1];
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (t_s >= z->when[mid])
			lo = mid;
		else
			hi = mid;
	}
	return z->offset[lo];
}
