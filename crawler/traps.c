/* Paths that repeat themselves, calendars, addresses longer than anybody writes. */
#include "traps.h"

#include "crawler/linkcheck.h"

#include "base/clock.h"

#define URL_LONGEST 2048 /* bytes; servers and people give up there */
#define SEGMENTS_MAX 24	 /* of a path */
#define REPEATS_MAX 4	 /* of one segment in a path */
#define YEARS_AHEAD 3	 /* a calendar that leads further has no end */

static bool repeats(struct str path)
{
	struct str rest = path, part, list[SEGMENTS_MAX + 1];
	size_t n = 0;

	while (str_cut(&rest, '/', &part)) {
		size_t same = 0;

		if (part.n == 0)
			continue;
		if (n > SEGMENTS_MAX)
			return true;
		for (size_t i = 0; i < n; i++)
			same += str_eq(list[i], part);
		if (same + 1 > REPEATS_MAX)
			return true;
		list[n++] = part;
	}
	return false;
}

static bool is_month(struct str s)
{
	int64_t month;

	return s.n > 2 && strchr("/-", s.p[0]) && (s.n == 3 || !is_alnum(s.p[3])) &&
		str_int(str_sub(s, 1, 2), 1, 12, &month);
}

/* A month of a year far ahead: "/2031/05", "2031-05", "year=2031". Plans for 2035 have
 * names with that number too, but no month behind it. */
static bool far_year(struct str url, int64_t now_ms)
{
	int year_now = 1970 + (int)(now_ms / (DAY_MS * 365));

	for (size_t at = 0; at < url.n && url.n - at > 4; at++) {
		struct str behind = str_sub(url, at + 5, url.n);
		bool named = at > 4 && str_ends_nocase(str_sub(url, 0, at), STR("year"));
		int64_t year;

		if (!strchr("/=-", url.p[at]) ||
			!str_int(str_sub(url, at + 1, 4), 2000, 2999, &year) ||
			year <= year_now + YEARS_AHEAD)
			continue;
		if (is_month(behind) || (named && (!behind.n || !is_alnum(behind.p[0]))))
			return true;
	}
	return false;
}

int trap_of(struct str url, int64_t now_ms)
{
	size_t at = str_find(url, STR("://"), 0), query;
	struct str path;

	if (url.n > URL_LONGEST)
		return LIMIT_LENGTH;
	path = str_sub(url, at == SIZE_MAX ? 0 : str_findc(url, '/', at + 3), url.n);
	query = str_findc(path, '?', 0);
	if (repeats(str_sub(path, 0, query)))
		return LIMIT_SEGMENTS;
	return far_year(url, now_ms) ? LIMIT_CALENDAR : -1;
}

bool trap_variants(struct store_txn *t, struct str url, uint64_t most, struct arena *a)
{
	size_t query = str_findc(url, '?', 0);
	struct buf key = BUF_INIT(64), value = BUF_INIT(8);
	uint64_t n = 0;
	struct str old;

	if (query == SIZE_MAX)
		return false;
	key_hash(&key, str_sub(url, 0, query));
	if (store_get(t, "variant", buf_str(&key), &old, a, NULL) == 0)
		n = key_u64_at(old, 0);
	key_u64(&value, n + 1);
	store_put(t, "variant", buf_str(&key), buf_str(&value), NULL);
	buf_release(&key);
	buf_release(&value);
	return n >= most;
}
