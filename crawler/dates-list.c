/* What one date cannot say, its list can: which number is the month, and which year. */
#include "crawler/dates.h"

#include "base/clock.h"

#include <stdlib.h>

#define SPAN_YEARS 16 /* a year-less list never reaches further back */
#define EXACT_MAX 1000 /* longer lists are settled greedily */

static const struct zone *zone_of(const struct date_context *c)
{
	return c->zone ? c->zone : zone_shanghai();
}

static void set_day(struct date_found *f, int y, int m, int d, const struct date_context *c)
{
	struct civil day = {.year = y, .month = m, .day = d};

	if (f->has_time) {
		day.hour = f->clock.h;
		day.minute = f->clock.m;
		day.second = f->clock.s;
	}
	f->year = y;
	f->month = m;
	f->day = d;
	f->ms = civil_ms(&day, zone_of(c));
}

/* Steps that go up in time plus three for each day in the future, were all ambiguous
 * dates read as asked. */
static size_t disorder(const struct date_found *list, size_t n, bool day_first,
	const struct date_context *c)
{
	int32_t before = DAY_NONE, today = c->now_ms ? day_of_ms(c->now_ms, zone_of(c)) : 0;
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct date_found *f = &list[i];
		int32_t day;

		if (!f->ms)
			continue;
		day = f->ambiguous && f->day_was_first != day_first
			? day_of(f->year, f->day, f->month)
			: day_of(f->year, f->month, f->day);
		bad += before != DAY_NONE && day > before;
		bad += today && day > today + 1 ? 3 : 0;
		before = day;
	}
	return bad;
}

static void fix_order(struct date_found *list, size_t n, const struct date_context *c)
{
	size_t says_day = 0, says_month = 0, nambiguous = 0;
	bool day_first = c->day_first;

	for (size_t i = 0; i < n; i++) {
		if (!list[i].ms || !list[i].year_last)
			continue;
		nambiguous += list[i].ambiguous;
		says_day += !list[i].ambiguous && list[i].day > 12 && list[i].day_was_first;
		says_month += !list[i].ambiguous && list[i].day > 12 && !list[i].day_was_first;
	}
	if (nambiguous == 0)
		return;
	if (says_day != says_month) {
		day_first = says_day > says_month;
	} else {
		size_t d = disorder(list, n, true, c), m = disorder(list, n, false, c);

		if (d != m)
			day_first = d < m;
	}
	for (size_t i = 0; i < n; i++) {
		struct date_found *f = &list[i];

		if (!f->ms || !f->ambiguous)
			continue;
		if (f->day_was_first != day_first) {
			set_day(f, f->year, f->day, f->month, c);
			f->day_was_first = day_first;
		}
		f->ambiguous = says_day == says_month;
	}
}

/* The day f would be `back` years before the latest possible one; DAY_NONE: no such day. */
static int32_t day_back(const struct date_found *f, int back)
{
	if (!f->yearless)
		return back == 0 ? day_of(f->year, f->month, f->day) : DAY_NONE;
	if (!date_valid(f->year - back, f->month, f->day))
		return DAY_NONE;
	return day_of(f->year - back, f->month, f->day);
}

static int compare_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* The usual step between neighbours, in days round the year: busy lists step little. */
static double usual_gap(const struct date_found *list, const size_t *dated, size_t n)
{
	int *gap;
	double median;

	if (n < 2)
		return 0;
	gap = mem_alloc((n - 1) * sizeof(*gap));
	for (size_t i = 1; i < n; i++) {
		const struct date_found *a = &list[dated[i - 1]], *b = &list[dated[i]];
		int step = day_of(2001, a->month, a->day) - day_of(2001, b->month, b->day);

		gap[i - 1] = (step + 365) % 365;
	}
	qsort(gap, n - 1, sizeof(*gap), compare_int);
	median = gap[(n - 1) / 2];
	free(gap);
	return median;
}

/* What it costs that `next` follows `day`: going down little, going up much, unless what
 * went before was pinned. Busy lists forgive a pinned entry sooner than sparse ones. */
static double step_cost(int32_t day, int32_t next, bool pinned, double gap)
{
	double up = pinned ? 0.05 : 0.3 + (gap > 60 ? 0.9 : gap * 0.015);

	if (next > day)
		return up;
	return pinned ? 0 : (double)(day - next) / 365;
}

static void apply_back(struct date_found *f, int back, const struct date_context *c)
{
	if (f->yearless && back)
		set_day(f, f->year - back, f->month, f->day, c);
}

static void days_back(const struct date_found *f, int32_t day[SPAN_YEARS])
{
	for (int k = 0; k < SPAN_YEARS; k++)
		day[k] = day_back(f, k);
}

/* The cheapest way to `day` from the days the entry before could have. */
static double cheapest_step(const double *cost, const int32_t *before, int32_t day,
	bool pinned, double gap, signed char *from)
{
	double best = 1e9;

	for (int j = 0; j < SPAN_YEARS; j++) {
		double sum;

		if (before[j] == DAY_NONE)
			continue;
		sum = cost[j] + step_cost(before[j], day, pinned, gap);
		if (sum < best) {
			best = sum;
			*from = (signed char)j;
		}
	}
	return best;
}

/* Least total cost over all lists of years (Viterbi over the number of years back). */
static void fix_years_exact(struct date_found *list, const size_t *dated, size_t n,
	const struct date_context *c)
{
	signed char *from = mem_alloc(n * SPAN_YEARS);
	double cost[SPAN_YEARS], next[SPAN_YEARS], gap = usual_gap(list, dated, n);
	int32_t before[SPAN_YEARS], day[SPAN_YEARS];
	int best = 0;

	days_back(&list[dated[0]], before);
	for (int k = 0; k < SPAN_YEARS; k++)
		cost[k] = before[k] == DAY_NONE ? 1e9 : k;
	for (size_t i = 1; i < n; i++) {
		days_back(&list[dated[i]], day);
		for (int k = 0; k < SPAN_YEARS; k++)
			next[k] = day[k] == DAY_NONE ? 1e9
				: cheapest_step(cost, before, day[k], list[dated[i - 1]].sticky,
					  gap, &from[i * SPAN_YEARS + (size_t)k]);
		memcpy(cost, next, sizeof(cost));
		memcpy(before, day, sizeof(before));
	}
	for (int k = 1; k < SPAN_YEARS; k++)
		if (cost[k] < cost[best])
			best = k;
	for (size_t i = n; i-- > 0;) {
		int previous = i ? from[i * SPAN_YEARS + (size_t)best] : 0;

		apply_back(&list[dated[i]], best, c);
		best = previous;
	}
	free(from);
}

/* Every year-less date takes the latest year that keeps the list descending. */
static void fix_years_greedy(struct date_found *list, const size_t *dated, size_t n,
	const struct date_context *c)
{
	int32_t before = INT32_MAX;

	for (size_t i = 0; i < n; i++) {
		struct date_found *f = &list[dated[i]];
		int back = 0;

		while (f->yearless && back < SPAN_YEARS - 1 &&
			(day_back(f, back) == DAY_NONE || day_back(f, back) > before))
			back++;
		apply_back(f, back, c);
		if (!f->sticky)
			before = day_of(f->year, f->month, f->day);
	}
}

static void use_hint(struct date_found *f, const struct date_context *c)
{
	int32_t today = c->now_ms ? day_of_ms(c->now_ms, zone_of(c)) : INT32_MAX;

	if (!f->ms || !f->yearless || !f->hint_year ||
		!date_valid(f->hint_year, f->month, f->day) ||
		day_of(f->hint_year, f->month, f->day) > today)
		return;
	set_day(f, f->hint_year, f->month, f->day, c);
	f->yearless = false;
}

void date_fix_list(struct date_found *list, size_t n, const struct date_context *c)
{
	size_t *dated, ndated = 0;
	bool any = false;

	fix_order(list, n, c);
	dated = mem_alloc((n + 1) * sizeof(*dated));
	for (size_t i = 0; i < n; i++) {
		use_hint(&list[i], c);
		if (!list[i].ms)
			continue;
		dated[ndated++] = i;
		any |= list[i].yearless;
	}
	if (any && ndated <= EXACT_MAX)
		fix_years_exact(list, dated, ndated, c);
	else if (any)
		fix_years_greedy(list, dated, ndated, c);
	free(dated);
}
