/* What the date files share: a cursor over folded characters, and the forms.
 *
 * Characters are folded while they are read: full-width to ASCII, the many dashes to '-',
 * digits of Thai and Devanagari too, 年 to 'Y', 月 to 'M', 日 and 号 to 'D', 时 to 'h', 分 to 'm', 秒 to 's' (marked by FOLD,
 * so that Latin letters stay apart), spaces of all kinds to ' '. A form advances *at and
 * fills *r, or leaves both alone. Private to dates*.c. */
#ifndef DATES_PART_H
#define DATES_PART_H

#include "crawler/dates.h"

#define DATE_FOLD 0x200000 /* above all code points */

struct reading {
	int year, month, day;
	struct date_clock clock;
	bool has_time, has_offset;
	int offset_s;
	int64_t ms; /* relative dates: the instant itself */
	struct date_found flags;
};

int date_char(struct str s, size_t *at); /* folded, *at advanced; -1 at the end */
int date_peek(struct str s, size_t at);
bool date_eat(struct str s, size_t *at, int c);
size_t date_eat_spaces(struct str s, size_t *at);
bool date_eat_word(struct str s, size_t *at, const char *word); /* whatever its case */
/* At most max digits; gives their count, 0 for none or more than max. */
int date_eat_number(struct str s, size_t *at, int max, int *out);
#define THAI_ZERO 543 /* year 2569 there is 2026 */

struct month_word {
	int month;
	bool thai;	 /* the year behind it is counted as in Thailand */
	bool behind_day; /* a month only where a day stands before */
};

/* dates-months.c: the word at *at as the name of a month in any of two dozen languages, with a
 * full stop behind it. */
bool date_eat_month(struct str s, size_t *at, struct month_word *out);
/* dates-cursor.c: is it a digit of another script that counts as one: ๒ २ */
bool date_digit(int32_t c);
int date_full_year(int yy); /* 70..99 are of the last century */

/* dates-forms.c: numbers. The form-th one, strongest first; false: it does not fit. */
#define DATE_NUMBER_FORMS 9
bool date_number_form(int form, struct str s, size_t *at, const struct date_context *c,
	struct reading *r);
/* dates-words.c: month names, 今天, 3小时前. */
#define DATE_WORD_FORMS 4
bool date_word_form(int form, struct str s, size_t *at, const struct date_context *c,
	struct reading *r);
/* A time of day after a date. */
void date_clock_form(struct str s, size_t *at, struct reading *r);

#endif
