/* The rows. Order is that of `config print` and of the manual page. */
#include "config-rows.h"

#include "base/clock.h"

static const char severities[] = "low medium high critical";
static const char news_words[] =
	"new changed withdrawn delisted reappeared redated moved";
static const char report_kinds[] =
	"freshness links notices availability duties incidents "
	"inspection bulletin monthly";
static const char limits[] = "statutory document local practice configured";

/* ---- installation ---- */

#define T config
static const struct row network_rows[] = {
	{"delay", ROW_DURATION, AT(T, delay_ms), RANGE(0, HOUR_MS), .dflt = "1s",
		.help = "pause between two requests to one host"},
	{"connections", ROW_INT, AT(T, connections), RANGE(1, 16), .dflt = "1",
		.help = "connections to one host at a time"},
	{"allow_private", ROW_TEXTS, LIST_AT(T, allow_private, nallow_private),
		.help = "private networks that may be contacted, as CIDRs (intranet "
			"portals)"},
	{"witnesses", ROW_TEXTS, LIST_AT(T, witnesses, nwitnesses),
		.help = "addresses that answer when our own line is sound"},
	{"proxy", ROW_TEXT, AT(T, proxy), .help = "http://, https:// or socks5:// proxy"},
	{"user_agent", ROW_TEXT, AT(T, user_agent),
		.help = "instead of portalwatch/VERSION with the contact"},
	{"ca_file", ROW_PATH, ROW_EXISTS, AT(T, ca_file),
		.help = "certificates to trust, PEM"},
	{"timeout", ROW_DURATION, AT(T, timeout_ms), RANGE(SECOND_MS, HOUR_MS),
		.dflt = "60s", .help = "longest time for one transfer"},
	{"verify", ROW_BOOL, AT(T, verify), .dflt = "true", .help = "check certificates"},
	{"address_rate", ROW_INT, AT(T, address_rate), RANGE(1, 1000), .dflt = "10",
		.unit = "requests a second",
		.help = "to one contacted address, whatever the hosts"},
	{"address_connections", ROW_INT, AT(T, address_connections), RANGE(1, 64),
		.dflt = "4", .help = "connections to one contacted address"},
	{"max_transfers", ROW_INT, AT(T, max_transfers), RANGE(1, 20000), .dflt = "256",
		.help = "transfers in flight, all hosts together"},
	{"parsers", ROW_INT, AT(T, parsers), RANGE(0, 256), .dflt = "0",
		.unit = "processes", .help = "parser processes; 0: one per core"},
	{0},
};
static const struct table network_table = {.name = "network", .rows = network_rows};

static const struct row heartbeat_rows[] = {
	{"url", ROW_URL, AT(T, heartbeat_url), .help = "fetched after each full round"},
	{"receiver", ROW_TEXT, AT(T, heartbeat_receiver),
		.help = "told after each full round"},
	{0},
};
static const struct table heartbeat_table = {.name = "telling.heartbeat",
	.rows = heartbeat_rows};

static const struct row telling_rows[] = {
	{"digest", ROW_CLOCK, AT(T, digest), .dflt = "08:30",
		.help = "time of the daily digest, on working days; none: all at once"},
	{"quiet", ROW_SPAN, AT(T, quiet), .dflt = "18:00-08:30",
		.help = "hours in which only what is immediate is told"},
	{"group_wait", ROW_DURATION, AT(T, group_wait_ms), RANGE(0, DAY_MS),
		.dflt = "30s",
		.help = "wait for more of the same group before the first message"},
	{"group_interval", ROW_DURATION, AT(T, group_interval_ms), RANGE(0, 7 * DAY_MS),
		.dflt = "5m", .help = "least time between two messages of one group"},
	{"repeat", ROW_DURATION, AT(T, repeat_ms), RANGE(0, 365 * DAY_MS), .dflt = "1d",
		.help = "open problems are told again after this; 0s never"},
	{"heartbeat", ROW_MAP, .sub = &heartbeat_table, .help = "sign of life"},
	{"weekly", ROW_WEEKLY, AT(T, weekly), .dflt = "mon 08:30",
		.help = "weekly summary: day and time, or off"},
	{"operator", ROW_TEXT, AT(T, operator_id),
		.help = "receiver of what concerns the installation itself; else the "
			"first"},
	{0},
};
static const struct table telling_table = {.name = "telling", .rows = telling_rows};

static const struct row store_rows[] = {
	{"dir", ROW_PATH, AT(T, store), .dflt = "data",
		.help = "directory of what is stored"},
	{"max", ROW_BYTES, AT(T, store_max_bytes),
		RANGE(INT64_C(1) << 20, INT64_C(1) << 50),
		.help = "disk ceiling, such as 200G; warned of before it is reached"},
	{0},
};
const struct table table_store = {.name = "store", .rows = store_rows};

static const struct row web_rows[] = {
	{"listen", ROW_TEXT, AT(T, web_listen), .dflt = "127.0.0.1:8330",
		.help = "address and port of the web pages; other than loopback needs token_file"},
	{"token_file", ROW_SECRET, AT(T, web_token_file),
		.help = "file with the token, of at least 16 signs, that opens the pages"},
	{"base", ROW_TEXT, AT(T, web_base), .dflt = "/",
		.help = "path before all pages, where another server hands them on"},
	{0},
};
static const struct table web_table = {.name = "web", .rows = web_rows};

static const struct row installation_rows[] = {
	{"store", ROW_CUSTOM, ROW_ISTEXT, AT(T, store), .sub = &table_store,
		.fn = read_store, .dflt = "data",
		.help = "directory of what is stored, or {dir, max}"},
	{"timezone", ROW_ZONE, AT(T, zone), .dflt = "Asia/Shanghai",
		.help = "IANA name; dates and hours are read in it"},
	{"language", ROW_WORD, AT(T, language), .choices = "zh en",
		.help = "of reports and messages; without it the locale's"},
	{"contact", ROW_TEXT, AT(T, contact),
		.help = "mailto: or https: address shown to the sites that are visited"},
	{"calendar", ROW_PATH, ROW_EXISTS, AT(T, calendar),
		.help = "holidays and make-up working days (DATE,off|work,NAME; include,shipped; complete,YEAR); without it the shipped file"},
	{"sandbox", ROW_WORD, AT(T, sandbox), .choices = "auto require", .dflt = "auto",
		.help = "require: refuse to parse with less than the full sandbox"},
	{"network", ROW_MAP, .sub = &network_table,
		.help = "pace and way to the portals"},
	{"telling", ROW_MAP, .sub = &telling_table, .help = "when messages are sent"},
	{"web", ROW_MAP, .sub = &web_table, .help = "web pages; where it stands, run starts them"},
	{"portals", ROW_PATHS, NEED, LIST_AT(T, portal_files, nportal_files),
		.help = "portal files, globs allowed"},
	{"defaults", ROW_CUSTOM, .offset = SIZE_MAX, .fn = read_nothing,
		.help = "keys that every portal or column without its own inherits"},
	{"duties", ROW_PATHS, LIST_AT(T, duties, nduties),
		.help = "duty files laid on portals by the for: of their duties"},
	{"profiles", ROW_PATHS, ROW_EXISTS, LIST_AT(T, profiles, nprofiles),
		.help = "rule books of one's own for report inspection"},
	{"units", ROW_ITEMS, LIST_AT(T, units, nunits), .sub = &table_unit,
		.help = "responsible units"},
	{"receivers", ROW_ITEMS, LIST_AT(T, receivers, nreceivers),
		.sub = &table_receiver, .help = "who can be told, and how"},
	{"routes", ROW_ITEMS, LIST_AT(T, routes, nroutes), .sub = &table_route,
		.help = "what is told to whom"},
	{"reports", ROW_ITEMS, LIST_AT(T, reports, nreports), .sub = &table_report,
		.help = "reports made and sent on a timetable"},
	{0},
};
const struct table table_installation = {
	.name = "installation", .rows = installation_rows};
#undef T

/* ---- units ---- */

#define T unit_config
static const struct row unit_rows[] = {
	{"name", ROW_TEXT, NEED, AT(T, name),
		.help = "as portals, columns and duties name it"},
	{"former", ROW_TEXTS, LIST_AT(T, former, nformer), .help = "names it had before"},
	{"person", ROW_TEXT, AT(T, person), .help = "who answers"},
	{"phone", ROW_TEXT, AT(T, phone), .help = "telephone"},
	{"mail", ROW_TEXT, AT(T, mail), .help = "mail address"},
	{0},
};
const struct table table_unit = {.name = "units", .rows = unit_rows,
	.size = sizeof(struct unit_config)};
#undef T

/* ---- portals and columns ---- */

#define T portal_config
static const struct row portal_network_rows[] = {
	{"delay", ROW_DURATION, INHERIT, AT(T, delay_ms), RANGE(0, HOUR_MS),
		.help = "as in the installation file"},
	{"connections", ROW_INT, INHERIT, AT(T, connections), RANGE(1, 16),
		.help = "as in the installation file"},
	{"timeout", ROW_DURATION, INHERIT, AT(T, timeout_ms), RANGE(SECOND_MS, HOUR_MS),
		.help = "as in the installation file"},
	{"proxy", ROW_TEXT, INHERIT, AT(T, proxy), .help = "as in the installation file"},
	{"user_agent", ROW_TEXT, INHERIT, AT(T, user_agent),
		.help = "as in the installation file"},
	{"verify", ROW_BOOL, INHERIT, AT(T, verify),
		.help = "as in the installation file"},
	{0},
};
static const struct table portal_network = {.name = "portal.network",
	.rows = portal_network_rows};

static const struct row portal_links_rows[] = {
	{"check", ROW_WORD, INHERIT, AT(T, links_check), .choices = "all site none",
		.dflt = "all", .help = "all links, those within the site, or none"},
	{"scope", ROW_WORD, INHERIT, AT(T, links_scope), .choices = "columns site",
		.dflt = "columns",
		.help = "links of the columns' pages, or of the whole portal"},
	{"every", ROW_DURATION, INHERIT, AT(T, links_every_ms),
		RANGE(HOUR_MS, 365 * DAY_MS), .dflt = "30d",
		.help = "period in which each link is checked once"},
	{"max_addresses", ROW_INT, INHERIT, AT(T, links_max), RANGE(1, 10000000),
		.dflt = "20000", .unit = "addresses",
		.help = "scope site: met on its pages at most"},
	{"max_depth", ROW_INT, INHERIT, AT(T, links_depth), RANGE(1, 1000), .dflt = "20",
		.unit = "links", .help = "scope site: followed from home page and columns"},
	{0},
};
static const struct table portal_links = {.name = "portal.links",
	.rows = portal_links_rows};

static const struct row portal_rows[] = {
	{"portal", ROW_ID, NEED, AT(T, id),
		.help = "id: short, stable, history hangs on it"},
	{"was", ROW_ID, AT(T, was), .help = "id it had before"},
	{"name", ROW_TEXT, AT(T, name), .help = "name of the site"},
	{"home", ROW_URL, NEED, AT(T, home), .help = "address of the home page"},
	{"site_code", ROW_CUSTOM, ROW_ISTEXT, AT(T, site_code), .fn = read_site_code,
		.help = "site code (网站标识码), in quotes"},
	{"unit", ROW_TEXT, INHERIT, AT(T, unit), .help = "responsible unit"},
	{"tags", ROW_TEXTS, INHERIT, LIST_AT(T, tags, ntags),
		.help = "words to select by"},
	{"region", ROW_TEXT, INHERIT, AT(T, region), .help = "region, for bulletins"},
	{"level", ROW_TEXT, INHERIT, AT(T, level), .help = "province, city, county ..."},
	{"organiser", ROW_TEXT, INHERIT, AT(T, organiser), .help = "主办单位"},
	{"owner", ROW_BOOL, INHERIT, AT(T, owner), .dflt = "false",
		.help = "our own site: robots.txt does not bind"},
	{"language", ROW_WORD, INHERIT, AT(T, language), .choices = "zh en",
		.help = "of what is told about it"},
	{"timezone", ROW_ZONE, INHERIT, AT(T, zone), .help = "else the installation's"},
	{"network", ROW_MAP, INHERIT, .sub = &portal_network, .help = "pace and way"},
	{"home_every", ROW_DURATION, INHERIT, AT(T, home_every_ms),
		RANGE(MINUTE_MS, 7 * DAY_MS), .dflt = "1h",
		.help = "visits to the home page; the rule of 20 a day needs 1h"},
	{"links", ROW_MAP, INHERIT, .sub = &portal_links, .help = "checking of links"},
	{"revisit", ROW_CUSTOM, INHERIT | ROW_ISTEXT, AT(T, revisit), .fn = read_revisit,
		.help = "ages at which a notice is fetched again (behind the last one, "
			"that often), none, or nothing: 1h to 2y"},
	{"duties", ROW_PATHS, INHERIT, LIST_AT(T, duties, nduties), .help = "duty files"},
	{"units", ROW_ITEMS, LIST_AT(T, units, nunits), .sub = &table_unit,
		.help = "units of this portal"},
	{"defaults", ROW_CUSTOM, .offset = SIZE_MAX, .fn = read_nothing,
		.help = "keys that every column without its own inherits"},
	{"columns", ROW_CUSTOM, .offset = SIZE_MAX, .sub = &table_column,
		.fn = read_nothing, .help = "list pages that are watched"},
	{0},
};
const struct table table_portal = {.name = "portal", .rows = portal_rows,
	.size = sizeof(struct portal_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T

#define T column_config
static const struct row items_rows[] = {
	{"item", ROW_TEXT, INHERIT, AT(T, item),
		.help = "XPath or CSS selector of one notice"},
	{"title", ROW_TEXT, INHERIT, AT(T, title), .help = "title, within the item"},
	{"link", ROW_CUSTOM, INHERIT | ROW_ISTEXT, AT(T, link), .fn = read_link,
		.help = "link, within the item; or an address with {field} for JSON"},
	{"date", ROW_TEXT, INHERIT, AT(T, date), .help = "date, within the item"},
	{"next", ROW_TEXT, INHERIT, AT(T, next), .help = "link to the next older page"},
	{"title_re", ROW_TEXT, INHERIT, AT(T, title_re),
		.help = "PCRE2: the first group of the title is kept"},
	{"date_re", ROW_TEXT, INHERIT, AT(T, date_re),
		.help = "PCRE2: the first group of the date is kept"},
	{"date_format", ROW_TEXT, INHERIT, AT(T, date_format),
		.help = "such as %d.%m.%Y, where automatic reading is wrong"},
	{"json", ROW_TEXT, INHERIT, AT(T, json_path),
		.help = "path of the array of items in a JSON answer"},
	{0},
};
static const struct table items_table = {.name = "column.items", .rows = items_rows};

static const struct row expect_rows[] = {
	{"text", ROW_TEXT, INHERIT, AT(T, expect_text), .help = "must be on the page"},
	{"min_items", ROW_INT, INHERIT, AT(T, min_items), RANGE(0, 100000), .dflt = "0",
		.unit = "notices", .help = "fewer: the reading is refused"},
	{0},
};
static const struct table expect_table = {.name = "column.expect", .rows = expect_rows};

static const struct row column_links_rows[] = {
	{"check", ROW_WORD, INHERIT, AT(T, links_check), .choices = "all site none",
		.help = "else the portal's"},
	{"every", ROW_DURATION, INHERIT, AT(T, links_every_ms),
		RANGE(HOUR_MS, 365 * DAY_MS), .help = "else the portal's"},
	{0},
};
static const struct table column_links = {.name = "column.links",
	.rows = column_links_rows};

static const struct row column_rows[] = {
	{"id", ROW_ID, NEED, AT(T, id), .help = "short, stable, history hangs on it"},
	{"name", ROW_TEXT, AT(T, name), .help = "as the site calls it"},
	{"aliases", ROW_TEXTS, LIST_AT(T, aliases, naliases),
		.help = "other names that the site may give it, for discover"},
	{"url", ROW_URL, AT(T, url), .help = "address of its first page"},
	{"discover", ROW_BOOL, AT(T, discover), .dflt = "false",
		.help = "the address is not known yet: noted, not crawled"},
	{"class", ROW_CLASS, INHERIT, AT(T, cls),
		.choices = "news notice policy interpretation personnel planning other "
			   "static "
			   "archived",
		.help = "gives limit and interval where nothing else does"},
	{"unit", ROW_TEXT, INHERIT, AT(T, unit),
		.help = "responsible unit; else the portal's"},
	{"tags", ROW_TEXTS, INHERIT, LIST_AT(T, tags, ntags),
		.help = "words to select by"},
	{"every", ROW_DURATION, INHERIT, AT(T, every_ms), RANGE(MINUTE_MS, 365 * DAY_MS),
		.help = "visits; by class: news 2h, static 1d, others 6h"},
	{"items", ROW_MAP, INHERIT, .sub = &items_table,
		.help = "only where the automatic reading is wrong"},
	{"expect", ROW_MAP, INHERIT, .sub = &expect_table,
		.help = "what a sound reading must hold"},
	{"should_have_results", ROW_BOOL, INHERIT, AT(T, should_have_results),
		.dflt = "false",
		.help = "calls for opinions here must be followed by results"},
	{"render", ROW_TEXT, INHERIT, AT(T, render),
		.help = "command that prints the page after its scripts ran"},
	{"was", ROW_ID, AT(T, was), .help = "id it had before"},
	{"links", ROW_MAP, INHERIT, .sub = &column_links, .help = "checking of links"},
	{"attachments", ROW_WORD, INHERIT, AT(T, attachments), .choices = "digest store",
		.dflt = "digest", .help = "keep their digest, or the files"},
	{"warn", ROW_INT64, INHERIT, AT(T, warn_percent), RANGE(1, 100), .dflt = "70",
		.unit = "percent of a limit", .help = "from here on: due"},
	{"rules", ROW_CUSTOM, INHERIT, LIST_AT(T, rules, nrules), .fn = read_rules,
		.help = "what must be published here: list of {kind, basis, limit, ...}; in place "
			"of inherited ones"},
	{0},
};
const struct table table_column = {.name = "column", .rows = column_rows,
	.size = sizeof(struct column_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T

/* ---- receivers ---- */

#define T receiver_config
/* The kinds stand between: config_set_receiver_kinds puts them there. */
#define KINDS_AT 1
static struct row receiver_rows[RECEIVER_KINDS_MAX + 6] = {
	{"id", ROW_ID, NEED, AT(T, id), .help = "as routes and reports name it"},
	{"language", ROW_WORD, AT(T, language), .choices = "zh en",
		.help = "else the installation's"},
	{"timeout", ROW_DURATION, AT(T, timeout_ms), RANGE(SECOND_MS, HOUR_MS),
		.dflt = "60s", .help = "longest time for one delivery"},
	{"heartbeat_url", ROW_URL, AT(T, heartbeat_url),
		.help = "fetched after each delivery that worked"},
	{0},
};
const struct table table_receiver = {.name = "receivers", .rows = receiver_rows,
	.size = sizeof(struct receiver_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};

void config_set_receiver_kinds(const struct receiver_kind *const *list, size_t n)
{
	struct row rest[6];
	size_t nrest = 0, at = KINDS_AT;

	if (n > RECEIVER_KINDS_MAX)
		fatal("%zu kinds of receivers", n);
	for (const struct row *row = receiver_rows + KINDS_AT; row->key; row++)
		if (!row->kind)
			rest[nrest++] = *row;
	for (size_t i = 0; i < n; i++) {
		receiver_rows[at] = list[i]->row;
		receiver_rows[at++].kind = list[i];
	}
	memcpy(receiver_rows + at, rest, nrest * sizeof(*rest));
	receiver_rows[at + nrest] = (struct row){0};
}
#undef T

/* ---- routes and reports ---- */

#define T route_config
static const struct row route_rows[] = {
	{"portal", ROW_TEXT, AT(T, portal),
		.help = "pattern with * and ?; without it any"},
	{"column", ROW_TEXT, AT(T, column), .help = "pattern"},
	{"unit", ROW_TEXT, AT(T, unit), .help = "pattern"},
	{"tag", ROW_TEXT, AT(T, tag), .help = "pattern"},
	{"kind", ROW_TEXT, AT(T, kind), .help = "pattern on the kind of finding"},
	{"severity", ROW_TEXT, AT(T, severity), .choices = severities, .help = "pattern"},
	{"to", ROW_TEXTS, NEED, LIST_AT(T, to, nto), .help = "ids of receivers"},
	{"tell", ROW_WORDS, LIST_AT(T, tell, ntell), .choices = news_words,
		.help = "news of notices to be told too"},
	{"match", ROW_TEXT, AT(T, match), .help = "PCRE2 on titles, for tell"},
	{"problems", ROW_BOOL, AT(T, problems), .dflt = "true",
		.help = "problems are told"},
	{"digest", ROW_CLOCK, AT(T, digest), .help = "else telling.digest"},
	{"quiet", ROW_CUSTOM, ROW_ISTEXT, AT(T, quiet), .fn = read_quiet,
		.help = "hours as in telling.quiet, or always: nothing is immediate"},
	{"group_wait", ROW_DURATION, AT(T, group_wait_ms), RANGE(0, DAY_MS),
		.help = "else telling.group_wait"},
	{"group_interval", ROW_DURATION, AT(T, group_interval_ms), RANGE(0, 7 * DAY_MS),
		.help = "else telling.group_interval"},
	{"repeat", ROW_DURATION, AT(T, repeat_ms), RANGE(0, 365 * DAY_MS),
		.help = "else telling.repeat"},
	{"escalate", ROW_TEXTS, LIST_AT(T, escalate, nescalate),
		.help = "ids of receivers told next, in order"},
	{"escalate_after", ROW_CUSTOM, AT(T, escalate_after_wd),
		.fn = read_escalate_after, .dflt = "3wd",
		.help = "working days without acknowledgement, such as 3wd"},
	{0},
};
const struct table table_route = {.name = "routes", .rows = route_rows,
	.size = sizeof(struct route_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T

#define T report_config
static const struct row report_rows[] = {
	{"kind", ROW_WORD, NEED, AT(T, kind), .choices = report_kinds,
		.help = "which report"},
	{"when", ROW_CUSTOM, NEED | ROW_ISTEXT, AT(T, when), .fn = read_when,
		.help = "daily 08:30, workdays 08:30, weekly mon 08:30, monthly 1 08:30, "
			"quarterly 5 08:30 or yearly 01-05 08:30"},
	{"format", ROW_WORD, AT(T, format), .choices = "text csv json html xlsx",
		.dflt = "html", .help = "form of the document"},
	{"language", ROW_WORD, AT(T, language), .choices = "zh en",
		.help = "else the installation's"},
	{"portal", ROW_TEXT, AT(T, portal), .help = "pattern; without it all portals"},
	{"unit", ROW_TEXT, AT(T, unit), .help = "pattern; without it all units"},
	{"tag", ROW_TEXT, AT(T, tag), .help = "pattern; without it portals and columns of any tag"},
	{"period", ROW_CUSTOM, ROW_ISTEXT, AT(T, period), .fn = read_period,
		.help = "2026-10, 2026-W41, 2026Q3, 2026, FROM..TO; without it the one before"},
	{"profile", ROW_TEXT, AT(T, profile),
		.help = "of an inspection: guoban-2019 ..."},
	{"sample", ROW_INT, AT(T, sample), RANGE(0, 100000), .dflt = "0",
		.help = "only so many portals, drawn by lot and named; 0: all"},
	{"seed", ROW_TEXT, AT(T, seed),
		.help = "of the lot; without it the day of the report"},
	{"open", ROW_BOOL, AT(T, open_only), .dflt = "false",
		.help = "of duties: only what is still owed"},
	{"freeze", ROW_BOOL, AT(T, freeze), .dflt = "false",
		.help = "keep it as KIND-DAY, see report frozen"},
	{"output", ROW_PATH, AT(T, output), .help = "keep it in this file too"},
	{"to", ROW_TEXTS, LIST_AT(T, to, nto), .help = "ids of receivers"},
	{0},
};
const struct table table_report = {.name = "reports", .rows = report_rows,
	.size = sizeof(struct report_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T

/* ---- duty files ---- */

#define T duty_document
static const struct row document_rows[] = {
	{"title", ROW_TEXT, NEED, AT(T, title), .help = "of the document"},
	{"number", ROW_TEXT, AT(T, number), .help = "document number (文号)"},
	{"year", ROW_INT, NEED, AT(T, year), RANGE(1990, 2200), .help = "it is about"},
	{"until", ROW_INT, AT(T, until), RANGE(0, 2200), .dflt = "0",
		.help = "its recurring duties end with this year, because the next document stands "
			"beside it; 0: they go on"},
	{"issued", ROW_DAY, AT(T, issued), .help = "day it was issued"},
	{0},
};
static const struct table document_table = {.name = "duties.document",
	.rows = document_rows};

static const struct row duty_file_rows[] = {
	{"document", ROW_MAP, NEED, .sub = &document_table, .help = "what demands it"},
	{"duties", ROW_ITEMS, NEED, LIST_AT(T, duties, nduties), .sub = &table_duty,
		.help = "what must be published"},
	{"english", ROW_CUSTOM, AT(T, english), .fn = read_english,
		.help = "{TEXT: ENGLISH}: title, what and where of this file for English readers"},
	{0},
};
const struct table table_duty_file = {.name = "duty file", .rows = duty_file_rows,
	.size = sizeof(struct duty_document)};
#undef T

#define T duty_config
static const struct row for_rows[] = {
	{"tags", ROW_TEXTS, LIST_AT(T, for_tags, nfor_tags),
		.help = "portals with these tags"},
	{"portals", ROW_TEXTS, LIST_AT(T, for_portals, nfor_portals),
		.help = "portals whose ids match these patterns"},
	{0},
};
static const struct table for_table = {.name = "duties.for", .rows = for_rows};

static const struct row duty_rows[] = {
	{"id", ROW_ID, NEED, AT(T, id), .help = "unique in the file"},
	{"what", ROW_TEXT, AT(T, what), .help = "what must be published, in words"},
	{"where", ROW_TEXT, AT(T, where), .help = "and where, in words"},
	{"quote", ROW_TEXT, AT(T, quote), .help = "words of the document"},
	{"unit", ROW_TEXT, AT(T, unit), .help = "responsible unit"},
	{"columns", ROW_TEXTS, LIST_AT(T, columns, ncolumns),
		.help = "ids of the columns where it must appear"},
	{"rule", ROW_CUSTOM, AT(T, rule), .fn = read_rule,
		.help = "{kind, ...} as under rules: of a column, or a list of such"},
	{"manual", ROW_BOOL, AT(T, manual),
		.help = "a person decides; such a duty has no rule"},
	{"due", ROW_TEXT, AT(T, due),
		.help = "of a manual duty, or of one whose columns have no address yet: MM-DD each "
			"year, or YYYY-MM-DD"},
	{"limit", ROW_CUSTOM, ROW_ISTEXT, AT(T, limit), .fn = read_limit,
		.choices = limits, .help = "where the rule's number comes from"},
	{"valid", ROW_CUSTOM, ROW_ISTEXT, AT(T, valid), .fn = read_valid,
		.dflt = "recurring",
		.help = "recurring, or the year of a duty that is due once"},
	{"for", ROW_MAP, .sub = &for_table,
		.help = "{tags: [...], portals: [...]}: portals it is laid on"},
	{0},
};
const struct table table_duty = {.name = "duties", .rows = duty_rows,
	.size = sizeof(struct duty_config), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T
