/* The names of months, and which month a word names. */
#include "dates-part.h"

#include "base/utf8.h"

#define NAME_BYTES 48 /* the longest name has 36 */

#define W(text) {text, sizeof(text) - 1}

/* A language's names in the form that dates have, then other forms and shortened ones; those
 * that a row before has are left out. */
static const struct months {
	struct str name[12];
	bool behind_day; /* too short or too common to begin a date with */
	bool thai;	 /* years are counted from 543 before ours */
} months[] = {
	/* English */
	{.name = {W("january"), W("february"), W("march"), W("april"), W("may"),
		W("june"), W("july"), W("august"), W("september"), W("october"),
		W("november"), W("december")}},
	{.name = {W("jan"), W("feb"), W("mar"), W("apr"), {0}, W("jun"), W("jul"),
		W("aug"), W("sep"), W("oct"), W("nov"), W("dec")}},
	{.name = {[8] = W("sept")}},
	/* Spanish */
	{.name = {W("enero"), W("febrero"), W("marzo"), W("abril"), W("mayo"),
		W("junio"), W("julio"), W("agosto"), W("septiembre"), W("octubre"),
		W("noviembre"), W("diciembre")}},
	{.name = {[8] = W("setiembre")}},
	{.behind_day = true, .name = {[0] = W("ene"), [3] = W("abr"), [7] = W("ago"),
		[11] = W("dic")}},
	/* French */
	{.name = {W("janvier"), W("février"), W("mars"), W("avril"), W("mai"),
		W("juin"), W("juillet"), W("août"), W("septembre"), W("octobre"),
		W("novembre"), W("décembre")}},
	{.name = {[0] = W("janv"), [1] = W("févr"), [3] = W("avr"), [6] = W("juil"),
		[7] = W("aout"), [11] = W("déc")}},
	{.behind_day = true, .name = {[1] = W("fevrier"), [11] = W("decembre")}},
	/* Portuguese */
	{.name = {W("janeiro"), W("fevereiro"), W("março"), W("abril"), W("maio"),
		W("junho"), W("julho"), W("agosto"), W("setembro"), W("outubro"),
		W("novembro"), W("dezembro")}},
	{.behind_day = true, .name = {[1] = W("fev"), [2] = W("marco"), [8] = W("set"),
		[9] = W("out"), [11] = W("dez")}},
	/* German, Danish, Norwegian */
	{.name = {W("januar"), W("februar"), W("märz"), W("april"), W("mai"),
		W("juni"), W("juli"), W("august"), W("september"), W("oktober"),
		W("november"), W("dezember")}},
	{.behind_day = true, .name = {[0] = W("jänner"), [1] = W("feber"),
		[2] = W("maerz"), [9] = W("okt")}},
	{.behind_day = true, .name = {[2] = W("mär"), [4] = W("maj"),
		[11] = W("desember")}},
	{.behind_day = true, .name = {[2] = W("mrz")}},
	{.behind_day = true, .name = {[2] = W("marts")}},
	/* Italian */
	{.name = {W("gennaio"), W("febbraio"), W("marzo"), W("aprile"), W("maggio"),
		W("giugno"), W("luglio"), W("agosto"), W("settembre"), W("ottobre"),
		W("novembre"), W("dicembre")}},
	{.behind_day = true, .name = {[0] = W("gen"), [4] = W("mag"), [5] = W("giu"),
		[6] = W("lug"), [9] = W("ott")}},
	/* Dutch */
	{.name = {W("januari"), W("februari"), W("maart"), W("april"), W("mei"),
		W("juni"), W("juli"), W("augustus"), W("september"), W("oktober"),
		W("november"), W("december")}},
	{.behind_day = true, .name = {[2] = W("mrt")}},
	/* Swedish, Finnish */
	{.behind_day = true, .name = {[7] = W("augusti")}},
	{.behind_day = true, .name = {W("tammikuuta"), W("helmikuuta"),
		W("maaliskuuta"), W("huhtikuuta"), W("toukokuuta"), W("kesäkuuta"),
		W("heinäkuuta"), W("elokuuta"), W("syyskuuta"), W("lokakuuta"),
		W("marraskuuta"), W("joulukuuta")}},
	/* Catalan */
	{.behind_day = true, .name = {W("gener"), W("febrer"), W("març"), {0},
		W("maig"), W("juny"), W("juliol"), W("agost"), W("setembre"),
		W("octubre"), W("novembre"), W("desembre")}},
	/* Romanian */
	{.behind_day = true, .name = {W("ianuarie"), W("februarie"), W("martie"),
		W("aprilie"), W("mai"), W("iunie"), W("iulie"), W("august"),
		W("septembrie"), W("octombrie"), W("noiembrie"), W("decembrie")}},
	/* Polish */
	{.behind_day = true, .name = {W("stycznia"), W("lutego"), W("marca"),
		W("kwietnia"), W("maja"), W("czerwca"), W("lipca"), W("sierpnia"),
		W("września"), W("października"), W("listopada"), W("grudnia")}},
	{.behind_day = true, .name = {W("styczeń"), W("luty"), W("marzec"),
		W("kwiecień"), W("maj"), W("czerwiec"), W("lipiec"), W("sierpień"),
		W("wrzesień"), W("październik"), W("listopad"), W("grudzień")}},
	{.behind_day = true, .name = {W("sty"), W("lut"), {0}, W("kwi"), {0}, W("cze"),
		W("lip"), W("sie"), W("wrz"), W("paź"), W("lis"), W("gru")}},
	/* Czech, Slovak */
	{.behind_day = true, .name = {W("ledna"), W("února"), W("března"), W("dubna"),
		W("května"), W("června"), W("července"), W("srpna"), W("září"),
		W("října"), W("listopadu"), W("prosince")}},
	{.behind_day = true, .name = {W("januára"), W("februára"), {0}, W("apríla"),
		W("mája"), W("júna"), W("júla"), W("augusta"), W("septembra"),
		W("októbra"), W("novembra"), W("decembra")}},
	/* Turkish, with and without its letters */
	{.behind_day = true, .name = {W("ocak"), W("şubat"), W("mart"), W("nisan"),
		W("mayıs"), W("haziran"), W("temmuz"), W("ağustos"), W("eylül"),
		W("ekim"), W("kasım"), W("aralık")}},
	{.behind_day = true, .name = {[1] = W("subat"), [4] = W("mayis"),
		[7] = W("agustos"), [8] = W("eylul"), [10] = W("kasim"),
		[11] = W("aralik")}},
	{.behind_day = true, .name = {W("oca"), W("şub"), {0}, W("nis"), {0}, W("haz"),
		W("tem"), W("ağu"), W("eyl"), W("eki"), W("kas"), W("ara")}},
	/* Indonesian, Malay */
	{.behind_day = true, .name = {[2] = W("maret"), [7] = W("agustus")}},
	{.behind_day = true, .name = {[2] = W("mac"), [6] = W("julai"),
		[7] = W("ogos"), [11] = W("disember")}},
	/* Russian */
	{.name = {W("января"), W("февраля"), W("марта"), W("апреля"), W("мая"),
		W("июня"), W("июля"), W("августа"), W("сентября"), W("октября"),
		W("ноября"), W("декабря")}},
	{.behind_day = true, .name = {W("январь"), W("февраль"), W("март"),
		W("апрель"), W("май"), W("июнь"), W("июль"), W("август"),
		W("сентябрь"), W("октябрь"), W("ноябрь"), W("декабрь")}},
	{.behind_day = true, .name = {W("янв"), W("фев"), W("мар"), W("апр"), {0},
		W("июн"), W("июл"), W("авг"), W("сен"), W("окт"), W("ноя"), W("дек")}},
	{.behind_day = true, .name = {[1] = W("февр"), [8] = W("сент"),
		[10] = W("нояб")}},
	/* Ukrainian */
	{.behind_day = true, .name = {W("січня"), W("лютого"), W("березня"),
		W("квітня"), W("травня"), W("червня"), W("липня"), W("серпня"),
		W("вересня"), W("жовтня"), W("листопада"), W("грудня")}},
	/* Bulgarian */
	{.behind_day = true, .name = {[0] = W("януари"), [1] = W("февруари"),
		[3] = W("април"), [5] = W("юни"), [6] = W("юли"), [8] = W("септември"),
		[9] = W("октомври"), [10] = W("ноември"), [11] = W("декември")}},
	/* Greek */
	{.behind_day = true, .name = {W("ιανουαρίου"), W("φεβρουαρίου"), W("μαρτίου"),
		W("απριλίου"), W("μαΐου"), W("ιουνίου"), W("ιουλίου"), W("αυγούστου"),
		W("σεπτεμβρίου"), W("οκτωβρίου"), W("νοεμβρίου"), W("δεκεμβρίου")}},
	/* Hindi */
	{.behind_day = true, .name = {W("जनवरी"), W("फ़रवरी"), W("मार्च"), W("अप्रैल"),
		W("मई"), W("जून"), W("जुलाई"), W("अगस्त"), W("सितंबर"), W("अक्टूबर"),
		W("नवंबर"), W("दिसंबर")}},
	{.behind_day = true, .name = {[1] = W("फरवरी"), [8] = W("सितम्बर"),
		[9] = W("अक्तूबर"), [10] = W("नवम्बर"), [11] = W("दिसम्बर")}},
	/* Thai */
	{.behind_day = true, .thai = true, .name = {W("มกราคม"), W("กุมภาพันธ์"),
		W("มีนาคม"), W("เมษายน"), W("พฤษภาคม"), W("มิถุนายน"), W("กรกฎาคม"),
		W("สิงหาคม"), W("กันยายน"), W("ตุลาคม"), W("พฤศจิกายน"), W("ธันวาคม")}},
	{.behind_day = true, .thai = true, .name = {W("ม.ค."), W("ก.พ."), W("มี.ค."),
		W("เม.ย."), W("พ.ค."), W("มิ.ย."), W("ก.ค."), W("ส.ค."), W("ก.ย."),
		W("ต.ค."), W("พ.ย."), W("ธ.ค.")}},
};

/* Small letter of Latin, Greek and Cyrillic ones. */
static int32_t small(int32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde) || (c >= 0x391 && c <= 0x3a9) ||
		(c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c == 0x130) /* the Turkish one with a dot */
		return 'i';
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return (c + 1) & ~1;
	return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

static bool is_thai(int32_t c)
{
	return c >= 0xe00 && c <= 0xe4f;
}

/* Letters and marks of the scripts above; the stops inside and behind a shortened Thai name
 * are part of it. */
static bool of_word(int32_t c, int32_t before)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= 0xc0 && c < 0x2000 && !date_digit(c)) || (c == '.' && is_thai(before));
}

/* The word at *at, which is then behind it; none: there is none, or too long for a month. */
static struct str eat_word(struct str s, size_t *at)
{
	size_t from = *at, end = from;
	int32_t before = 0;

	while (end < s.n && end - from <= NAME_BYTES) {
		size_t next = end;
		int32_t c = utf8_next(s, &next);

		if (!of_word(c, before))
			break;
		before = c;
		end = next;
	}
	if (end - from < 3 || end - from > NAME_BYTES)
		return STR_NONE;
	*at = end;
	return str_sub(s, from, end - from);
}

/* name is in small letters. */
static bool names(struct str word, struct str name)
{
	size_t i = 0, j = 0;

	if (!name.n || ((unsigned char)(name.p[0] | word.p[0]) < 0x80 &&
					(word.p[0] | 0x20) != name.p[0]))
		return false;
	while (i < word.n && j < name.n)
		if (small(utf8_next(word, &i)) != utf8_next(name, &j))
			return false;
	return i == word.n && j == name.n;
}

bool date_eat_month(struct str s, size_t *at, struct month_word *out)
{
	size_t end = *at;
	struct str word = eat_word(s, &end);

	for (size_t i = 0; word.n && i < sizeof(months) / sizeof(months[0]); i++)
		for (int k = 0; k < 12; k++) {
			if (!names(word, months[i].name[k]))
				continue;
			*out = (struct month_word){.month = k + 1, .thai = months[i].thai,
				.behind_day = months[i].behind_day};
			date_eat(s, &end, '.');
			*at = end;
			return true;
		}
	return false;
}
