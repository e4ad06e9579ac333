/* Configuration: one installation file and the portal files it names (DESIGN 13).
 *
 * config_load reads everything or nothing; every fault is told with file, line and what
 * was expected, all of them. What comes back is immutable and owned by the config.
 * Text members are terminated and never NULL unless said; absent text is "". Lists are
 * pointer and count. Inherited values (defaults:) are already applied. */
#ifndef CRAWLER_CONFIG_H
#define CRAWLER_CONFIG_H

#include "base/civil.h"
#include "base/err.h"
#include "base/str.h"

/* The home page is the column "home" of class news without configuration (DESIGN 9). */
#define HOME_COLUMN "home"

enum column_class {
	CLASS_UNSET,
	CLASS_NEWS,
	CLASS_NOTICE,
	CLASS_POLICY,
	CLASS_INTERPRETATION,
	CLASS_PERSONNEL,
	CLASS_PLANNING,
	CLASS_OTHER,
	CLASS_STATIC,
	CLASS_ARCHIVED
};
const char *class_word(int cls);	/* "news" ... */
int class_of_word(struct str word);	/* CLASS_UNSET where unknown */

/* A rule as written, under rules: of a column or duty. Only the members of its kind are
 * set. Kinds are checked by the monitor's table through config_check_rule. */
struct rule_config {
	const char *kind;  /* "max_age" "monthly" ... */
	const char *basis; /* cited */
	const char *limit_kind; /* "statutory" "document" "local" "practice" "configured";
				   "" = configured */
	struct pair_config {
		const char *key, *value;
		int line;
	} * args; /* every other key of the mapping, scalars as text; of a list the
			      elements with \n between (of a list in it with |: aliases),
			      of a mapping one pair "key.sub" per element */
	size_t nargs;
	const char *file;
	int line;
};
/* Value of an argument, NULL where it is not given. */
const char *rule_arg(const struct rule_config *r, const char *key);

struct column_config {
	const char *id, *name, *url, *unit;
	const char *const *aliases; /* other names a site may give it */
	size_t naliases;
	int cls;		 /* enum column_class */
	int64_t every_ms;	 /* 0: by class */
	const char *item, *title, *link, *date, *next; /* items: {...}; "" automatic */
	const char *title_re, *date_re, *link_template, *json_path, *date_format;
	const char *expect_text;
	int min_items;		 /* gate: fewer is refused; 0 none */
	bool should_have_results;
	bool discover;		 /* address not known yet (url ""): noted, not crawled */
	const char *render;	 /* external renderer command; "" none */
	const char *was;	 /* former id; "" */
	const char *links_check; /* "all" "site" "none"; "" by portal */
	int64_t links_every_ms;	 /* 0: by portal */
	const char *attachments; /* "digest" or "store" */
	int64_t warn_percent;	 /* of a limit; default 70 */
	struct rule_config *rules;
	size_t nrules;
	const char *const *tags;
	size_t ntags;
	const char *file;
	int line;
};

struct unit_config {
	const char *name, *person, *phone, *mail;
	const char *const *former;
	size_t nformer;
};

struct pair;
/* Texts of a rule book and their English, as its `english:` gives them. */
struct words {
	struct pair *list;
	size_t n;
};

/* One thing that must be published. */
struct duty_config {
	const char *id, *quote, *unit;
	const char *what, *where; /* in words; "" not given */
	const char *const *columns; /* ids of columns where it must appear */
	size_t ncolumns;
	struct rule_config
		*rule;     /* NULL where manual; basis and limit_kind are the
				    duty's where it has none itself */
	size_t nrules;	   /* of them in rule; 0 is read as 1 */
	bool manual;	   /* a person decides: no rule */
	const char *due;   /* of a manual one: "12-31" or "2019-12-31"; "" none */
	const char *limit; /* where the number comes from; as rule_config.limit_kind */
	const char *valid;	 /* "recurring", or the year of a duty that is due once */
	int valid_year;		 /* 0: recurring */
	int from, until;	 /* first and last year of a recurring one, by its document;
				    until 0: it goes on */
	const char *const *for_tags,
		*const *for_portals; /* laid on portals beyond the one
				    that names the document; patterns */
	size_t nfor_tags, nfor_portals;
	const char *file;
	int line;
};

/* A duty file: a document of one year and what it demands. */
struct duty_document {
	const char *path;	 /* as in portal_config.duties */
	const char *title, *number;
	int year;
	int until;		 /* its recurring duties end with that year; 0: they go on */
	int32_t issued;		 /* DAY_NONE where not given */
	struct words english;
	struct duty_config *duties;
	size_t nduties;
};

struct portal_config {
	const char *id, *name, *home, *site_code, *unit, *region, *level, *organiser,
		*language;
	const char *was;	 /* former id; "" */
	const struct zone *zone;
	bool owner;		 /* our own site: robots.txt does not bind */
	const char *const *tags;
	size_t ntags;
	struct column_config *columns;
	size_t ncolumns;
	const char *const *duties; /* paths, resolved; config_document reads them */
	size_t nduties;
	struct unit_config *units; /* of this portal only; config_unit knows the others */
	size_t nunits;
	/* network, inherited */
	int64_t delay_ms, timeout_ms;
	int connections;
	const char *proxy, *user_agent;
	bool verify;		 /* certificates */
	int64_t home_every_ms;	 /* availability probes, default 1 h */
	const char *links_check; /* "all" (default) "site" "none" */
	const char *links_scope; /* "columns" (default) "site" */
	int64_t links_every_ms;	 /* default 30 d */
	int64_t links_max, links_depth; /* limits of scope "site" */
	const char *revisit;	 /* "" default schedule, "none", or list of durations */
	const char *file;
	int line;
};

struct receiver_kind; /* crawler/rows.h */

struct receiver_config {
	const char *id;
	const struct receiver_kind *kind;
	const void *own;	 /* what its kind is told, in a struct of that kind */
	const char *language;	 /* "" the installation's */
	int64_t timeout_ms;
	const char *heartbeat_url;
	const char *file;
	int line;
};

struct route_config {
	const char *portal, *column, *unit, *tag, *kind,
		*severity;       /* patterns (* and ?); "" any */
	const char *const *to;	 /* receiver ids */
	size_t nto;
	const char *const *tell; /* new changed withdrawn ...; problems are told anyway */
	size_t ntell;
	const char *match;	 /* PCRE2 on titles, for tell; "" any */
	bool problems;		 /* default true */
	const char *digest;	 /* "08:30" of working days, "" inherited */
	const char *quiet;	 /* "18:00-08:30", "" inherited */
	bool quiet_always;
	int64_t group_wait_ms, group_interval_ms, repeat_ms;
	const char *const *escalate; /* receiver ids, in order */
	size_t nescalate;
	int escalate_after_wd;	 /* working days */
	const char *file;
	int line;
};

struct report_config {
	const char *kind, *when, *format, *language, *portal, *unit, *tag, *period,
		*profile, *seed;
	int sample;		 /* portals drawn by lot; 0 all */
	bool open_only, freeze;
	const char *output;	 /* path to keep it at; "" none */
	const char *const *to;
	size_t nto;
	const char *file;
	int line;
};

struct config {
	const char *file;	 /* the installation file, "" when built in */
	const char *store;	 /* directory, resolved */
	const struct zone *zone;
	const char *language;	 /* "zh" "en" or "" */
	const char *contact;
	const char *calendar;	 /* file, resolved; "" the shipped one */
	const char *sandbox;	 /* "auto" "require" */
	int64_t store_max_bytes; /* 0 none */
	/* network */
	int64_t delay_ms;
	int connections, max_transfers, parsers, address_rate, address_connections;
	const char *const *allow_private; /* NULL-terminated CIDRs */
	size_t nallow_private;
	const char *const *witnesses; /* addresses that prove our own line */
	size_t nwitnesses;
	const char *proxy, *user_agent, *ca_file;
	/* telling */
	const char *digest;	 /* "08:30" */
	const char *quiet;	 /* "18:00-08:30" */
	int64_t group_wait_ms, group_interval_ms, repeat_ms;
	const char *heartbeat_url, *heartbeat_receiver;
	const char *weekly;	 /* "mon 08:30"; "" off */
	const char *
		operator_id; /* receiver for what concerns the installation; "" first one */
	bool web;		 /* web: stands in the file: `run` starts the role */
	const char *web_listen;	 /* "127.0.0.1:8330" */
	const char *web_token_file; /* "" none: loopback only */
	const char *web_base;	 /* "/" "/watch/" */
	struct unit_config *units;
	size_t nunits;
	const char *const *portal_files; /* patterns as given, resolved */
	size_t nportal_files;
	struct portal_config *portals;
	size_t nportals;
	const char *const *duties; /* documents laid on portals by their own for: */
	size_t nduties;
	const char *const *profiles; /* files of rule books (profile.h) */
	size_t nprofiles;
	struct duty_document *documents; /* every file named by any duties:, once */
	size_t ndocuments;
	struct receiver_config *receivers;
	size_t nreceivers;
	struct route_config *routes;
	size_t nroutes;
	struct report_config *reports;
	size_t nreports;
	int64_t timeout_ms;	 /* of one transfer */
	bool verify;		 /* certificates; portals and receivers may differ */
	void *owned;		 /* the arena behind it all */
};

/* One fault, doubt or note. */
struct config_fault {
	const char *file;
	int line;	/* 0: the file as a whole */
	bool warning;
	bool note;	/* neither fault nor doubt: a column that waits for its address */
	const char *text; /* expected what, found what */
};

/* The same text for the same line is kept once; at most FAULTS_MAX are kept. */
#define FAULTS_MAX 1000
struct config_faults {
	struct config_fault *list;
	size_t n, cap, nerrors;
	size_t nwarnings;
};
void config_fault_add(struct config_faults *f, const char *file, int line, bool warning,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void config_note_add(struct config_faults *f, const char *file, int line, const char *fmt,
	...) __attribute__((format(printf, 4, 5)));
void config_faults_release(struct config_faults *f);

/* Called for every rule that was read, by config_load; adds faults where kind or arguments
 * are wrong. Set once by the program, before loading; NULL: rules are taken as written. */
typedef int config_rule_check(const struct rule_config *r, struct config_faults *f);
void config_set_rule_check(config_rule_check *check);
/* The kinds of receivers, as the monitor has them: n at most RECEIVER_KINDS_MAX, the list
 * must live as long as configurations are read. Set once by the program, before loading;
 * without it receivers have no kind. */
#define RECEIVER_KINDS_MAX 32
void config_set_receiver_kinds(const struct receiver_kind *const *list, size_t n);

/* Reads file and everything it names. *out is set only where there is no error (warnings
 * are fine). errors ERR_CONFIG with the first fault's text; all are in *faults. */
int config_load(const char *file, struct config **out, struct config_faults *faults,
	struct err *e);
/* Faults of a portal file's text, as if file held it. 0 or ERR_CONFIG. */
int config_check_portal(const char *file, struct str text, struct config_faults *faults);
/* Called by config_load as soon as the language of the installation file is known ("zh", "en"),
 * so that its faults can be said in it. Set once by the program. */
void config_set_language_fn(void (*fn)(const char *word));
/* The language that a configuration asks for, without reading the rest; "" where it says none
 * or cannot be read. */
const char *config_language(const char *file);
/* Without -c: $PORTALWATCH_CONFIG, ./portalwatch.yaml, /etc/portalwatch/portalwatch.yaml.
 * Heap; NULL where none exists. */
char *config_find(const char *given);
void config_free(struct config *c);
/* Every setting with default, unit and meaning, as commented YAML; c NULL: the defaults. */
void config_print(const struct config *c, struct buf *b);
/* The same in JSON: one line of the installation, one of each portal with its columns. Keys
 * without a value are left out; durations and sizes are text as in the file. */
void config_print_json(const struct config *c, struct buf *b);
/* Every key as a line of table, key, type, "required", default, words, range, unit and help,
 * with tabs between: for the lint test that compares the manual page with the table. */
void config_print_keys(struct buf *b);

const struct portal_config *config_portal(const struct config *c, struct str id);
/* Of a portal, be it one that is no longer configured: then the installation's; c NULL: China's. */
const struct zone *config_zone(const struct config *c, struct str portal);
const struct column_config *portal_column(const struct portal_config *p, struct str id);
const struct receiver_config *config_receiver(const struct config *c, struct str id);
const struct duty_document *config_document(const struct config *c, struct str path);
/* By name or former name; those of every portal too. */
const struct unit_config *config_unit(const struct config *c, struct str name);
/* Whether a rule asks for daily checks of HTTPS and IPv6 beside the probes. */
bool portal_technical_wanted(const struct config *c, const struct portal_config *p);
/* Whether a column's page is kept as text: home pages and pages a rule looks at, and with
 * its changes followed where it is of class static or a rule asks for changes. */
enum text_wanted { TEXT_UNWANTED, TEXT_NEWEST, TEXT_CHANGES };
enum text_wanted column_text_wanted(const struct config *c, const struct column_config *col);
/* Interval of a column: configured, else by class (news 2 h, static 1 d, others 6 h). */
int64_t column_interval_ms(const struct column_config *c);
/* * and ?, case kept; "" matches everything. */
bool pattern_matches(const char *pattern, struct str text);

#endif
