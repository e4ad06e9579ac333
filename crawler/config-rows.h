/* The table of settings: one row knows everything about one key. Loading, errors, `config
 * print` and the check of the manual page come from the rows (DESIGN 13). */
#ifndef CONFIG_ROWS_H
#define CONFIG_ROWS_H

#include "crawler/rows.h"

#include "config-yaml.h"

/* One file being read. */
struct reader {
	struct arena *a;	   /* of the configuration */
	struct config_faults *f;
	const char *file;	   /* lies in a */
	bool only_inherited;	   /* reading defaults: */
	config_rule_check *check;
	size_t narrays;		   /* structs made so far, against the ceiling */
};

extern const struct table table_store, table_installation, table_portal, table_column,
	table_receiver, table_route, table_report, table_unit, table_duty_file,
	table_duty, table_profile, table_indicator;

/* Zero values replaced by the defaults of the rows. */
void rows_default(struct reader *r, const struct table *t, void *base);
/* Every key of map into base; unknown, doubled and missing keys are faults. */
void rows_read(struct reader *r, const struct table *t, struct ynode *map, void *base);
/* Keys of defaults: that stand in neither table (portal may be NULL) are faults, and so
 * are values that no portal or column could have. */
void rows_check_inherited(struct reader *r, struct ynode *map, const struct table *portal,
	const struct table *column);
/* value is "..." for people, cut where it is long. */
const char *ynode_says(struct reader *r, const struct ynode *v);
/* "KEY: expected ..., found ..." */
void row_fault(struct reader *r, const struct row *row, const struct ynode *v);
/* The word is one of choices. */
bool row_has_word(const char *choices, struct str s);
/* The member of the row; nothing where it has none. */
void row_put(void *base, const struct row *row, const void *value, size_t n);
/* Text s of the scalar v into the member; false where it is not of the row's type. */
bool read_scalar(struct reader *r, const struct row *row, const struct ynode *v,
	struct str s, void *base);
/* Scalar text, or a fault. */
bool read_text(struct reader *r, const struct row *row, const struct ynode *v,
	struct str *out);
/* A list of texts, or one text; NULL-terminated. */
bool read_texts(struct reader *r, const struct row *row, const struct ynode *v,
	const char *const **out, size_t *n);
/* The known word nearest to s, NULL where none is near: "did you mean ...". */
const char *nearest_word(struct str s, const char *const *words, size_t n);
/* A PCRE2 pattern, or a fault; "" is fine. */
void config_check_regex(struct config_faults *f, const char *file, int line, const char *key,
	const char *pattern);
/* What config_set_rule_check set; NULL. */
config_rule_check *config_rule_checker(void);
/* References between the parts; everything that one row alone cannot see. */
void config_cross_check(struct config *c, struct config_faults *f, struct arena *a);
/* What the row's value must be, for messages: "a duration such as 30s or 6h". */
const char *row_expects(const struct row *row);
const char *row_type_word(const struct row *row);
/* The present value of a row as YAML text; false where it is the zero value and has no
 * text (nested things). */
bool row_value(const struct row *row, const void *base, struct buf *b);

/* ROW_CUSTOM */
void read_store(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_rules(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_rule(struct reader *r, const struct row *row, struct ynode *v, void *base);
/* The member is a struct rule_config *. */
void read_one_rule(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_quiet(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_link(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_english(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_limit(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_valid(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_escalate_after(struct reader *r, const struct row *row, struct ynode *v,
	void *base);
void read_period(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_when(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_revisit(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_site_code(struct reader *r, const struct row *row, struct ynode *v, void *base);
void read_nothing(struct reader *r, const struct row *row, struct ynode *v, void *base);

#endif
