/* Configuration: the examples of the manual, faults with file and line, references. */
#include "test.h"

#include "base/clock.h"
#include "monitor/receiver.h"

#include <sys/stat.h>
#include <unistd.h>

/* A directory of files, loaded; the first file is the installation's. */
struct loaded {
	char dir[64];
	struct config *c;
	struct config_faults f;
	struct err e;
	int rc;
};

struct file {
	const char *name, *text;
};

static void load_files(struct loaded *l, const struct file *files, size_t n)
{
	*l = (struct loaded){.dir = "/tmp/pw-config-XXXXXX"};
	assert_non_null(mkdtemp(l->dir));
	for (size_t i = 0; i < n; i++) {
		char *path = fs_join(l->dir, files[i].name);
		char *parent = fs_beside(path, ".");
		size_t bytes = files[i].text ? strlen(files[i].text) : 0;

		assert_int_equal(fs_mkdirs(parent, 0755, NULL), 0);
		assert_int_equal(fs_write_fast(path, str_n(files[i].text, bytes), 0640, NULL), 0);
		free(parent);
		free(path);
	}
	char *path = fs_join(l->dir, files[0].name);
	l->rc = config_load(path, &l->c, &l->f, &l->e);
	free(path);
}

static void unload(struct loaded *l)
{
	config_free(l->c);
	config_faults_release(&l->f);
	fs_remove_tree(l->dir, NULL);
}

static bool has_fault(const struct loaded *l, int line, const char *part)
{
	for (size_t i = 0; i < l->f.n; i++)
		if ((line == 0 || l->f.list[i].line == line) && strstr(l->f.list[i].text, part))
			return true;
	return false;
}

static void print_faults(const struct loaded *l)
{
	for (size_t i = 0; i < l->f.n; i++)
		print_message("  %s:%d: %s\n", l->f.list[i].file, l->f.list[i].line,
			l->f.list[i].text);
}

static void the_manuals_example_loads(void **state)
{
	struct config_faults f = {0};
	struct config *c = NULL;
	struct err e = {0};

	(void)state;
	if (config_load(TEST_DATA "/config/design/portalwatch.yaml", &c, &f, &e) < 0)
		fail_msg("%s", e.text);
	same_text("store", str_of(c->store), STR(TEST_DATA "/config/design/data"));
	same_text("zone", str_of(zone_name(c->zone)), STR("Asia/Shanghai"));
	same_int("delay", c->delay_ms, 1000);
	same_int("portals", c->nportals, 1);
	const struct portal_config *p = config_portal(c, STR("pingdu"));
	assert_non_null(p);
	same_text("name", str_of(p->name), STR("平度市人民政府"));
	same_text("code", str_of(p->site_code), STR("3702830001"));
	same_text("tag", str_of(p->tags[0]), STR("county"));
	same_int("home", p->home_every_ms, HOUR_MS);
	same_int("delay", p->delay_ms, 1000);
	const struct column_config *col = portal_column(p, STR("air"));
	assert_non_null(col);
	same_int("class", col->cls, CLASS_NOTICE);
	same_int("every", col->every_ms, 6 * HOUR_MS);
	same_int("line", col->line, 9);
	same_text("rule", str_of(col->rules[0].kind), STR("monthly"));
	same_text("basis", str_of(col->rules[0].basis),
		STR("8-7 按月发布全市环境空气质量状况"));
	const struct duty_document *d = config_document(c, str_of(p->duties[0]));
	assert_non_null(d);
	same_int("year", d->year, 2018);
	same_int("issued", d->issued, day_of(2018, 8, 24));
	same_text("duty", str_of(d->duties[0].id), STR("S1.19"));
	same_text("limit", str_of(d->duties[0].rule->limit_kind), STR("document"));
	same_int("recurring", d->duties[0].valid_year, 0);
	assert_ptr_equal(config_receiver(c, STR("office"))->kind, &receiver_mail.kind);
	assert_ptr_equal(config_receiver(c, STR("hook"))->kind, &receiver_command.kind);
	same_text("argv", str_of(receiver_command.trial(config_receiver(c, STR("hook"))).path),
		STR(TEST_DATA "/config/design/hooks/mail"));
	same_text("route", str_of(c->routes[0].to[0]), STR("office"));
	same_int("repeat", c->routes[0].repeat_ms, DAY_MS);
	same_text("when", str_of(c->reports[0].when), STR("weekly mon 08:30"));
	config_free(c);
	config_faults_release(&f);
}

#define PORTAL "portal: a\nhome: http://a.gov.cn/\n"

static void faults_name_line_and_cause(void **state)
{
	static const struct {
		const char *name, *text;
		int line;
		const char *part;
	} row[] = {
		{"unknown key", "portals: []\ntimezon: UTC\n", 2, "did you mean 'timezone'?"},
		{"doubled key", "portals: []\nstore: a\nstore: b\n", 3, "first in line 2"},
		{"missing portals", "store: a\n", 1, "missing 'portals'"},
		{"full-width colon", "portals: []\nnetwork:\n  delay：1s\n", 3, "："},
		{"full-width key", "portals: []\nstore： a\nlanguage: zh\n", 2, "full-width"},
		{"full-width quotes", "portals: []\nreports: [{kind： freshness}]\n", 2, "："},
		{"tab", "portals: []\nnetwork:\n\tdelay: 1s\n", 3, "tab"},
		{"duration", "portals: []\nnetwork: {delay: 1 s}\n", 2, "a duration such as"},
		{"range", "portals: []\nnetwork: {connections: 99}\n", 2, "from 1 to 16"},
		{"zone", "portals: []\ntimezone: Asia/Peking\n", 2, "IANA"},
		{"no receiver", "portals: []\nroutes: [{to: [offic]}]\nreceivers:\n"
				"  - {id: office, file: {path: x}}\n", 2, "did you mean 'office'?"},
		{"two kinds", "portals: []\nreceivers: [{id: a, file: {path: x}, "
			      "webhook: {url: \"http://x/\"}}]\n", 2, "exactly one of"},
		{"twice", "portals: []\nreceivers:\n- {id: a, file: {path: x}}\n"
			  "- {id: a, file: {path: y}}\n", 4, "receiver 'a' twice"},
		{"missing file", "portals: [p.yaml]\n", 1, "there is no file"},
		{"scalar for map", "portals: []\nnetwork: fast\n", 2, "expected a mapping"},
		{"cidr", "portals: []\nnetwork: {allow_private: [10.0.0.0/40]}\n", 0, "10.0.0.0/8"},
		{"regex", "portals: []\nreceivers: [{id: a, file: {path: x}}]\n"
			  "routes: [{to: a, match: \"(\"}]\n", 3, "regular expression"},
		{"when", "portals: []\nreports: [{kind: links, when: often}]\n", 2, "timetable"},
		{"star", "portals: []\nroutes: [{portal: *, to: [a]}]\n", 2, "in quotes"},
		{"cycle", "portals: []\nunits: &u\n- name: x\n  former: *u\n", 4, "alias"},
		{"two documents", "portals: []\n---\nportals: []\n", 2, "second document"},
		{"gbk", "portals: []\nlanguage: \xd6\xd0\n", 2, "GBK"},
		{"utf-16", "\xff\xfep", 1, "UTF-16"},
		{"inherit", "portals: []\ndefaults: {home: http://x/}\n", 2, "cannot be inherited"},
		{"default value", "portals: []\ndefaults: {every: often}\n", 2, "a duration"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct file f = {"portalwatch.yaml", row[i].text};
		struct loaded l;

		load_files(&l, &f, 1);
		if (l.rc != ERR_CONFIG || !has_fault(&l, row[i].line, row[i].part)) {
			print_faults(&l);
			fail_msg("%s: no fault '%s' in line %d", row[i].name, row[i].part,
				row[i].line);
		}
		unload(&l);
	}
}

static void faults_of_portal_files_are_found(void **state)
{
	static const struct {
		const char *name, *text;
		int line;
		const char *part;
	} row[] = {
		{"unquoted code", PORTAL "site_code: 3702830001\n", 3, "in quotes"},
		{"url missing", PORTAL "columns:\n  - id: x\n", 4, "missing 'url'"},
		{"class", PORTAL "columns: [{id: x, url: http://a/, class: newz}]\n", 3, "news"},
		{"column twice", PORTAL "columns:\n- {id: x, url: http://a/}\n"
				 "- {id: x, url: http://b/}\n", 5, "column 'x' twice"},
		{"rule", PORTAL "columns:\n- id: x\n  url: http://a/\n  rules: [{basis: y}]\n", 6,
			"kind:"},
		{"rule argument", PORTAL "columns:\n- id: x\n  url: http://a/\n"
				  "  rules: [{kind: y, a: [{b: c}]}]\n", 6, "list of texts"},
		{"duties", PORTAL "duties: [d.yaml]\n", 3, "there is no file"},
		{"address", "portal: a\nhome: www.a.gov.cn\n", 2, "begins with http"},
		{"port", "portal: a\nhome: http://a.cn:99999/\n", 2, "begins with http"},
		{"selector", PORTAL "columns: [{id: x, url: http://a/, items: {item: \"li[\"}}]\n",
			3, "items: item"},
		{"id", "portal: 平度\nhome: http://a/\n", 1, "an id of ASCII"},
		{"columns", PORTAL "columns: {id: x}\n", 3, "a list of mappings"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct file f[] = {{"portalwatch.yaml", "portals: [p/*.yaml]\n"},
			{"p/a.yaml", row[i].text}};
		struct loaded l;

		load_files(&l, f, 2);
		if (l.rc != ERR_CONFIG || !has_fault(&l, row[i].line, row[i].part)) {
			print_faults(&l);
			fail_msg("%s: no fault '%s' in line %d", row[i].name, row[i].part,
				row[i].line);
		}
		unload(&l);
	}
}

static void all_faults_come_at_once(void **state)
{
	struct file f[] = {{"portalwatch.yaml", "portals: [\"*.portal\"]\nstor: x\n"
						"network: {delay: x, connections: 0}\n"},
		{"a.portal", "portal: a\nhome: x\ncolumns: [{id: x}, {url: y}]\n"}};
	struct loaded l;

	(void)state;
	load_files(&l, f, 2);
	same_int("errors", l.f.nerrors, 7); /* stor, delay, connections, home; no url in the
					       first column, no id and a bad url in the second */
	unload(&l);
}

static void defaults_are_inherited(void **state)
{
	struct file f[] = {
		{"portalwatch.yaml",
			"portals: [a.yaml, b.yaml]\nnetwork: {delay: 3s}\n"
			"defaults: {unit: 办公室, every: 12h, links: {check: site}, language: en}\n"},
		{"a.yaml", "portal: a\nhome: http://a.cn/\nnetwork: {delay: 5s}\n"
			   "defaults: {every: 4h, class: policy}\n"
			   "columns:\n- {id: x, url: http://a/x}\n"
			   "- {id: y, url: http://a/y, every: 1h, unit: 财政局, class: news}\n"},
		{"b.yaml", "portal: b\nhome: http://b.cn/\nunit: 市府\nlinks: {check: none}\n"
			   "columns:\n- {id: x, url: http://b/x}\n- {id: z, discover: true}\n"},
	};
	struct loaded l;

	(void)state;
	load_files(&l, f, 3);
	if (l.rc)
		fail_msg("%s", l.e.text);
	const struct portal_config *a = config_portal(l.c, STR("a"));
	const struct portal_config *b = config_portal(l.c, STR("b"));
	same_int("own delay", a->delay_ms, 5000);
	same_int("delay", b->delay_ms, 3000);
	same_text("unit", str_of(a->unit), STR("办公室"));
	same_text("links", str_of(a->links_check), STR("site"));
	same_text("own links", str_of(b->links_check), STR("none"));
	same_int("file's", a->columns[0].every_ms, 4 * HOUR_MS);
	same_int("class", a->columns[0].cls, CLASS_POLICY);
	same_int("own", a->columns[1].every_ms, HOUR_MS);
	same_int("own class", a->columns[1].cls, CLASS_NEWS);
	same_text("own unit", str_of(a->columns[1].unit), STR("财政局"));
	same_int("installation's", b->columns[0].every_ms, 12 * HOUR_MS);
	assert_true(b->columns[1].discover);
	same_int("a note, no doubt", l.f.nwarnings, 0);
	assert_true(has_fault(&l, 7, "1 of 2 columns have no address yet"));
	unload(&l);
}

/* Rules are inherited whole; a column's own stand in their place. */
static void rules_are_inherited(void **state)
{
	struct file f[] = {
		{"portalwatch.yaml", "portals: [a.yaml, b.yaml]\ndefaults:\n  rules:\n"
			"    - {kind: honesty}\n    - {kind: monthly, basis: 通则}\n"},
		{"a.yaml", "portal: a\nhome: http://a.cn/\ncolumns:\n- {id: x, url: http://a/x}\n"
			   "- {id: y, url: http://a/y, rules: [{kind: weekly}]}\n"
			   "- {id: z, url: http://a/z, rules: []}\n"},
		{"b.yaml", "portal: b\nhome: http://b.cn/\ndefaults: {rules: [{kind: yearly}]}\n"
			   "columns:\n- {id: x, url: http://b/x}\n"},
	};
	struct file wrong[] = {{"portalwatch.yaml", "portals: [a.yaml]\ndefaults:\n  rules:\n"
			"    - {basis: x}\n"}, f[1]};
	struct loaded l;

	(void)state;
	load_files(&l, f, 3);
	if (l.rc)
		fail_msg("%s", l.e.text);
	const struct column_config *a = config_portal(l.c, STR("a"))->columns;

	same_int("both", a[0].nrules, 2);
	same_text("kind", str_of(a[0].rules[1].kind), STR("monthly"));
	same_text("basis", str_of(a[0].rules[1].basis), STR("通则"));
	same_int("line", a[0].rules[1].line, 5);
	assert_true(str_ends(str_of(a[0].rules[1].file), STR("portalwatch.yaml")));
	same_int("its own", a[1].nrules, 1);
	same_text("kind", str_of(a[1].rules[0].kind), STR("weekly"));
	assert_true(str_ends(str_of(a[1].rules[0].file), STR("a.yaml")));
	same_int("none", a[2].nrules, 0);
	same_text("of the portal", str_of(config_portal(l.c, STR("b"))->columns[0].rules[0].kind),
		STR("yearly"));
	unload(&l);
	load_files(&l, wrong, 2);
	assert_true(has_fault(&l, 4, "kind"));
	for (size_t i = 0; i < l.f.n; i++)
		if (str_has(str_of(l.f.list[i].text), STR("kind")))
			assert_true(str_ends(str_of(l.f.list[i].file), STR("portalwatch.yaml")));
	unload(&l);
}

static void bombs_are_refused(void **state)
{
	struct buf b = BUF_INIT((size_t)8 << 20);
	struct file f = {"portalwatch.yaml", NULL};
	struct loaded l;

	(void)state;
	buf_adds(&b, "portals: []\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 12; i++) {
		buf_addf(&b, "a%d: &a%d [", i, i);
		for (int j = 0; j < 10; j++)
			buf_addf(&b, "%s*a%d", j ? "," : "", i - 1);
		buf_adds(&b, "]\n");
	}
	f.text = buf_cstr(&b);
	load_files(&l, &f, 1);
	assert_true(has_fault(&l, 0, "aliases make this file larger"));
	unload(&l);

	buf_clear(&b);
	for (int i = 0; i < 5000; i++)
		buf_addc(&b, '[');
	f.text = buf_cstr(&b);
	load_files(&l, &f, 1);
	assert_true(has_fault(&l, 0, "32 levels"));
	unload(&l);

	buf_clear(&b);
	buf_adds(&b, "portals: []\n#");
	for (int i = 0; i < 5 << 20; i++)
		buf_addc(&b, 'x');
	f.text = buf_cstr(&b);
	load_files(&l, &f, 1);
	assert_true(l.rc < 0);
	unload(&l);
	buf_release(&b);
}

static void rules_keep_their_arguments(void **state)
{
	struct file f[] = {{"portalwatch.yaml", "portals: p.yaml\n"},
		{"p.yaml", PORTAL "columns:\n- id: x\n  url: http://a/x\n  rules:\n"
			   "  - kind: sub_columns\n    limit: statutory\n"
			   "    names: [指南, [年报, 工作年度报告]]\n    within: 3wd\n"
			   "    of: {portal: b, column: policy}\n"}};
	struct loaded l;

	(void)state;
	load_files(&l, f, 2);
	if (l.rc)
		fail_msg("%s", l.e.text);
	const struct rule_config *r = &l.c->portals[0].columns[0].rules[0];
	same_text("limit", str_of(r->limit_kind), STR("statutory"));
	same_text("names", str_of(rule_arg(r, "names")), STR("指南\n年报|工作年度报告"));
	same_text("within", str_of(rule_arg(r, "within")), STR("3wd"));
	same_text("of", str_of(rule_arg(r, "of.column")), STR("policy"));
	assert_null(rule_arg(r, "kind"));
	unload(&l);
}

static void doubts_are_warnings(void **state)
{
	static const struct {
		const char *name, *text;
		int line;
		const char *part;
	} row[] = {
		{"open secret", "portals: []\nreceivers:\n- id: a\n  webhook: {url: http://a.cn/, "
				"secret_file: open}\nroutes: [{to: a}]\n", 4, "chmod 640"},
		{"no secret", "portals: []\nreceivers:\n- id: a\n  webhook: {url: http://a.cn/, "
			      "secret_file: none}\nroutes: [{to: a}]\n", 4, "there is no file"},
		{"quotes", "portals: []\nunits: [{name: “局”}]\n", 2, "full-width quotes"},
		{"pattern", "portals: []\nreceivers: [{id: a, file: {path: x}}]\n"
			    "routes: [{portal: b*, to: a}]\n", 3, "matches nothing"},
		{"no route", "portals: []\nreceivers: [{id: a, file: {path: x}}]\n", 0, "no routes"},
		{"glob", "portals: [\"x/*.yaml\"]\n", 1, "no file matches"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct file f[] = {{"portalwatch.yaml", row[i].text}, {"closed", "x"}};
		struct loaded l;

		load_files(&l, f, 2);
		if (i == 0) { /* the file is made, then the same is loaded again */
			char *path = fs_join(l.dir, "open"), *main_file = fs_join(l.dir, f[0].name);

			fs_write_fast(path, STR("s"), 0600, NULL);
			assert_int_equal(chmod(path, 0644), 0);
			config_free(l.c);
			config_faults_release(&l.f);
			l.rc = config_load(main_file, &l.c, &l.f, &l.e);
			free(path);
			free(main_file);
		}
		if (l.rc != 0 || l.f.nwarnings == 0 || !has_fault(&l, row[i].line, row[i].part)) {
			print_faults(&l);
			fail_msg("%s: no warning '%s'", row[i].name, row[i].part);
		}
		unload(&l);
	}
}

static void patterns_match_characters(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool yes;
	} row[] = {
		{"", "x", true}, {"*", "", true}, {"a*c", "abc", true}, {"a*c", "abd", false},
		{"?环*", "市环保局", true}, {"??", "市环", true}, {"?", "市环", false},
		{"*b*b*", "abab", true}, {"abc", "ab", false}, {"*a", "aab", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].pattern, pattern_matches(row[i].pattern, str_of(row[i].text)),
			row[i].yes);
}

static void printing_gives_what_loads_again(void **state)
{
	struct config_faults f = {0};
	struct config *c = NULL, *again = NULL;
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct file one = {"portalwatch.yaml", NULL};
	struct loaded l;
	struct err e = {0};
	size_t end;

	(void)state;
	assert_int_equal(config_load(TEST_DATA "/config/design/portalwatch.yaml", &c, &f, &e),
		0);
	config_print(c, &b);
	assert_true(str_has(buf_str(&b), STR("default 1s")));
	end = str_find(buf_str(&b), STR("---\n"), 0);
	assert_true(end != SIZE_MAX);
	buf_cut(&b, end);
	one.text = buf_cstr(&b);
	load_files(&l, &one, 1);
	if (l.rc) {
		print_faults(&l);
		fail_msg("%s", l.e.text);
	}
	again = l.c;
	same_text("mail", str_of(receiver_mail.trial(config_receiver(again, STR("office"))).url),
		str_of(receiver_mail.trial(config_receiver(c, STR("office"))).url));
	same_int("weekly", again->nreports, 1);
	same_int("portals", again->nportals, 1);
	unload(&l);
	buf_release(&b);
	config_free(c);
	config_faults_release(&f);
}

/* --- a kind of receiver that only this file knows --- */

struct pager_settings {
	const char *number;
	int64_t pause_ms;
};

#define P pager_settings
static const struct row pager_rows[] = {
	{"number", ROW_TEXT, NEED, AT(P, number), .help = "to call"},
	{"pause", ROW_DURATION, AT(P, pause_ms), RANGE(0, DAY_MS), .dflt = "5m",
		.help = "between two calls"},
	{0},
};
#undef P
static const struct table pager_table = {.name = "receiver.pager", .rows = pager_rows};

static void pager_finish(void *own, struct reader *r, int line)
{
	const struct pager_settings *x = own;

	if (x->number[0] == '0')
		reader_fault(r, line, false, "number: expected one without 0, found '%s'", x->number);
}

static int pager_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	const struct pager_settings *x = r->own;

	(void)m;
	(void)e;
	out->outcome = DELIVERY_DONE;
	result_text(out, "called %s", x->number);
	return 0;
}

static const struct receiver_type receiver_pager = {
	.kind = {{"pager", ROW_MAP, .sub = &pager_table, .help = "by pager"},
		.size = sizeof(struct pager_settings), .finish = pager_finish},
	.tell = pager_tell};

static void a_kind_of_receiver_is_one_struct(void **state)
{
	const struct receiver_kind *kinds[] = {&receiver_file.kind, &receiver_pager.kind};
	struct file good = {"portalwatch.yaml", "portals: []\nreceivers:\n"
		"- {id: p, pager: {number: \"12\", pause: 7m}, timeout: 3s}\n"};
	struct file bad = {"portalwatch.yaml", "portals: []\nreceivers:\n"
		"- {id: p, pager: {number: \"012\"}}\n- {id: q, pager: {pause: 7m, nubmer: x}}\n"
		"- {id: r, pager: {number: x}, file: {path: y}}\n- {id: s, mail: {to: x}}\n"};
	struct delivery_result out = {0};
	const struct receiver_config *r;
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct loaded l;

	(void)state;
	config_set_receiver_kinds(kinds, 2);
	load_files(&l, &good, 1);
	same_int("rc", l.rc, 0);
	r = config_receiver(l.c, STR("p"));
	same_int("pause", ((const struct pager_settings *)r->own)->pause_ms, 7 * MINUTE_MS);
	same_int("timeout", r->timeout_ms, 3 * SECOND_MS);
	same_int("told", receiver_type_of(r)->tell(r, NULL, &out, NULL), 0);
	same_text("answer", str_of(out.text), STR("called 12"));
	config_print(l.c, &b);
	assert_true(str_has(buf_str(&b), STR("number: \"12\" # to call")));
	assert_true(str_has(buf_str(&b), STR("# file: # into a file")));
	unload(&l);
	load_files(&l, &bad, 1);
	same_int("bad", l.rc, ERR_CONFIG);
	assert_true(has_fault(&l, 3, "expected one without 0, found '012'"));
	assert_true(has_fault(&l, 4, "missing 'number'"));
	assert_true(has_fault(&l, 4, "did you mean 'number'"));
	assert_true(has_fault(&l, 5, "exactly one of file, pager, found 2"));
	assert_true(has_fault(&l, 6, "exactly one of file, pager, found 0"));
	assert_true(has_fault(&l, 6, "unknown key"));
	unload(&l);
	buf_release(&b);
	receiver_kinds_known();
}

static int refuse_yearly(const struct rule_config *r, struct config_faults *f)
{
	if (streq(r->kind, "yearly"))
		config_fault_add(f, r->file, r->line, false, "rule yearly: refused by the test");
	return 0;
}

static void rules_are_shown_to_the_checker(void **state)
{
	struct file f[] = {{"portalwatch.yaml", "portals: p.yaml\n"},
		{"p.yaml", PORTAL "columns:\n- id: x\n  url: http://a/x\n"
			   "  rules: [{kind: monthly}, {kind: yearly}]\n"}};
	struct loaded l;

	(void)state;
	config_set_rule_check(refuse_yearly);
	load_files(&l, f, 2);
	config_set_rule_check(NULL);
	same_int("rc", l.rc, ERR_CONFIG);
	same_int("one", l.f.nerrors, 1);
	assert_true(has_fault(&l, 6, "refused by the test"));
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_manuals_example_loads), T(faults_name_line_and_cause),
		T(faults_of_portal_files_are_found), T(all_faults_come_at_once),
		T(defaults_are_inherited), T(rules_are_inherited), T(bombs_are_refused), T(rules_keep_their_arguments),
		T(doubts_are_warnings), T(patterns_match_characters), T(printing_gives_what_loads_again),
		T(rules_are_shown_to_the_checker), T(a_kind_of_receiver_is_one_struct),
	};

	receiver_kinds_known();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
