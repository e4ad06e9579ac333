/* Names as numbers, and named character references. */
#include "html-private.h"

struct entity {
	const char name[33];
	unsigned char n;
	const char text[8];
};

#include "html-tables.inc"

static const char *const atom_names[H_COUNT] = {
	[H_NONE] = "",
#define X(atom, name) [atom] = name,
	HTML_ATOMS(X)
#undef X
};

static const unsigned char atom_bytes[H_COUNT] = {
#define X(atom, name) [atom] = sizeof(name) - 1,
	HTML_ATOMS(X)
#undef X
};

/* First eight and last four bytes and the length: tells all names of ours apart. */
static uint64_t name_key(struct str s)
{
	uint64_t head = 0;
	uint32_t tail = 0;

	for (size_t i = 0; i < s.n && i < 8; i++)
		head |= (uint64_t)html_lower[(unsigned char)s.p[i]] << (8 * i);
	if (s.n < 4) {
		tail = (uint32_t)(head << (8 * (4 - s.n)));
	} else {
		for (size_t i = 0; i < 4; i++)
			tail |= (uint32_t)html_lower[(unsigned char)s.p[s.n - 4 + i]]
				<< (8 * i);
	}
	return head ^ ((uint64_t)tail << 13) ^ s.n;
}

enum html_atom html_atom_of(struct str name)
{
	unsigned atom;

	if (name.n == 0 || name.n > 16)
		return H_NONE;
	atom = atom_slot[(name_key(name) * ATOM_MULTIPLIER) >> (64 - ATOM_BITS)];
	if (atom_bytes[atom] != name.n)
		return H_NONE;
	for (size_t i = 0; i < name.n; i++)
		if (html_lower[(unsigned char)name.p[i]] != (unsigned char)atom_names[atom][i])
			return H_NONE;
	return (enum html_atom)atom;
}

struct str html_atom_name(enum html_atom atom)
{
	return str_n(atom_names[atom], atom_bytes[atom]);
}

bool html_is_void(enum html_atom tag)
{
	static const unsigned char is_void[H_COUNT] = {
		[H_AREA] = 1, [H_BASE] = 1, [H_BGSOUND] = 1, [H_BR] = 1, [H_COL] = 1,
		[H_COMMAND] = 1, [H_EMBED] = 1, [H_FRAME] = 1, [H_HR] = 1, [H_IMG] = 1,
		[H_IMAGE] = 1, [H_INPUT] = 1, [H_KEYGEN] = 1, [H_LINK] = 1, [H_META] = 1,
		[H_PARAM] = 1, [H_SOURCE] = 1, [H_TRACK] = 1, [H_WBR] = 1,
	};

	return is_void[tag];
}

/* Entities in order of their names: those with the given first letter that are a prefix
 * of s; the longest wins. */
static const struct entity *entity_find(struct str s)
{
	unsigned c = (unsigned char)s.p[0];
	size_t lo, hi, n = 0;

	if (c < 'A' || c > 'z')
		return NULL;
	while (n < s.n && n < ENTITY_LONGEST && is_alnum((unsigned char)s.p[n]))
		n++;
	if (n < s.n && n < ENTITY_LONGEST && s.p[n] == ';')
		n++;
	for (; n >= 2; n--) {
		lo = entity_first[c];
		hi = entity_first[c + 1];
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			int d = str_cmp(str_n(entities[mid].name, entities[mid].n),
				str_n(s.p, n));

			if (d == 0)
				return &entities[mid];
			if (d < 0)
				lo = mid + 1;
			else
				hi = mid;
		}
	}
	return NULL;
}

/* 13.2.5.80: what 0x80..0x9F mean in Windows-1252, 0 where the table has no entry. */
static const uint16_t c1[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C,
	0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
	0x0178};

/* Numeric reference at s ("#..."); 0 when it is none, else the bytes read. */
static size_t decode_number(struct str s, struct buf *out)
{
	size_t i = 1, first;
	bool hex = i < s.n && (s.p[i] == 'x' || s.p[i] == 'X');
	int32_t cp = 0;

	if (hex)
		i++;
	for (first = i; i < s.n; i++) {
		int d = hex_value((unsigned char)s.p[i]);

		if (d < 0 || (!hex && d > 9))
			break;
		if (cp <= 0x10FFFF)
			cp = cp * (hex ? 16 : 10) + d;
	}
	if (i == first)
		return 0;
	if (i < s.n && s.p[i] == ';')
		i++;
	if (cp >= 0x80 && cp <= 0x9F && c1[cp - 0x80])
		cp = c1[cp - 0x80];
	utf8_put(out, cp == 0 ? 0xFFFD : cp);
	return i;
}

size_t html_reference(struct str s, bool attribute, struct buf *out)
{
	const struct entity *x;
	int next;

	if (s.n == 0)
		return 0;
	if (s.p[0] == '#')
		return decode_number(s, out);
	x = entity_find(s);
	if (!x)
		return 0;
	next = x->n < s.n ? (unsigned char)s.p[x->n] : 0;
	if (attribute && x->name[x->n - 1] != ';' && (next == '=' || is_alnum(next)))
		return 0;
	buf_adds(out, x->text);
	return x->n;
}
