/* WHATWG encodings and the converters of the C library nearest to them. */
#include "charset-part.h"

/* Single-byte sets, the C library's table checked against the standard's index by
 * tests/unit/test-charset.c; EUC-JP and Shift_JIS with the NEC and IBM rows. */
static const struct {
	const char *name, *iconv;
} encodings[] = {
	{"big5", "BIG5-HKSCS"}, {"euc-jp", "EUC-JP-MS"}, {"euc-kr", "UHC"},
	{"gb18030", "GB18030"}, {"gbk", "GB18030"}, {"ibm866", "IBM866"},
	{"iso-2022-jp", "ISO-2022-JP-3"}, {"iso-8859-10", "ISO-8859-10"},
	{"iso-8859-13", "ISO-8859-13"}, {"iso-8859-14", "ISO-8859-14"},
	{"iso-8859-15", "ISO-8859-15"}, {"iso-8859-16", "ISO-8859-16"},
	{"iso-8859-2", "ISO-8859-2"}, {"iso-8859-3", "ISO-8859-3"},
	{"iso-8859-4", "ISO-8859-4"}, {"iso-8859-5", "ISO-8859-5"},
	{"iso-8859-6", "ISO-8859-6"}, {"iso-8859-7", "ISO-8859-7"},
	{"iso-8859-8", "ISO-8859-8"}, {"iso-8859-8-i", "ISO-8859-8"},
	{"koi8-r", "KOI8-R"}, {"koi8-u", "KOI8-U"}, {"macintosh", "MACINTOSH"},
	{"shift_jis", "CP932"}, {"windows-1250", "CP1250"}, {"windows-1251", "CP1251"},
	{"windows-1252", "CP1252"}, {"windows-1253", "CP1253"}, {"windows-1254", "CP1254"},
	{"windows-1255", "CP1255"}, {"windows-1256", "CP1256"}, {"windows-1257", "CP1257"},
	{"windows-1258", "CP1258"}, {"windows-874", "CP874"},
	{"x-mac-cyrillic", "MAC-CYRILLIC"},
};

const char *charset_iconv_name(struct str encoding)
{
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (str_eq_nocase(encoding, str_of(encodings[i].name)))
			return encodings[i].iconv;
	return NULL;
}
