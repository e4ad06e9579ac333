/* Working days, from a table of exceptions. Days are found by binary search. */
#include "crawler/calendar.h"

#include "calendar-data.h"

#include "base/arena.h"
#include "base/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CALENDAR_BYTES_MAX ((size_t)1 << 20) /* 35 days a year: 1,000 years */
#define INCLUDES_MAX 4
#define YEAR_MIN 1900
#define YEAR_MAX 2300

struct exception {
	int32_t day;
	int line;
	const char *file;
	int layer; /* 0: of an included file, that the file itself may correct */
	bool work;
	const char *name;
};

/* The file that is being read. */
struct reading {
	const char *path;
	int depth; /* of includes */
};

struct calendar {
	struct arena a;
	struct exception *days; /* sorted */
	size_t n, cap;
	bool vouched[YEAR_MAX - YEAR_MIN + 1]; /* "complete,YEAR" */
	bool years[YEAR_MAX - YEAR_MIN + 1];   /* known */
};

static int include(struct calendar *c, struct str what, const struct reading *r, int number,
	struct err *e);

static int vouch(struct calendar *c, struct str year, const struct reading *r, int number,
	struct err *e)
{
	int64_t y;

	if (!str_int(year, YEAR_MIN, YEAR_MAX, &y))
		return err_set(e, ERR_SYNTAX, "%s:%d: expected a year such as complete,2027, "
			"found '%.*s'", r->path, number, STR_ARG(year));
	c->vouched[y - YEAR_MIN] = true;
	return 0;
}

/* line = DATE "," ("off" | "work") "," NAME | "include" "," ("shipped" | FILE)
 *	| "complete" "," YEAR ; lines that begin with # and the heading line
 * "date,kind,name" are passed over. */
static int take_line(struct calendar *c, struct str line, int number,
	const struct reading *r, struct err *e)
{
	struct str rest = line, date, kind = STR_NONE;
	struct exception x;
	int y, m, d;

	str_cut(&rest, ',', &date);
	str_cut(&rest, ',', &kind);
	if (str_eqc(str_trim(date), "date"))
		return 0;
	if (str_eqc(str_trim(date), "include"))
		return include(c, str_trim(kind), r, number, e);
	if (str_eqc(str_trim(date), "complete"))
		return vouch(c, str_trim(kind), r, number, e);
	if (!day_parse(str_trim(date), &x.day))
		return err_set(e, ERR_SYNTAX,
			"%s:%d: expected a date such as 2026-10-01, found '%.*s'", r->path,
			number, STR_ARG(date));
	kind = str_trim(kind);
	if (!str_eqc(kind, "off") && !str_eqc(kind, "work"))
		return err_set(e, ERR_SYNTAX,
			"%s:%d: expected off or work, found '%.*s'", r->path, number,
			STR_ARG(kind));
	day_split(x.day, &y, &m, &d);
	if (y < YEAR_MIN || y > YEAR_MAX)
		return err_set(e, ERR_SYNTAX, "%s:%d: expected a year from %d to %d",
			r->path, number, YEAR_MIN, YEAR_MAX);
	x.work = str_eqc(kind, "work");
	x.line = number;
	x.file = arena_cstr(&c->a, str_of(r->path));
	x.layer = -r->depth;
	x.name = x.work ? "调休" : arena_cstr(&c->a, str_trim(rest));
	if (!x.work && x.name[0] == '\0')
		x.name = "假日";
	c->days = mem_grow(c->days, c->n, &c->cap, sizeof(*c->days));
	c->days[c->n++] = x;
	return 0;
}

/* By day, of one day the deepest include first. */
static int by_day(const void *x, const void *y)
{
	const struct exception *a = x, *b = y;

	if (a->day != b->day)
		return (a->day > b->day) - (a->day < b->day);
	return (a->layer > b->layer) - (a->layer < b->layer);
}

static int find_day(const void *x, const void *y)
{
	const struct exception *a = x, *b = y;

	return (a->day > b->day) - (a->day < b->day);
}

static int twice(const struct exception *a, const struct exception *b, struct err *e)
{
	const struct exception *first = a->line < b->line ? a : b, *last = first == a ? b : a;
	char date[TIME_TEXT];

	day_text(date, a->day);
	if (streq(a->file, b->file))
		return err_set(e, ERR_SYNTAX, "%s:%d: the day %s twice, first in line %d",
			last->file, last->line, date, first->line);
	return err_set(e, ERR_SYNTAX, "%s:%d: the day %s twice, first in %s:%d",
		b->file, b->line, date, a->file, a->line);
}

/* One exception per day: what includes corrects what is included; twice in one file is a
 * fault. */
static int settle(struct calendar *c, struct err *e)
{
	size_t kept = 0;

	if (c->n > 1)
		qsort(c->days, c->n, sizeof(*c->days), by_day);
	for (size_t i = 0; i < c->n; i++) {
		const struct exception *x = &c->days[i];

		if (kept && c->days[kept - 1].day == x->day) {
			if (c->days[kept - 1].layer == x->layer)
				return twice(&c->days[kept - 1], x, e);
			kept--;
		}
		c->days[kept++] = *x;
	}
	c->n = kept;
	return 0;
}

static int parse(struct calendar *c, struct str text, const struct reading *r, struct err *e)
{
	struct str rest = text, line;
	int number = 0, rc;

	if (str_starts(rest, STR("\xEF\xBB\xBF")))
		rest = str_sub(rest, 3, rest.n);
	while (str_cut(&rest, '\n', &line)) {
		number++;
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rc = take_line(c, line, number, r, e);
		if (rc < 0)
			return rc;
	}
	return settle(c, e);
}

static int read_file(const char *path, struct calendar *c, int depth, struct err *e)
{
	struct buf b = BUF_INIT(CALENDAR_BYTES_MAX);
	int rc = fs_read(path, &b, e);

	if (rc == 0)
		rc = parse(c, buf_str(&b), &(struct reading){path, depth}, e);
	buf_release(&b);
	return rc;
}

static int read_shipped(struct calendar *c, int depth, struct err *e)
{
	if (fs_exists(PW_DATADIR "/calendar-cn.csv"))
		return read_file(PW_DATADIR "/calendar-cn.csv", c, depth, e);
	return parse(c, str_n((const char *)calendar_data, calendar_data_bytes),
		&(struct reading){"shipped", depth}, e);
}

static int include(struct calendar *c, struct str what, const struct reading *r, int number,
	struct err *e)
{
	struct str dir = str_of(r->path);
	size_t slash = str_rfindc(dir, '/');
	int depth = r->depth;

	if (depth >= INCLUDES_MAX)
		return err_set(e, ERR_SYNTAX, "%s:%d: files include each other", r->path, number);
	if (what.n == 0)
		return err_set(e, ERR_SYNTAX, "%s:%d: expected include,shipped or include,FILE",
			r->path, number);
	if (str_eqc(what, "shipped"))
		return read_shipped(c, depth + 1, e);
	if (what.p[0] != '/' && slash != SIZE_MAX)
		what = arena_strf(&c->a, "%.*s/%.*s", STR_ARG(str_sub(dir, 0, slash)),
			STR_ARG(what));
	return read_file(arena_cstr(&c->a, what), c, depth + 1, e);
}

/* --- known years --- */

static const struct exception *find(const struct calendar *c, int32_t day)
{
	const struct exception key = {.day = day};

	return c->n ? bsearch(&key, c->days, c->n, sizeof(*c->days), find_day) : NULL;
}

/* Where a holiday and what is moved for it can lie, and how many days off stand there at
 * least. Mid-Autumn falls into September, or joins National Day, which then is a day longer. */
static const struct holiday {
	const char *name;
	int month, day, last_month, last_day, least;
} holiday[CALENDAR_HOLIDAYS] = {
	{"New Year", 1, 1, 1, 4, 1},
	{"Spring Festival", 1, 20, 2, 24, 3},
	{"Qingming", 4, 2, 4, 8, 1},
	{"Labour Day", 4, 28, 5, 6, 1},
	{"Dragon Boat Festival", 5, 25, 6, 28, 1},
	{"Mid-Autumn", 9, 5, 9, 29, 1},
	{"National Day", 9, 30, 10, 10, 3},
};
#define MID_AUTUMN 5
#define JOINED_DAYS 8 /* of National Day together with Mid-Autumn */

static int days_off(const struct calendar *c, int32_t from, int32_t to)
{
	int n = 0;

	for (int32_t day = from; day <= to; day++) {
		const struct exception *x = find(c, day);

		n += x && !x->work;
	}
	return n;
}

static bool has_holiday(const struct calendar *c, int year, int i)
{
	const struct holiday *h = &holiday[i];
	int n = days_off(c, day_of(year, h->month, h->day),
		day_of(year, h->last_month, h->last_day));

	return n >= h->least || (i == MID_AUTUMN && days_off(c, day_of(year, 10, 1),
		day_of(year, 10, 10)) >= JOINED_DAYS);
}

void calendar_lacks(const struct calendar *c, int year, const char *out[CALENDAR_HOLIDAYS + 1])
{
	size_t n = 0;

	for (int i = 0; i < CALENDAR_HOLIDAYS && !calendar_has_year(c, year); i++)
		if (!has_holiday(c, year, i))
			out[n++] = holiday[i].name;
	out[n] = NULL;
}

static void find_known(struct calendar *c)
{
	for (int year = YEAR_MIN; year <= YEAR_MAX; year++) {
		bool all = true;

		for (int i = 0; i < CALENDAR_HOLIDAYS && all; i++)
			all = has_holiday(c, year, i);
		c->years[year - YEAR_MIN] = all || c->vouched[year - YEAR_MIN];
	}
}

bool calendar_next_partial(const struct calendar *c, int *year, const char **file, int *line)
{
	for (size_t i = 0; i < c->n; i++) {
		int y, m, d;

		day_split(c->days[i].day, &y, &m, &d);
		if (y < *year || calendar_has_year(c, y))
			continue;
		*year = y;
		*file = c->days[i].file;
		*line = c->days[i].line;
		return true;
	}
	return false;
}

int calendar_load(const char *path, struct calendar **out, struct err *e)
{
	struct calendar *c = mem_alloc(sizeof(*c));
	int rc;

	c->a = ARENA_INIT;
	if (path && path[0])
		rc = read_file(path, c, 0, e);
	else
		rc = read_shipped(c, 0, e);
	if (rc < 0) {
		calendar_free(c);
		return rc;
	}
	find_known(c);
	*out = c;
	return 0;
}

void calendar_free(struct calendar *c)
{
	if (!c || c == calendar_plain())
		return;
	arena_release(&c->a);
	free(c->days);
	free(c);
}

const struct calendar *calendar_plain(void)
{
	static const struct calendar plain;

	return &plain;
}

bool calendar_has_year(const struct calendar *c, int year)
{
	return year >= YEAR_MIN && year <= YEAR_MAX && c->years[year - YEAR_MIN];
}

bool calendar_is_workday(const struct calendar *c, int32_t day)
{
	const struct exception *x = find(c, day);

	return x ? x->work : day_weekday(day) <= 5;
}

const char *calendar_name(const struct calendar *c, int32_t day)
{
	const struct exception *x = find(c, day);

	return x ? x->name : "";
}

static void note_year(const struct calendar *c, int32_t day, bool *guessed)
{
	int y, m, d;

	day_split(day, &y, &m, &d);
	if (guessed && !calendar_has_year(c, y))
		*guessed = true;
}

int32_t calendar_add(const struct calendar *c, int32_t day, int n, bool *guessed)
{
	while (n > 0) {
		day++;
		note_year(c, day, guessed);
		n -= calendar_is_workday(c, day);
	}
	return day;
}

int calendar_count(const struct calendar *c, int32_t from, int32_t to, bool *guessed)
{
	int n = 0;

	for (int32_t day = from; day < to; day++) {
		note_year(c, day + 1, guessed);
		n += calendar_is_workday(c, day + 1);
	}
	return n;
}

int32_t calendar_next(const struct calendar *c, int32_t day, bool *guessed)
{
	note_year(c, day, guessed);
	while (!calendar_is_workday(c, day)) {
		day++;
		note_year(c, day, guessed);
	}
	return day;
}
