/* Reading folded characters, numbers and words. */
#include "dates-part.h"

#include "base/utf8.h"

bool date_digit(int32_t c)
{
	return (c >= 0xe50 && c <= 0xe59) || (c >= 0x966 && c <= 0x96f);
}

static int fold_cjk(int32_t c)
{
	switch (c) {
	case 0x5e74: case 0xb144: return DATE_FOLD | 'Y';
	case 0x6708: case 0xc6d4: return DATE_FOLD | 'M';
	case 0x65e5: case 0x53f7: case 0x865f: case 0xc77c: return DATE_FOLD | 'D';
	case 0x65f6: case 0x6642: case 0x70b9: case 0x9ede: return DATE_FOLD | 'h';
	case 0x5206: return DATE_FOLD | 'm';
	case 0x79d2: return DATE_FOLD | 's';
	case 0x2236: return ':';
	case 0x3000: case 0xa0: case 0x202f: return ' ';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015:
	case 0x2212: return '-';
	case 0xb7: case 0x3002: return '.';
	default: break;
	}
	if (date_digit(c))
		return '0' + (c >= 0xe50 ? c - 0xe50 : c - 0x966);
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if (c >= 0x2002 && c <= 0x200a)
		return ' ';
	return c;
}

/* The folded character at *at, which is advanced; -1 at the end. */
int date_char(struct str s, size_t *at)
{
	if (*at >= s.n)
		return -1;
	if ((unsigned char)s.p[*at] < 0x80) {
		int c = (unsigned char)s.p[(*at)++];

		return c == '\t' || c == '\n' || c == '\r' || c == '\f' ? ' ' : c;
	}
	return fold_cjk(utf8_next(s, at));
}

int date_peek(struct str s, size_t at)
{
	return date_char(s, &at);
}

bool date_eat(struct str s, size_t *at, int c)
{
	size_t next = *at;

	if (date_char(s, &next) != c)
		return false;
	*at = next;
	return true;
}

size_t date_eat_spaces(struct str s, size_t *at)
{
	size_t n = 0;

	while (n < 8 && date_eat(s, at, ' '))
		n++;
	return n;
}

/* At most max digits; gives their count, 0 for none or more than max. */
int date_eat_number(struct str s, size_t *at, int max, int *out)
{
	size_t next = *at, end = *at;
	int n = 0, v = 0, c;

	while ((c = date_char(s, &next)) >= '0' && c <= '9') {
		if (++n > max)
			return 0;
		v = v * 10 + (c - '0');
		end = next;
	}
	if (n == 0)
		return 0;
	*at = end;
	*out = v;
	return n;
}

bool date_eat_word(struct str s, size_t *at, const char *word)
{
	struct str w = str_of(word);

	if (!str_starts_nocase(str_sub(s, *at, s.n), w))
		return false;
	*at += w.n;
	return true;
}

/* The year that two digits mean: 70..99 of the last century. */
int date_full_year(int yy)
{
	return yy + (yy >= 70 ? 1900 : 2000);
}
