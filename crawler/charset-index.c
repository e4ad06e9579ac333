/* Tables of the multi-byte and single-byte sets, made once from the C library's converters
 * and patched where the Encoding Standard says otherwise. */
#include "charset-part.h"

#include <iconv.h>
#include <stdlib.h>

struct patch {
	uint16_t code;	/* two bytes, the first one high */
	uint32_t point; /* 0: none */
};

/* Two-byte codes for which the C library's converter and the standard differ. */
static const struct patch patch_big5[] = {
	{0x8e69, 0x7bb8}, {0x8e6f, 0x7c06}, {0x8e7e, 0x7cce}, {0x8eab, 0x7dd2},
	{0x8eb4, 0x7e1d}, {0x8ecd, 0x8005}, {0x8ed0, 0x8028}, {0x8f57, 0x83c1},
	{0x8f69, 0x84a8}, {0x8f6e, 0x840f}, {0x8fcb, 0x89a6}, {0x8fcc, 0x89a9},
	{0x8ffe, 0x8d77}, {0x906d, 0x90fd}, {0x907a, 0x92b9}, {0x90dc, 0x975c},
	{0x90f1, 0x97ff}, {0x91bf, 0x9f16}, {0x9244, 0x8503}, {0x92af, 0x5159},
	{0x92b0, 0x515b}, {0x92b1, 0x515d}, {0x92b2, 0x515e}, {0x92c8, 0x936e},
	{0x92d1, 0x7479}, {0x9447, 0x6d67}, {0x94ca, 0x799b}, {0x95d9, 0x9097},
	{0x9644, 0x975d}, {0x96ed, 0x701e}, {0x96fc, 0x5b28}, {0x9b76, 0x7201},
	{0x9b78, 0x77d7}, {0x9b7b, 0x7e87}, {0x9bc6, 0x99d6}, {0x9bde, 0x91d4},
	{0x9bec, 0x60de}, {0x9bf6, 0x6fb6}, {0x9c42, 0x8f36}, {0x9c53, 0x4fbb},
	{0x9c62, 0x71df}, {0x9c68, 0x9104}, {0x9c6b, 0x9df0}, {0x9c77, 0x83cf},
	{0x9cbc, 0x5c10}, {0x9cbd, 0x79e3}, {0x9cd0, 0x5a67}, {0x9d57, 0x8f0b},
	{0x9d5a, 0x7b51}, {0x9dc4, 0x62d0}, {0x9ea9, 0x6062}, {0x9eef, 0x75f9},
	{0x9efd, 0x6c4a}, {0x9f60, 0x9b2e}, {0x9f66, 0x9f17}, {0x9fcb, 0x50ed},
	{0x9fd8, 0x5f0c}, {0xa063, 0x880f}, {0xa077, 0x62ce}, {0xa0d5, 0x7468},
	{0xa0df, 0x7162}, {0xa0e4, 0x7250}, {0xa145, 0x2027}, {0xa14e, 0xfe51},
	{0xa15a, 0x2574}, {0xa1c2, 0xaf}, {0xa1c3, 0xffe3}, {0xa1c5, 0x2cd},
	{0xa1e3, 0xff5e}, {0xa1f2, 0x2295}, {0xa1f3, 0x2299}, {0xa1fe, 0xff0f},
	{0xa240, 0xff3c}, {0xa241, 0x2215}, {0xa242, 0xfe68}, {0xa244, 0xffe5},
	{0xa246, 0xffe0}, {0xa247, 0xffe1}, {0xa2cc, 0x5341}, {0xa2ce, 0x5345},
	{0xa3c0, 0x2400}, {0xa3c1, 0x2401}, {0xa3c2, 0x2402}, {0xa3c3, 0x2403},
	{0xa3c4, 0x2404}, {0xa3c5, 0x2405}, {0xa3c6, 0x2406}, {0xa3c7, 0x2407},
	{0xa3c8, 0x2408}, {0xa3c9, 0x2409}, {0xa3ca, 0x240a}, {0xa3cb, 0x240b},
	{0xa3cc, 0x240c}, {0xa3cd, 0x240d}, {0xa3ce, 0x240e}, {0xa3cf, 0x240f},
	{0xa3d0, 0x2410}, {0xa3d1, 0x2411}, {0xa3d2, 0x2412}, {0xa3d3, 0x2413},
	{0xa3d4, 0x2414}, {0xa3d5, 0x2415}, {0xa3d6, 0x2416}, {0xa3d7, 0x2417},
	{0xa3d8, 0x2418}, {0xa3d9, 0x2419}, {0xa3da, 0x241a}, {0xa3db, 0x241b},
	{0xa3dc, 0x241c}, {0xa3dd, 0x241d}, {0xa3de, 0x241e}, {0xa3df, 0x241f},
	{0xa3e0, 0x2421}, {0xa3e1, 0x20ac}, {0xc6cf, 0x5ef4}, {0xc6d3, 0x65e0},
	{0xc6d5, 0x7676}, {0xc6d7, 0x96b6}, {0xc6de, 0x3003}, {0xc6df, 0x4edd},
	{0xfa5f, 0x5029}, {0xfa66, 0x507d}, {0xfabd, 0x5305}, {0xfac5, 0x5344},
	{0xfad5, 0x537f}, {0xfb48, 0x5605}, {0xfbb8, 0x5a77}, {0xfbf3, 0x5e75},
	{0xfbf9, 0x5ed0}, {0xfc4f, 0x5f58}, {0xfc6c, 0x60a4}, {0xfcb9, 0x6490},
	{0xfce2, 0x6674}, {0xfcf1, 0x675e}, {0xfdb7, 0x6c9c}, {0xfdb8, 0x6e1d},
	{0xfdbb, 0x6e2f}, {0xfdf1, 0x716e}, {0xfe52, 0x732a}, {0xfe6f, 0x745c},
	{0xfeaa, 0x74e9}, {0xfedd, 0x7809},
};

static const struct patch patch_gb18030[] = {
	{0xa3a0, 0x3000}, {0xfe51, 0xe816}, {0xfe52, 0xe817}, {0xfe53, 0xe818},
	{0xfe6c, 0xe831}, {0xfe76, 0xe83b}, {0xfe91, 0xe855},
};

static const struct {
	const char *name;
	unsigned char byte;
	uint32_t point;
} patch_single[] = {
	{"koi8-u", 0xae, 0x45e}, {"koi8-u", 0xbe, 0x40e}, {"macintosh", 0xc6, 0x2206},
	{"macintosh", 0xf0, 0xf8ff}, {"x-mac-cyrillic", 0xff, 0x20ac},
};

/* Lead and trail bytes of a table's pointers. */
static const struct shape {
	const char *iconv;
	const char *prefix;
	size_t size;
	unsigned trails; /* trail bytes of one lead byte */
	unsigned lead, trail;	 /* the first ones */
	unsigned gap, after_gap; /* from trail number `gap` on, trails start at after_gap */
	const struct patch *patch;
	size_t npatch;
} shapes[NTABLES] = {
	[TABLE_GB18030] = {"GB18030", "", 126 * 190, 190, 0x81, 0x40, 63, 0x80, patch_gb18030,
		sizeof(patch_gb18030) / sizeof(patch_gb18030[0])},
	[TABLE_BIG5] = {"BIG5-HKSCS", "", 126 * 157, 157, 0x81, 0x40, 63, 0xa1, patch_big5,
		sizeof(patch_big5) / sizeof(patch_big5[0])},
	[TABLE_EUC_KR] = {"UHC", "", 126 * 190, 190, 0x81, 0x41, 190, 0, NULL, 0},
	[TABLE_JIS0208] = {"CP932", "", 60 * 188, 188, 0x81, 0x40, 63, 0x80, NULL, 0},
	[TABLE_JIS0212] = {"EUC-JP", "\x8f", 94 * 94, 94, 0xa1, 0xa1, 94, 0, NULL, 0},
};

static uint32_t *tables[NTABLES];
static uint16_t *gb_ranges;
static size_t missing;

/* Converters that wait for the first text in their set: a table costs milliseconds that most
 * processes never need, but its converter is a file that cannot be opened later. */
static iconv_t waiting[NTABLES];
static bool opened[NTABLES];

/* The one code point that the bytes stand for; 0 where there is none, or two. */
static uint32_t convert(iconv_t cd, const char *bytes, size_t n)
{
	uint32_t out[8];
	char in[4], *from = in, *to = (char *)out;
	size_t nto = sizeof(out);

	memcpy(in, bytes, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &n, &to, &nto) == (size_t)-1 ||
		iconv(cd, NULL, NULL, &to, &nto) == (size_t)-1)
		return 0;
	return sizeof(out) - nto == sizeof(uint32_t) ? out[0] : 0;
}

static iconv_t open_converter(const char *name)
{
	iconv_t cd = iconv_open("WCHAR_T", name); /* code points in the machine's order */

	if (cd == (iconv_t)-1)
		missing++;
	return cd;
}

static unsigned lead_of(enum charset_table which, size_t row)
{
	unsigned lead = shapes[which].lead + (unsigned)row;

	/* Shift_JIS leaves out 0xA0..0xDF */
	return which == TABLE_JIS0208 && lead >= 0xa0 ? lead + 0x40 : lead;
}

static void fill(enum charset_table which, uint32_t *table)
{
	const struct shape *s = &shapes[which];
	iconv_t cd = opened[which] ? waiting[which] : open_converter(s->iconv);
	size_t prefix = strlen(s->prefix);
	char bytes[3];

	if (cd == (iconv_t)-1)
		return;
	memcpy(bytes, s->prefix, prefix);
	for (size_t i = 0; i < s->size; i++) {
		unsigned t = (unsigned)(i % s->trails), code;

		t = t < s->gap ? s->trail + t : s->after_gap + t - s->gap;
		bytes[prefix] = (char)lead_of(which, i / s->trails);
		bytes[prefix + 1] = (char)t;
		table[i] = convert(cd, bytes, prefix + 2);
		code = lead_of(which, i / s->trails) << 8 | t;
		for (size_t k = 0; k < s->npatch; k++)
			if (s->patch[k].code == code)
				table[i] = s->patch[k].point;
	}
	iconv_close(cd);
	opened[which] = false;
}

const uint32_t *charset_index(enum charset_table which)
{
	if (!tables[which]) {
		tables[which] = mem_alloc(shapes[which].size * sizeof(uint32_t));
		fill(which, tables[which]);
	}
	return tables[which];
}

size_t charset_index_size(enum charset_table which)
{
	return shapes[which].size;
}

const uint32_t *charset_high(struct charset *c)
{
	iconv_t cd;

	if (c->high)
		return c->high;
	c->high = mem_alloc(128 * sizeof(uint32_t));
	cd = open_converter(c->iconv);
	if (cd == (iconv_t)-1)
		return c->high;
	for (unsigned i = 0; i < 128; i++) {
		char byte = (char)(0x80 + i);

		c->high[i] = convert(cd, &byte, 1);
		if (c->high[i] == 0 && i < 0x20) /* the standard's indexes have the controls */
			c->high[i] = 0x80 + i;
		for (size_t k = 0; k < sizeof(patch_single) / sizeof(patch_single[0]); k++)
			if (patch_single[k].byte == 0x80 + i &&
				streq(c->name, patch_single[k].name))
				c->high[i] = patch_single[k].point;
	}
	iconv_close(cd);
	return c->high;
}

/* The standard's ranges are the code points that have no two bytes in the edition of 2000,
 * in order. Since then these have changed places with U+FE10.. and others. */
static const uint16_t two_bytes_in_2000[] = {
	0xe5e5, 0xe7c7, 0xe78d, 0xe78e, 0xe78f, 0xe790, 0xe791, 0xe792, 0xe793, 0xe794, 0xe795,
	0xe796, 0xe81e, 0xe826, 0xe82b, 0xe82c, 0xe832, 0xe843, 0xe854, 0xe864,
};
static const uint16_t four_bytes_in_2000[] = {
	0x1e3f, 0xfe10, 0xfe11, 0xfe12, 0xfe13, 0xfe14, 0xfe15, 0xfe16, 0xfe17, 0xfe18, 0xfe19,
	0x9fb4, 0x9fb5, 0x9fb6, 0x9fb7, 0x9fb8, 0x9fb9, 0x9fba, 0x9fbb,
};

#define GB_RANGES 39420 /* pointers below the one of U+10000's gap */

static void fill_ranges(void)
{
	const uint32_t *index = charset_index(TABLE_GB18030);
	bool *taken = mem_alloc(0x10000);
	size_t n = 0;

	for (size_t i = 0; i < shapes[TABLE_GB18030].size; i++)
		if (index[i] < 0x10000)
			taken[index[i]] = true;
	for (size_t i = 0; i < sizeof(two_bytes_in_2000) / sizeof(uint16_t); i++)
		taken[two_bytes_in_2000[i]] = true;
	for (size_t i = 0; i < sizeof(four_bytes_in_2000) / sizeof(uint16_t); i++)
		taken[four_bytes_in_2000[i]] = false;
	gb_ranges = mem_alloc(GB_RANGES * sizeof(uint16_t));
	for (uint32_t cp = 0x80; cp < 0x10000 && n < GB_RANGES; cp++)
		if (!taken[cp] && (cp < 0xd800 || cp > 0xdfff))
			gb_ranges[n++] = (uint16_t)cp;
	free(taken);
}

int32_t charset_gb18030_range(uint32_t pointer)
{
	if (pointer >= 189000 && pointer <= 1237575)
		return (int32_t)(0x10000 + pointer - 189000);
	if (pointer >= GB_RANGES)
		return -1;
	if (pointer == 7457)
		return 0xe7c7;
	if (!gb_ranges)
		fill_ranges();
	return gb_ranges[pointer] ? gb_ranges[pointer] : -1;
}

int32_t charset_gb18030_pointer(uint32_t point)
{
	size_t lo = 0, hi = GB_RANGES;

	if (point >= 0x10000)
		return (int32_t)(point - 0x10000 + 189000);
	if (point == 0xe7c7)
		return 7457;
	if (!gb_ranges)
		fill_ranges();
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (gb_ranges[mid] < point)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < GB_RANGES && gb_ranges[lo] == point ? (int32_t)lo : -1;
}

size_t charset_preload(void)
{
	for (int i = 0; i < NTABLES; i++) {
		if (tables[i] || opened[i])
			continue;
		waiting[i] = open_converter(shapes[i].iconv);
		opened[i] = true;
	}
	for (size_t i = 0; charset_at(i); i++)
		if (charset_at(i)->kind == KIND_SINGLE)
			charset_high(charset_at(i));
	return missing;
}
